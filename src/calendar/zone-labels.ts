/**
 * The names of zones in a text for people. A text names all of its zones in one style, so that a reader compares like
 * with like: `CET` beside `EST`, or `Berlin time` beside `Kolkata time`, never `CET` beside `UTC-05:00`.
 * Path: booking/answer/describe-times.ts and out-of-office/compose-vacation.ts, by zone-table.ts.
 */
import type { Instant } from '../mail/instant.js';
import { boundedCache } from './bounded-cache.js';
import { cityOfZone } from './city-names.js';
import { DAY_MS } from './civil-days.js';
import { ianaZone } from './iana-zone.js';
import type { Offsets } from './offsets.js';
import { namedZone } from './zone-names.js';

/** In the order of preference. Every zone has an offset. */
export const zoneStyles = ['abbreviation', 'city', 'offset'] as const;
export type ZoneStyle = (typeof zoneStyles)[number];

/** A zone, and the TZID by which a calendar object or a setting names it. */
export interface LabelledZone {
  readonly zone: Offsets;
  readonly tzid: string;
}

/** On one side of the year is the time that is in effect now, on the other the one that a clock change brings. */
const HALF_YEAR_MS = 182 * DAY_MS;

/** The first style in which each zone has a name, in summer and in winter. */
export function commonStyle(zones: readonly LabelledZone[], at: Instant, language: string): ZoneStyle {
  const isNamed = (style: ZoneStyle): boolean =>
    zones.every((zone) => [at, at + HALF_YEAR_MS].every((each) => nameIn(style, zone, each, language) !== null));
  return zoneStyles.find(isNamed) ?? 'offset';
}

/** Whether two zones show the same time, in summer and in winter. */
export function agree(one: Offsets, other: Offsets, at: Instant): boolean {
  return [at, at + HALF_YEAR_MS].every((each) => one.offsetAt(each) === other.offsetAt(each));
}

/** `CET`, `Berlin time` or `UTC+01:00`; the offset if the zone has no name in the style. */
export function zoneLabel(zone: LabelledZone, at: Instant, language: string, style: ZoneStyle): string {
  return nameIn(style, zone, at, language) ?? formatOffset(zone.zone.offsetAt(at));
}

function nameIn(style: ZoneStyle, { zone, tzid }: LabelledZone, at: number, language: string): string | null {
  if (style === 'offset') return formatOffset(zone.offsetAt(at));
  const known = ianaNames(zone, tzid, at);
  const [name] = known;
  if (name === undefined) return null;
  if (style === 'abbreviation') return abbreviation(name, at, language);
  // UTC has no city, and its name is as clear in any style.
  if (ianaZone(name)?.name === 'UTC') return 'UTC';
  const [city] = known.flatMap((each) => cityOfZone(each, language) ?? []);
  return city === undefined ? null : cityLabel(city, language);
}

/**
 * The IANA names of a zone, the one by which it was written first. A definition embedded in the object has those of its
 * TZID (`W. Europe Standard Time`) while it shows the same time.
 */
function ianaNames(zone: Offsets, tzid: string, at: number): readonly string[] {
  const named = ianaZone(zone.name) ?? namedZone(tzid);
  if (named === null || named.offsetAt(at) !== zone.offsetAt(at)) return [];
  // `EST` says nothing where the object's own definition shows another time under that name.
  return ianaZone(tzid)?.offsetAt(at) === zone.offsetAt(at) ? [tzid, named.name] : [named.name];
}

/** CLDR has an abbreviation only in the locales where people use it: `EST` in English of the United States. */
const localesOf: Readonly<Record<string, readonly string[]>> = {
  en: ['en-GB', 'en-US', 'en-AU', 'en-ZA'],
  de: ['de'],
};

/** null: people of this language know the zone by no abbreviation, and ICU writes an offset. */
function abbreviation(name: string, at: number, language: string): string | null {
  const primary = primaryOf(language);
  for (const locale of localesOf[primary] ?? [primary, ...(localesOf['en'] ?? [])]) {
    const parts = labelFormat(`${locale} ${name}`)?.formatToParts(at) ?? [];
    const label = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    if (/^[A-Z]{2,5}$/.test(label)) return label;
  }
  return null;
}

/** A formatter of Intl, roughly. */
const FORMATTER_BYTES = 60_000;
const bounds = { maxBytes: 16 * 1024 * 1024, bytesOf: () => FORMATTER_BYTES };

const labelFormat = boundedCache(bounds, (key): Intl.DateTimeFormat | null => {
  const [locale = '', timeZone] = key.split(' ');
  try {
    return new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' });
  } catch {
    return null;
  }
});

const primaryOf = (language: string): string => language.toLowerCase().split('-')[0] ?? '';

function cityLabel(city: string, language: string): string {
  switch (primaryOf(language)) {
    case 'de':
      return `Ortszeit ${city}`;
    case 'en':
      return `${city} time`;
    default:
      return city;
  }
}

function formatOffset(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `UTC${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
