/**
 * The object that a store keeps of a meeting: a VCALENDAR of master, overrides and the VTIMEZONEs they use, without
 * METHOD (RFC 4791 §4.1 keeps them so). Written from what parse-itip.ts read, and read back with the same eyes.
 */
import type { EventComponent, ZoneTable } from './itip-message.js';
import { type JcalComponent } from './jcal.js';
import { readJcal } from './read-jcal.js';
import { readEvent } from './read-event.js';
import { definitionsFor, readDefinitions } from './zone-definitions.js';

/** RFC 5545 §3.7.3 */
export const PRODUCT_ID = '-//frontdesk//frontdesk//EN';

export interface StoredCalendar {
  readonly components: readonly EventComponent[];
  readonly zones: ZoneTable;
}

/** CRLF, folded; the events as they came, repaired. */
export function writeStoredCalendar(components: readonly EventComponent[], zones: ZoneTable): string {
  const events = components.map((component) => component.ical);
  return wrapCalendar([], definitionsFor(events.map(readJcal), zones), events.join(''));
}

/** @param lines further properties of the VCALENDAR, `METHOD:REPLY` */
export function wrapCalendar(lines: readonly string[], definitions: string, events: string): string {
  const head = ['BEGIN:VCALENDAR', `PRODID:${PRODUCT_ID}`, 'VERSION:2.0', ...lines];
  return `${head.join('\r\n')}\r\n${definitions}${events}END:VCALENDAR\r\n`;
}

/** Reads what writeStoredCalendar wrote. A text that is none has no components. */
export function readStoredCalendar(ical: string): StoredCalendar {
  let calendar: JcalComponent;
  try {
    calendar = readJcal(ical);
  } catch {
    return { components: [], zones: { definitions: {} } };
  }
  const readings = calendar[2].filter((component) => component[0] === 'vevent').map((event) => readEvent(event, true));
  return {
    components: readings.flatMap((reading) => (reading.kind === 'event' ? [reading.event] : [])),
    zones: readDefinitions(calendar),
  };
}
