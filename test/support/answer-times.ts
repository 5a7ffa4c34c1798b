/**
 * The times in an answer, read independently of the code that wrote it: those of its iTIP object by ical.js, with only the
 * zones in the object; those of its text from the words of the text.
 */
import ICAL from 'ical.js';
import type { Interval } from '../../src/mail/instant.js';
import { instant } from '../../src/mail/instant.js';

/** Date takes a year of two digits for one of the twentieth century. */
const FIRST_YEAR = 1000;
/** Occurrences of a series that are followed. */
const MAX_OCCURRENCES = 1000;

/** The occurrences that a REPLY accepts, by their start; a series as far as `until`. */
export function acceptedTimes(reply: string, readerZone: string, until: number): readonly Interval[] {
  return readReply(reply, readerZone, until).accepted;
}

export interface ReadReply {
  readonly accepted: readonly Interval[];
  /** Times within a day of a change of clocks, where ical.js has rules of its own. */
  readonly doubtful: readonly number[];
  /** So is a start or an end of an event, or its occurrences are named in a way that ical.js takes to the letter. */
  readonly isDoubtful: boolean;
}

export function readReply(reply: string, readerZone: string, until: number): ReadReply {
  const calendar = ICAL.Component.fromString(reply);
  const doubtful: number[] = [];
  const zones = new Map(
    calendar
      .getAllSubcomponents('vtimezone')
      .map((zone) => [zone.getFirstPropertyValue('tzid'), new ICAL.Timezone(zone)]),
  );
  const at = (time: ICAL.Time): number => {
    const instant = instantOf(time, zones, readerZone);
    if (changesAround(time, zones, readerZone)) doubtful.push(instant);
    return instant;
  };
  const events = calendar.getAllSubcomponents('vevent');
  const overrides = events.filter((event) => event.hasProperty('recurrence-id'));
  const apart = new Set(overrides.map((event) => at(timeOf(event, 'recurrence-id'))));
  const found = events.flatMap((event) => {
    if (!isAccepted(event)) return [];
    const lasting = spanOf(event, at, readerZone);
    if (event.hasProperty('recurrence-id')) return [lasting(at(timeOf(event, 'dtstart')))];
    const starts = [...startsOf(event, at, until)];
    const periods = periodsOf(event, at);
    return starts.filter((start) => !apart.has(start)).map((start) => periods.get(start) ?? lasting(start));
  });
  const master = events.find((event) => !event.hasProperty('recurrence-id'));
  const isDoubtful = events.some(
    (event) =>
      ['dtstart', 'dtend'].some(
        (name) =>
          event.hasProperty(name) &&
          (timeOf(event, name).year < FIRST_YEAR || changesAround(timeOf(event, name), zones, readerZone)),
      ) ||
      (event.hasProperty('recurrence-id') &&
        !isNamedLike(timeOf(event, 'recurrence-id'), timeOf(master ?? event, 'dtstart'))),
  );
  return { accepted: found.sort((one, other) => one.start - other.start), doubtful, isDoubtful };
}

function isNamedLike(id: ICAL.Time, start: ICAL.Time): boolean {
  const isLike = (one: ICAL.Time, other: ICAL.Time): boolean =>
    one.isDate === other.isDate && (tzids.get(one) ?? one.zone.tzid) === (tzids.get(other) ?? other.zone.tzid);
  return isLike(id, start) && (id.isDate || id.hour !== 0 || id.minute !== 0);
}

function changesAround(time: ICAL.Time, zones: ReadonlyMap<unknown, ICAL.Timezone>, readerZone: string): boolean {
  const shifted = (days: number): number => {
    const other = withZone(time, tzids.get(time));
    other.adjust(days, 0, 0, 0);
    return instantOf(other, zones, readerZone);
  };
  return shifted(1) - shifted(-1) !== 2 * 86_400_000;
}

function isAccepted(event: ICAL.Component): boolean {
  return event.getFirstProperty('attendee')?.getFirstParameter('partstat') === 'ACCEPTED';
}

function timeOf(event: ICAL.Component, name: string): ICAL.Time {
  const property = event.getFirstProperty(name);
  const time = property?.getFirstValue();
  if (!(time instanceof ICAL.Time)) throw new Error(`no ${name}`);
  return withZone(time, property?.getFirstParameter('tzid'));
}

/** ical.js looks a TZID up where the time is made; here it is only remembered. */
function withZone(time: ICAL.Time, tzid: string | undefined): ICAL.Time {
  const copy = time.clone();
  if (tzid !== undefined) tzids.set(copy, tzid);
  return copy;
}

const tzids = new WeakMap<ICAL.Time, string>();

function instantOf(time: ICAL.Time, zones: ReadonlyMap<unknown, ICAL.Timezone>, readerZone: string): number {
  const tzid = tzids.get(time);
  if (tzid !== undefined) {
    const zone = zones.get(tzid);
    if (zone === undefined) throw new Error(`no VTIMEZONE for ${tzid}`);
    const local = time.clone();
    local.zone = zone;
    return local.toUnixTime() * 1000;
  }
  const utc = time.toUnixTime() * 1000;
  return time.zone === ICAL.Timezone.utcTimezone ? utc : byIntl(utc, readerZone);
}

/** The instant at which the reader's clock shows a local time; of two the first. */
function byIntl(localMs: number, timeZone: string): number {
  const shown = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const offset = (at: number): number => {
    const match = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(shown.format(at));
    const minutes = Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0);
    return (match?.[1] === '-' ? -minutes : minutes) * 60_000;
  };
  const candidates = [localMs - 86_400_000, localMs + 86_400_000].map((near) => localMs - offset(near));
  return candidates.find((at) => at + offset(at) === localMs) ?? candidates[0] ?? localMs;
}

function* startsOf(event: ICAL.Component, at: (time: ICAL.Time) => number, until: number): Generator<number> {
  const start = timeOf(event, 'dtstart');
  const tzid = tzids.get(start);
  const listed = (name: string): number[] =>
    event.getAllProperties(name).flatMap((property) =>
      property.getValues().map((value: unknown) => {
        const time = value instanceof ICAL.Period ? value.start : value;
        if (!(time instanceof ICAL.Time)) throw new Error(`no ${name}`);
        return at(withZone(time, property.getFirstParameter('tzid')));
      }),
    );
  const excluded = new Set(listed('exdate'));
  const seen = new Set<number>();
  for (const each of [at(start), ...listed('rdate')]) if (!excluded.has(each)) seen.add(each);
  const rule = event.getFirstPropertyValue('rrule');
  if (rule instanceof ICAL.Recur) {
    const iterator = rule.iterator(start);
    let left = Math.min(rule.count ?? MAX_OCCURRENCES, MAX_OCCURRENCES);
    for (let next = nextOf(iterator); next !== null && left > 0; next = nextOf(iterator)) {
      // DTSTART counts as the first one, though the rule may not have it.
      if (left === rule.count && next.compare(start) !== 0) left--;
      if (left-- <= 0) break;
      const instant = at(withZone(next, tzid));
      if (instant >= until) break;
      if (!excluded.has(instant)) seen.add(instant);
    }
  }
  yield* [...seen].sort((one, other) => one - other);
}

/** RDATEs that say how long their occurrence lasts, by its start. */
function periodsOf(event: ICAL.Component, at: (time: ICAL.Time) => number): ReadonlyMap<number, Interval> {
  const periods = event.getAllProperties('rdate').flatMap((property) =>
    property.getValues().flatMap((value: unknown) => {
      if (!(value instanceof ICAL.Period)) return [];
      const tzid = property.getFirstParameter('tzid');
      return [{ start: instant(at(withZone(value.start, tzid))), end: instant(at(withZone(value.getEnd(), tzid))) }];
    }),
  );
  return new Map(periods.map((period) => [period.start, period]));
}

function nextOf(iterator: { next(): unknown }): ICAL.Time | null {
  const next = iterator.next();
  return next instanceof ICAL.Time ? next : null;
}

/** RFC 5545 §3.8.5.3: each occurrence lasts as long as the first one, all-day ones so many days. */
function spanOf(
  event: ICAL.Component,
  at: (time: ICAL.Time) => number,
  readerZone: string,
): (start: number) => Interval {
  const first = timeOf(event, 'dtstart');
  const duration: unknown = event.getFirstPropertyValue('duration');
  const length =
    duration instanceof ICAL.Duration
      ? duration.toSeconds() * 1000
      : event.hasProperty('dtend')
        ? lastingTo(at(timeOf(event, 'dtend')) - at(first), first.isDate)
        : first.isDate
          ? 86_400_000
          : 0;
  const endOf = (start: number): number =>
    first.isDate
      ? byIntl(dayShown(start + Math.round(length / 86_400_000) * 86_400_000, readerZone), readerZone)
      : start + length;
  return (start) => ({ start: instant(start), end: instant(endOf(start)) });
}

/** An all-day event that ends on its own day lasts it. */
function lastingTo(length: number, isDate: boolean): number {
  return isDate && length === 0 ? 86_400_000 : length;
}

/** Midnight, as if it were UTC, of the day that begins about then. */
function dayShown(near: number, timeZone: string): number {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return Date.parse(`${day.format(near + 43_200_000)}T00:00:00Z`);
}

const months = 'January February March April May June July August September October November December'.split(' ');
/** Minutes east of Greenwich. */
const abbreviations: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  CET: 60,
  CEST: 120,
  BST: 60,
  WET: 0,
  WEST: 60,
  EET: 120,
  EEST: 180,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
};

const line =
  /(?:\w+, (\d{1,2}) (\w+) (\d{4}), )?(\d{2}):(\d{2})(?: \(([^)]+)\) –)?(?:–(\d{2}):(\d{2})|(?: –)? (?:\w+, (\d{1,2}) (\w+) (\d{4}), )?(\d{2}):(\d{2}))? \(([^)]+)\)/g;

/** Every time in the text of an answer in English, on whatever clock it is told. */
export function timesInText(text: string): readonly Interval[] {
  let day = 0;
  return Array.from(text.matchAll(line), (match) => {
    const number = (index: number): number => Number(match[index] ?? 0);
    const dateAt = (index: number): number =>
      Date.UTC(number(index + 2), months.indexOf(match[index + 1] ?? ''), number(index));
    if (match[1] !== undefined) day = dateAt(1);
    const minutes = (hours: number): number => (number(hours) * 60 + number(hours + 1)) * 60_000;
    const zone = match[14] ?? '';
    const inZone = (localMs: number, label: string): number => localMs - offsetOf(label, localMs) * 60_000;
    const start = inZone(day + minutes(4), match[6] ?? zone);
    const endDay = match[9] === undefined ? day : dateAt(9);
    const isLong = match[7] !== undefined || match[12] !== undefined;
    const end = isLong ? inZone(match[7] === undefined ? endDay + minutes(12) : day + minutes(7), zone) : start;
    return { start: instant(start), end: instant(end) };
  });
}

const continents = 'Africa America Antarctica Asia Atlantic Australia Europe Indian Pacific'.split(' ');

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** @param localMs the time that is told, for a zone that is named by its city */
function offsetOf(label: string, localMs: number): number {
  const city = /^(.+) time$/.exec(label)?.[1]?.replaceAll(' ', '_');
  const zone = continents.map((continent) => `${continent}/${city ?? ''}`).find(isZone);
  if (city !== undefined && zone !== undefined) return (localMs - byIntl(localMs, zone)) / 60_000;
  const known = abbreviations[label];
  if (known !== undefined) return known;
  const match = /^(?:GMT|UTC)([+-])(\d{1,2})(?::(\d{2}))?$/.exec(label);
  if (match === null) throw new Error(`what is ${label}?`);
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}
