/**
 * VTIMEZONE components on their way through: read out of an object, and put into every object we write that uses their
 * TZIDs (RFC 5545 §3.2.19). What is written says what zone-table.ts reads: a program that follows the definition comes to
 * the instants that the busy index holds.
 */
import { tzlib_get_ical_block } from 'timezones-ical-library';
import { boundedCache, type CacheBounds } from './bounded-cache.js';
import { DAY_MS } from './civil-days.js';
import { embeddedZone } from './embedded-zone.js';
import type { ZoneTable } from './itip-message.js';
import { AS_WRITTEN, propertyOf, textOf, writeJcal, type JcalComponent } from './jcal.js';
import { instantOfLocal, showTheSame } from './offsets.js';
import { readJcal } from './read-jcal.js';
import { normalizeTzid } from './repair-lines.js';
import { usedTimes, type UsedTimes } from './used-times.js';
import { writeOnsets } from './write-onsets.js';
import { tzidClock, type ZoneClock } from './zone-table.js';

/** The first definition of a TZID holds. */
export function readDefinitions(calendar: JcalComponent): ZoneTable {
  const definitions = new Map<string, string>();
  for (const zone of calendar[2].filter((component) => component[0] === 'vtimezone')) {
    const tzid = normalizeTzid(textOf(propertyOf(zone, 'tzid')));
    if (tzid !== '' && !definitions.has(tzid)) definitions.set(tzid, writeJcal(zone));
  }
  return { definitions: Object.fromEntries(definitions) };
}

/**
 * The definitions of the TZIDs that the events use, as text: the object's own where it says what is meant, else one of the
 * zone that the TZID means. TZIDs that nothing explains have their own, if there is one.
 */
export function definitionsFor(events: readonly JcalComponent[], zones: ZoneTable): string {
  return [...usedTimes(events)].map(([tzid, used]) => definitionOf(tzid, used, zones)).join('');
}

function definitionOf(tzid: string, used: UsedTimes, zones: ZoneTable): string {
  const own = Object.hasOwn(zones.definitions, tzid) ? (zones.definitions[tzid] ?? '') : '';
  const clock = tzidClock(tzid, zones);
  if (clock === null) return own;
  if (own !== '' && agrees(own, clock, used)) return own;
  const named = libraryDefinition(clock.name);
  if (named !== '' && agrees(named, clock, used)) return labelled(named, tzid, clock);
  const onsets = writeOnsets(clock, used);
  return labelled(onsets ?? named, tzid, clock) || own;
}

/** Whether every time that is written, or any of a series, is the same instant by the definition. */
function agrees(definition: string, clock: ZoneClock, { times, series }: UsedTimes): boolean {
  const zone = embeddedZone(definition);
  if (zone === null || zone.soundness !== 'sound') return false;
  if (series !== null && !showTheSame(zone, clock, series.fromMs - DAY_MS, series.toMs + DAY_MS)) return false;
  return times.every((localMs) => instantOfLocal(zone, localMs) === instantOfLocal(clock, localMs));
}

/** Some kilobytes each. */
const CACHE: CacheBounds<string> = { maxBytes: 4 * 1024 * 1024, bytesOf: (text) => text.length };

/** '' if the name is not one of the IANA database. */
const libraryDefinition = boundedCache(CACHE, (name): string => {
  const [block] = tzlib_get_ical_block(name);
  if (block === undefined || block === '') return '';
  const definition = readJcal(block);
  definition[1] = [];
  return writeJcal(definition);
});

/** Under the TZID that the events use. */
function labelled(text: string, tzid: string, { isExact, name }: ZoneClock): string {
  if (text === '') return '';
  const definition = readJcal(text);
  // What an X-LIC-LOCATION meant goes on meaning it.
  const location: JcalComponent[1] = isExact ? [['x-lic-location', {}, AS_WRITTEN, name]] : [];
  definition[1] = [['tzid', {}, 'text', tzid], ...location];
  return writeJcal(definition);
}
