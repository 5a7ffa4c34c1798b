/**
 * Two objects of one meeting may mean different clocks by one TZID: Outlook calls every zone that a person made
 * `Customized Time Zone`. Before news join what is stored, the stored object's zones get names of their own where the
 * definitions differ (RFC 5545 §3.2.19: a TZID is unique within its object).
 */
import type { ZoneTable } from './itip-message.js';
import { parameterOf, writeJcal, type JcalComponent } from './jcal.js';
import { readJcal } from './read-jcal.js';
import { normalizeTzid } from './repair-lines.js';
import { exactZone } from './zone-names.js';
import { readStoredCalendar, type StoredCalendar, wrapCalendar } from './stored-calendar.js';

/** A name that zone-names.ts still understands, for dates on which the definition has nothing to say. */
function keptName(tzid: string, number: number): string {
  return tzid.includes('/') ? `/frontdesk/kept-${number}/${tzid}` : `${tzid} ${number}`;
}

/**
 * @param ical as writeStoredCalendar wrote it
 * @param news the zones of what joins it
 * @returns the stored calendar, no zone of which has the name of another one in `news`
 */
export function readBeside(ical: string, changedComponents: ZoneTable): StoredCalendar {
  const stored = readStoredCalendar(ical);
  const names = newNames(stored.zones, changedComponents);
  if (names.size === 0) return stored;
  const definitions = Object.entries(stored.zones.definitions).map(([tzid, text]) => {
    const name = names.get(tzid);
    return name === undefined ? text : writeJcal(renamed(readJcal(text), name));
  });
  const events = stored.components.map(({ ical: event }) => writeJcal(inRenamedZones(readJcal(event), names)));
  return readStoredCalendar(wrapCalendar([], definitions.join(''), events.join('')));
}

function newNames(stored: ZoneTable, changedComponents: ZoneTable): ReadonlyMap<string, string> {
  const taken = new Set([...Object.keys(stored.definitions), ...Object.keys(changedComponents.definitions)]);
  const names = new Map<string, string>();
  for (const [tzid, text] of Object.entries(stored.definitions)) {
    const other = Object.hasOwn(changedComponents.definitions, tzid) ? changedComponents.definitions[tzid] : undefined;
    // What a name means by itself needs no definition.
    if (other === undefined || other === text || exactZone(tzid) !== null) continue;
    let number = 1;
    while (taken.has(keptName(tzid, number))) number += 1;
    taken.add(keptName(tzid, number));
    names.set(tzid, keptName(tzid, number));
  }
  return names;
}

function renamed([name, properties, components]: JcalComponent, tzid: string): JcalComponent {
  return [name, [...properties.filter((each) => each[0] !== 'tzid'), ['tzid', {}, 'text', tzid]], components];
}

function inRenamedZones(
  [name, properties, components]: JcalComponent,
  names: ReadonlyMap<string, string>,
): JcalComponent {
  for (const property of properties) {
    const tzid = names.get(normalizeTzid(parameterOf(property, 'tzid') ?? ''));
    if (tzid !== undefined) property[1] = { ...property[1], tzid };
  }
  return [name, properties, components];
}
