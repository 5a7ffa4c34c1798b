/**
 * From what calendars call a zone to its IANA name: IANA names with a vendor's prefix, Windows names (CLDR), the names
 * that Outlook, Exchange and Notes show to people. Only names with one meaning are known; nothing is guessed.
 */
import { WINDOWS_TO_IANA_MAP } from 'windows-iana';
import { boundedCache, type CacheBounds } from './bounded-cache.js';
import { ianaZone } from './iana-zone.js';
import type { Offsets } from './offsets.js';
import { citiesOfWindowsZones } from './zone-cities.js';

const MAX_NAME_CHARACTERS = 200;
/** The zones themselves are shared. */
const CACHE: CacheBounds<Offsets | null> = { maxBytes: 1024 * 1024, bytesOf: () => 0 };

/**
 * The zone that a TZID (unescaped, unquoted) means whatever is said beside it: an IANA name with a `/`, with or without a
 * vendor's prefix; null if it is none.
 */
export function exactZone(tzid: string): Offsets | null {
  return tzid.includes('/') && tzid.length <= MAX_NAME_CHARACTERS ? knownExact(tzid) : null;
}

/** The zone that a TZID (unescaped, unquoted) names; null if nothing explains it. */
export function namedZone(tzid: string): Offsets | null {
  return tzid.length <= MAX_NAME_CHARACTERS ? knownNamed(tzid) : null;
}

/** `/freeassociation.sourceforge.net/Tzfile/Europe/Berlin`, `/mozilla.org/20050126_1/America/Indiana/Knox`. */
const knownExact = boundedCache(CACHE, (tzid) => {
  const segments = tzid.replaceAll(' ', '_').split('/');
  for (const count of [3, 2]) {
    const zone = segments.length < count ? null : ianaZone(segments.slice(-count).join('/'));
    if (zone !== null) return zone;
  }
  return null;
});

const knownNamed = boundedCache(
  CACHE,
  (tzid) => exactZone(tzid) ?? ianaZone(tzid) ?? utcBehindPrefix(tzid) ?? shownZone(tzid) ?? notesZone(tzid),
);

/** `tzone://Microsoft/Utc`: alone, the last segment is a zone only if it says UTC. */
function utcBehindPrefix(tzid: string): Offsets | null {
  return /\/(utc|gmt)$/i.test(tzid) ? ianaZone('UTC') : null;
}

/** What is neither in CLDR nor the name of cities. */
const aliases: Readonly<Record<string, string>> = {
  z: 'UTC',
  'coordinated universal time': 'UTC',
  'greenwich mean time': 'UTC',
  'mid-atlantic standard time': 'Etc/GMT+2',
  'kamchatka standard time': 'Asia/Kamchatka',
  'mexico standard time': 'America/Mexico_City',
  'mexico standard time 2': 'America/Chihuahua',
  eastern: 'America/New_York',
  central: 'America/Chicago',
  mountain: 'America/Denver',
  pacific: 'America/Los_Angeles',
  'pacific time (us & canada); tijuana': 'America/Los_Angeles',
  'western/central europe': 'Europe/Berlin',
};

const windowsZones: ReadonlyMap<string, string> = new Map(
  WINDOWS_TO_IANA_MAP.filter((zone) => zone.territory === '001').map((zone) => [
    zone.windowsName.toLowerCase(),
    zone.iana[0],
  ]),
);

function windowsZone(name: string): Offsets | null {
  return ianaZone(windowsZones.get(name.toLowerCase()) ?? '');
}

/** A Windows name, an alias or cities, with or without the offset that Windows shows before them. */
function shownZone(tzid: string): Offsets | null {
  const shown = tzid.replace(/^\((?:GMT|UTC)[^)]{0,10}\)\s*/i, '');
  return aliasZone(shown.toLowerCase()) ?? citiesZone(shown);
}

/** @param name in lower case */
function aliasZone(name: string): Offsets | null {
  return (
    windowsZone(name) ??
    // Outlook for Mac and some gateways number the zones of one object: `W. Europe Standard Time 1`.
    windowsZone(name.replace(/ \d{1,2}$/, '')) ??
    // Named in summer; and as Notes does.
    windowsZone(name.replace(/ daylight time$/, ' standard time')) ??
    (Object.hasOwn(aliases, name) ? ianaZone(aliases[name] ?? '') : windowsZone(`${name} standard time`))
  );
}

const zoneOfCity: ReadonlyMap<string, string> = new Map(
  Object.entries(citiesOfWindowsZones).flatMap(([zone, cities]) =>
    cities.split(',').map((city): [string, string] => [cityKey(city), zone]),
  ),
);

/** `Amsterdam, Berlin, Bern`, `Sarajevo/Warsaw/Zagreb`: all cities must be of one zone. */
function citiesZone(shown: string): Offsets | null {
  const zones = new Set(shown.split(/[,/;]/).map((city) => zoneOfCity.get(cityKey(city)) ?? ''));
  const [zone] = zones;
  return zones.size === 1 && zone !== undefined && zone !== '' ? windowsZone(zone) : null;
}

function cityKey(city: string): string {
  return city
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase();
}

/** Standard and daylight offset, where one region alone has the pair. */
const notesPairs: Readonly<Record<string, string>> = {
  '-0900 -0800': 'America/Anchorage',
  '-0800 -0700': 'America/Los_Angeles',
  '-0700 -0600': 'America/Denver',
  '-0600 -0500': 'America/Chicago',
  '-0500 -0400': 'America/New_York',
  '-0400 -0300': 'America/Halifax',
  '-0330 -0230': 'America/St_Johns',
  '+0000 +0100': 'Europe/London',
  '+0100 +0200': 'Europe/Berlin',
  '+0930 +1030': 'Australia/Adelaide',
  '+1000 +1100': 'Australia/Sydney',
  '+1200 +1300': 'Pacific/Auckland',
};

/** Offsets of no whole hour, which Etc/GMT has none for. */
const notesOffsets: Readonly<Record<string, string>> = {
  '+0330': 'Asia/Tehran',
  '+0430': 'Asia/Kabul',
  '+0530': 'Asia/Kolkata',
  '+0545': 'Asia/Kathmandu',
  '+0630': 'Asia/Yangon',
  '+0930': 'Australia/Darwin',
};

/** `GMT -0500 (Standard) / GMT -0400 (Daylight)`, `GMT +0530 (Standard)`. */
function notesZone(tzid: string): Offsets | null {
  const match = /^GMT ?([+-]\d{4}) \(Standard\)(?: ?\/ ?GMT ?([+-]\d{4}) \(Daylight\))?$/i.exec(tzid);
  const standard = match?.[1];
  if (standard === undefined) return null;
  const daylight = match?.[2];
  if (daylight !== undefined) return ianaZone(notesPairs[`${standard} ${daylight}`] ?? '');
  const hours = Number(standard) / 100;
  // Etc/GMT-1 is an hour east of Greenwich: the signs are the other way round.
  if (Number.isInteger(hours))
    return ianaZone(hours === 0 ? 'UTC' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`);
  return ianaZone(notesOffsets[standard] ?? '');
}
