/**
 * The times in an answer, read independently of the code that wrote it: those of its iTIP object by ical.js, with only the
 * zones in the object; those of its text from the words of the text.
 */
import ICAL from 'ical.js';
import type { Interval } from '../../src/mail/instant.js';
import { instant } from '../../src/mail/instant.js';

/** Occurrences of a series that are followed. */
const MAX_OCCURRENCES = 200;

/** The occurrences that a REPLY accepts, by their start; a series as far as `until`. */
export function acceptedTimes(reply: string, readerZone: string, until: number): readonly Interval[] {
  const calendar = ICAL.Component.fromString(reply);
  const zones = new Map(
    calendar
      .getAllSubcomponents('vtimezone')
      .map((zone) => [zone.getFirstPropertyValue('tzid'), new ICAL.Timezone(zone)]),
  );
  const at = (time: ICAL.Time): number => instantOf(time, zones, readerZone);
  const events = calendar.getAllSubcomponents('vevent');
  const overrides = events.filter((event) => event.hasProperty('recurrence-id'));
  const apart = new Set(overrides.map((event) => at(timeOf(event, 'recurrence-id'))));
  const found = events.flatMap((event) => {
    if (!isAccepted(event)) return [];
    if (event.hasProperty('recurrence-id')) return [spanOf(event, at(timeOf(event, 'dtstart')), at)];
    const starts = [...startsOf(event, at, until)];
    return starts.filter((start) => !apart.has(start)).map((start) => spanOf(event, start, at));
  });
  return found.sort((one, other) => one.start - other.start);
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
    for (let count = 0; count < MAX_OCCURRENCES; count++) {
      const next = iterator.next() as ICAL.Time | null;
      if (next === null) break;
      const instant = at(withZone(next, tzid));
      if (instant >= until) break;
      if (!excluded.has(instant)) seen.add(instant);
    }
  }
  yield* [...seen].sort((one, other) => one - other);
}

/** RFC 5545 §3.8.5.3: each occurrence lasts as long as the first one. */
function spanOf(event: ICAL.Component, start: number, at: (time: ICAL.Time) => number): Interval {
  const first = at(timeOf(event, 'dtstart'));
  const duration: unknown = event.getFirstPropertyValue('duration');
  const isDay = timeOf(event, 'dtstart').isDate;
  const length =
    duration instanceof ICAL.Duration
      ? duration.toSeconds() * 1000
      : event.hasProperty('dtend')
        ? at(timeOf(event, 'dtend')) - first
        : isDay
          ? 86_400_000
          : 0;
  return { start: instant(start), end: instant(start + length) };
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
  /(?:\w+, (\d{1,2}) (\w+) (\d{4}), )?(\d{2}):(\d{2})(?:–(\d{2}):(\d{2})| – \w+, (\d{1,2}) (\w+) (\d{4}), (\d{2}):(\d{2}))? \(([^)]+)\)/g;

/** Every time in the text of an answer in English, on whatever clock it is told. */
export function timesInText(text: string): readonly Interval[] {
  let day = 0;
  return Array.from(text.matchAll(line), (match) => {
    const number = (index: number): number => Number(match[index] ?? 0);
    const dateAt = (index: number): number =>
      Date.UTC(number(index + 2), months.indexOf(match[index + 1] ?? ''), number(index));
    if (match[1] !== undefined) day = dateAt(1);
    const minutes = (hours: number): number => (number(hours) * 60 + number(hours + 1)) * 60_000;
    const offset = offsetOf(match[13] ?? '', day + minutes(4)) * 60_000;
    const start = day + minutes(4) - offset;
    const end =
      match[6] !== undefined
        ? day + minutes(6) - offset
        : match[8] !== undefined
          ? dateAt(8) + minutes(11) - offset
          : start;
    return { start: instant(start), end: instant(end) };
  });
}

/** @param localMs the time that is told, for a zone that is named by its city */
function offsetOf(label: string, localMs: number): number {
  const city = /^(.+) time$/.exec(label)?.[1]?.replaceAll(' ', '_');
  const zone = Intl.supportedValuesOf('timeZone').find((name) => city !== undefined && name.endsWith(`/${city}`));
  if (zone !== undefined) return (localMs - byIntl(localMs, zone)) / 60_000;
  const known = abbreviations[label];
  if (known !== undefined) return known;
  const match = /^(?:GMT|UTC)([+-])(\d{1,2})(?::(\d{2}))?$/.exec(label);
  if (match === null) throw new Error(`what is ${label}?`);
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}
