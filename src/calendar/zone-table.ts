/**
 * What a TZID means, and the way from an object's times to instants and back to texts for people (RFC 5545 §3.2.19,
 * §3.3.5). An IANA name with a `/` means that zone, whatever stands beside it. For other names the object's own VTIMEZONE
 * holds as far as it goes, then what the name is known to mean. A zone that nothing explains has no instant: the caller
 * declines, nobody guesses.
 */
import type { Instant } from '../mail/instant.js';
import { boundedCache } from './bounded-cache.js';
import type { CalendarTime } from './calendar-time.js';
import { embeddedZone, type EmbeddedZone } from './embedded-zone.js';
import { ianaZone } from './iana-zone.js';
import type { ZoneTable } from './itip-message.js';
import { instantOfLocal, localOfInstant, utcOffsets, type OffsetChange, type Offsets } from './offsets.js';
import { localMilliseconds } from './read-time.js';
import { agree, commonStyle, zoneLabel, type ZoneStyle } from './zone-labels.js';
import { exactZone, namedZone } from './zone-names.js';

/** A zone with the instants that it speaks for. */
export interface ZoneClock extends Offsets {
  /** The TZID, or the object's X-LIC-LOCATION, is the name of that zone: nothing else counts. */
  readonly isExact?: boolean;
  knows(at: number): boolean;
}

/**
 * @param readerZone IANA name of the zone in which all-day and floating times are read
 * @returns null when the time's zone, or the reader's, is unknown
 */
export function toInstant(time: CalendarTime, zones: ZoneTable, readerZone: string): Instant | null {
  if (time.kind === 'utc') return time.at;
  const clock = clockOf(time, zones, readerZone);
  if (clock === null) return null;
  const at = instantOfLocal(clock, localMilliseconds(time.kind === 'date' ? time.date : time.local));
  return clock.knows(at) ? at : null;
}

/**
 * The zone whose clock a time is read on; a UTC time's is UTC.
 *
 * @param localMs what the clock shows: the zone must know that date
 */
export function zoneOf(time: CalendarTime, zones: ZoneTable, readerZone: string, localMs: number): Offsets | null {
  const clock = clockOf(time, zones, readerZone);
  return clock?.knows(instantOfLocal(clock, localMs)) === true ? clock : null;
}

/** The same for the instant at which the clock is looked at. */
export function zoneAt(time: CalendarTime, zones: ZoneTable, readerZone: string, at: Instant): Offsets | null {
  const clock = clockOf(time, zones, readerZone);
  return clock?.knows(at) === true ? clock : null;
}

function clockOf(time: CalendarTime, zones: ZoneTable, readerZone: string): ZoneClock | null {
  switch (time.kind) {
    case 'utc':
      return always(utcOffsets);
    case 'date':
    case 'floating':
      return always(ianaZone(readerZone));
    case 'zoned':
      return tzidClock(time.tzid, zones);
  }
}

/** Whatever the TZID means at any time; null: nothing ever. */
export function tzidClock(tzid: string, { definitions }: ZoneTable): ZoneClock | null {
  const definition = Object.hasOwn(definitions, tzid) ? definitions[tzid] : undefined;
  const embedded = definition === undefined ? null : embeddedZone(definition);
  const location = embedded?.location ?? '';
  const exact = exactZone(tzid) ?? exactZone(location);
  if (exact !== null) return { ...exact, isExact: true, knows: () => true };
  const named = namedZone(tzid) ?? namedZone(location);
  if (embedded === null || (embedded.soundness !== 'sound' && named !== null)) return always(named);
  if (embedded.soundness === 'contradicted' && !embedded.isConstant) return null;
  return named === null ? asFarAsItGoes(embedded, tzid) : embeddedThenNamed(embedded, named);
}

function always(zone: Offsets | null): ZoneClock | null {
  return zone === null ? null : { ...zone, knows: () => true };
}

/** Behind the last onset only an offset that never changes goes on. */
function asFarAsItGoes(embedded: EmbeddedZone, tzid: string): ZoneClock {
  const lastAt = embedded.isConstant ? Infinity : embedded.lastAt;
  return { ...embedded, name: tzid, knows: (at) => at >= embedded.firstAt && at < lastAt };
}

function embeddedThenNamed(embedded: EmbeddedZone, named: Offsets): ZoneClock {
  const { firstAt, lastAt } = embedded;
  const offsetAt = (at: number): number => (at >= firstAt && at < lastAt ? embedded : named).offsetAt(at);
  const parts = [
    { zone: named, from: -Infinity, to: firstAt },
    { zone: embedded, from: firstAt, to: lastAt },
    { zone: named, from: lastAt, to: Infinity },
  ];
  const changesIn = (from: number, to: number): readonly OffsetChange[] =>
    parts.flatMap(({ zone, ...part }) => {
      const [begin, end] = [Math.max(from, part.from), Math.min(to, part.to)];
      if (begin >= end) return [];
      // Where one clock takes over from another the offset may change.
      const takesOver = begin > from && offsetAt(begin) !== offsetAt(begin - 1);
      return [...(takesOver ? [{ at: begin, offsetMs: offsetAt(begin) }] : []), ...zone.changesIn(begin, end)];
    });
  return {
    name: named.name,
    yearSteps: embedded.yearSteps + (lastAt === Infinity ? 0 : named.yearSteps),
    offsetAt,
    changesIn,
    knows: () => true,
  };
}

/** An instant in a person's words. */
export interface LocalTexts {
  /** `Monday` */
  readonly weekday: string;
  /** `8 February 2027` */
  readonly date: string;
  /** `09:00` */
  readonly time: string;
  /** `CET`, `Berlin time` or `UTC+01:00`, by the style that was asked for. */
  readonly zone: string;
}

/**
 * @param tzid an IANA name, or a TZID of `zones`
 * @param language BCP 47; English when the runtime does not know it
 * @param style how the zone is named; a text that names several zones takes the `textStyle` of all of them
 * @returns null when the zone is unknown
 */
export function formatInZone(
  at: Instant,
  tzid: string,
  zones: ZoneTable,
  language: string,
  style: ZoneStyle = textStyle([tzid], zones, at, language),
): LocalTexts | null {
  const zone = tzidClock(tzid, zones);
  if (zone?.knows(at) !== true) return null;
  const localMs = localOfInstant(zone, at);
  const words = wordsOf(language.length > MAX_LANGUAGE_CHARACTERS ? '' : language);
  return {
    weekday: words.weekday.format(localMs),
    date: words.date.format(localMs),
    time: words.time.format(localMs),
    zone: zoneLabel({ zone, tzid }, at, words.language, style),
  };
}

/**
 * The style in which a text about that time names its zones.
 *
 * @param tzids IANA names, or TZIDs of `zones`; those that nothing explains do not count
 */
export function textStyle(tzids: readonly string[], zones: ZoneTable, at: Instant, language: string): ZoneStyle {
  const known = tzids.flatMap((tzid) => {
    const zone = tzidClock(tzid, zones);
    return zone?.knows(at) === true ? [{ zone, tzid }] : [];
  });
  return commonStyle(known, at, language);
}

/** Whether two TZIDs mean the same time of day at that time of the year and half a year later. */
export function showSameTime(one: string, other: string, zones: ZoneTable, at: Instant): boolean {
  const [first, second] = [tzidClock(one, zones), tzidClock(other, zones)];
  return first !== null && second !== null && agree(first, second, at);
}

interface Words {
  readonly language: string;
  readonly weekday: Intl.DateTimeFormat;
  readonly date: Intl.DateTimeFormat;
  readonly time: Intl.DateTimeFormat;
}

/** RFC 5646 §4.4.1: registered tags are shorter. */
const MAX_LANGUAGE_CHARACTERS = 35;
/** A formatter of Intl, roughly. */
const FORMATTER_BYTES = 60_000;

const wordsOf = boundedCache({ maxBytes: 8 * 1024 * 1024, bytesOf: () => 3 * FORMATTER_BYTES }, (wanted): Words => {
  const language = knownLanguage(wanted);
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options });
  return {
    language,
    weekday: format({ weekday: 'long' }),
    date: format({ day: 'numeric', month: 'long', year: 'numeric' }),
    time: format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  };
});

/** `en` alone would mean the order of the United States. */
function knownLanguage(wanted: string): string {
  try {
    const [known] = Intl.DateTimeFormat.supportedLocalesOf(wanted);
    return known === undefined || known === 'en' ? 'en-GB' : known;
  } catch {
    return 'en-GB';
  }
}
