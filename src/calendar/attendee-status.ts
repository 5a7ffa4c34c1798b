/**
 * An attendee's answer on the organizer's own object (RFC 5546 §3.2.3): PARTSTAT on the ATTENDEE, and when the attendee
 * said so, that an older answer which comes later is known as such.
 */
import { formatInstant, instant, parseInstant, type Instant } from '../mail/instant.js';
import type { Attendee, CalendarUser, EventComponent, ZoneTable } from './itip-message.js';
import { propertiesOf, textOf, writeJcal } from './jcal.js';
import { readJcal } from './read-jcal.js';
import type { Occurrence } from './occurrence.js';
import { readEvent } from './read-event.js';
import { seriesClock } from './series-clock.js';
import { timeLike, timeProperty } from './write-time.js';

/** The DTSTAMP of the answer, as RFC 5545 §3.3.5 writes it: no other parameter tells it. */
const ANSWERED_AT = 'x-frontdesk-answered-at';

/** When the answer in it was written; the beginning of time when there is none. */
export function answeredAt({ parameters }: CalendarUser): Instant {
  const written = parameters[ANSWERED_AT.toUpperCase()]?.[0] ?? '';
  const readable = written.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5');
  return parseInstant(readable) ?? instant(-Infinity);
}

/** RFC 5545 §3.2.12: what we do not know counts as no answer. */
const partstats = new Set(['NEEDS-ACTION', 'ACCEPTED', 'DECLINED', 'TENTATIVE', 'DELEGATED']);

/**
 * @param event a VEVENT
 * @param attendee as it stands in the VEVENT
 * @param answer its PARTSTAT is taken over
 * @returns the VEVENT with the answer in it
 */
export function writeAnswer(event: string, attendee: CalendarUser, answer: Attendee, stampedAt: Instant): string {
  const component = readJcal(event);
  const partstat = partstats.has(answer.partstat) ? answer.partstat : 'NEEDS-ACTION';
  const written = formatInstant(stampedAt).replaceAll(/[-:]|\.\d+/g, '');
  for (const property of propertiesOf(component, 'attendee')) {
    if (textOf(property).trim() === attendee.uri) property[1] = { ...property[1], partstat, [ANSWERED_AT]: written };
  }
  return writeJcal(component);
}

/** What makes a series, and its times: an override has its own. */
const ofTheSeries = ['rrule', 'rdate', 'exdate', 'exrule', 'recurrence-id', 'dtstart', 'dtend', 'duration'];

/**
 * An override for an occurrence that had none, as the series has it (RFC 5545 §3.8.4.4).
 *
 * @param master whose clock the series counts on
 * @param readerZone IANA name; all-day and floating times are read in it
 * @returns null when the stored component is none
 */
export function detachOccurrence(
  { component, recurrenceId, start, end }: Occurrence & { readonly recurrenceId: Instant },
  master: EventComponent,
  zones: ZoneTable,
  readerZone: string,
): EventComponent | null {
  const event = readJcal(component.ical);
  const clock = seriesClock(master.start, zones, readerZone);
  const at = (name: string, when: Instant) => timeProperty(name, timeLike(master.start, when, clock));
  event[1] = event[1].filter(([name]) => !ofTheSeries.includes(name));
  event[1].push(at('recurrence-id', recurrenceId), at('dtstart', start), at('dtend', end));
  const reading = readEvent(event, false);
  return reading.kind === 'event' ? reading.event : null;
}
