/**
 * VTIMEZONE components on their way through: read out of an object, and put into every object we write that uses their
 * TZIDs (RFC 5545 §3.2.19).
 */
import { tzlib_get_ical_block } from 'timezones-ical-library';
import { boundedCache } from './bounded-cache.js';
import type { ZoneTable } from './itip-message.js';
import { parameterOf, propertyOf, textOf, writeJcal, type JcalComponent } from './jcal.js';
import { readJcal } from './read-jcal.js';
import { normalizeTzid } from './repair-lines.js';
import { namedZone } from './zone-names.js';

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
 * The definitions of the TZIDs that the events use, as text: the object's own, else one made of the zone that the TZID
 * names. TZIDs that nothing explains are left without.
 */
export function definitionsFor(events: readonly JcalComponent[], zones: ZoneTable): string {
  const tzids = new Set<string>();
  for (const event of events) {
    for (const property of event[1]) {
      const tzid = parameterOf(property, 'tzid');
      if (tzid !== null) tzids.add(tzid);
    }
  }
  return [...tzids].map((tzid) => ownDefinition(tzid, zones) ?? definitionByName(tzid)).join('');
}

/** TZIDs in use; a definition is some kilobytes of text. */
const MAX_NAMED = 300;

const definitionByName = boundedCache(MAX_NAMED, (tzid): string => {
  const zone = namedZone(tzid);
  if (zone === null) return '';
  const [block] = tzlib_get_ical_block(zone.name);
  if (block === undefined || block === '') return '';
  const definition = readJcal(block);
  definition[1] = [['tzid', {}, 'text', tzid]];
  return writeJcal(definition);
});

function ownDefinition(tzid: string, { definitions }: ZoneTable): string | undefined {
  return Object.hasOwn(definitions, tzid) ? definitions[tzid] : undefined;
}
