/**
 * What a TZID means, and the way from an object's times to instants and back to texts for people (RFC 5545 §3.2.19,
 * §3.3.5). An object's own VTIMEZONE comes first where it has something to say, then the name. A zone that nothing
 * explains has no instant: the caller declines, nobody guesses.
 */
import type { Instant } from '../mail/instant.js';
import { boundedCache } from './bounded-cache.js';
import type { CalendarTime } from './calendar-time.js';
import { embeddedZone } from './embedded-zone.js';
import { ianaZone } from './iana-zone.js';
import type { ZoneTable } from './itip-message.js';
import { instantOfLocal, localOfInstant, utcOffsets, type Offsets } from './offsets.js';
import { localMilliseconds } from './read-time.js';
import { namedZone } from './zone-names.js';

/**
 * @param readerZone IANA name of the zone in which all-day and floating times are read
 * @returns null when the time's zone, or the reader's, is unknown
 */
export function toInstant(time: CalendarTime, zones: ZoneTable, readerZone: string): Instant | null {
  if (time.kind === 'utc') return time.at;
  const localMs = localMilliseconds(time.kind === 'date' ? time.date : time.local);
  const zone = zoneOf(time, zones, readerZone, localMs);
  return zone === null ? null : instantOfLocal(zone, localMs);
}

/** The zone whose clock a time is read on; a UTC time's is UTC. `localMs`: the date the zone must know. */
export function zoneOf(time: CalendarTime, zones: ZoneTable, readerZone: string, localMs: number): Offsets | null {
  switch (time.kind) {
    case 'utc':
      return utcOffsets;
    case 'date':
    case 'floating':
      return ianaZone(readerZone);
    case 'zoned':
      return tzidZone(time.tzid, zones, localMs);
  }
}

function tzidZone(tzid: string, zones: ZoneTable, localMs: number): Offsets | null {
  const definition = Object.hasOwn(zones.definitions, tzid) ? zones.definitions[tzid] : undefined;
  const embedded = definition === undefined ? null : embeddedZone(definition);
  if (embedded === null) return namedZone(tzid);
  const covers = embedded.covers(localMs);
  if (covers && embedded.isSound) return embedded;
  return namedZone(tzid) ?? (covers ? embedded : null);
}

/** An instant in a person's words. */
export interface LocalTexts {
  /** `Monday` */
  readonly weekday: string;
  /** `8 February 2027` */
  readonly date: string;
  /** `09:00` */
  readonly time: string;
  /** `CET`, `GMT+1`: as the language names the zone at that instant. */
  readonly zone: string;
}

/**
 * @param tzid an IANA name, or a TZID of `zones`
 * @param language BCP 47; English when the runtime does not know it
 * @returns null when the zone is unknown
 */
export function formatInZone(at: Instant, tzid: string, zones: ZoneTable, language: string): LocalTexts | null {
  const zone = tzidZone(tzid, zones, at);
  if (zone === null) return null;
  const localMs = localOfInstant(zone, at);
  const words = wordsOf(language);
  const iana = ianaZone(zone.name);
  return {
    weekday: words.weekday.format(localMs),
    date: words.date.format(localMs),
    time: words.time.format(localMs),
    zone: iana === null ? formatOffset(zone.offsetAt(at)) : zoneLabel(at, zone.name, words.language),
  };
}

interface Words {
  readonly language: string;
  readonly weekday: Intl.DateTimeFormat;
  readonly date: Intl.DateTimeFormat;
  readonly time: Intl.DateTimeFormat;
}

const MAX_LANGUAGES = 100;
/** Languages times zones in use; a formatter takes some ten kilobytes. */
const MAX_LABELS = 300;

const wordsOf = boundedCache(MAX_LANGUAGES, (wanted): Words => {
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

const labelFormat = boundedCache(MAX_LABELS, (key) => {
  const [language, timeZone] = key.split(' ');
  return new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'short' });
});

function zoneLabel(at: Instant, zoneName: string, language: string): string {
  const parts = labelFormat(`${language} ${zoneName}`).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zoneName;
}

function formatOffset(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `UTC${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
