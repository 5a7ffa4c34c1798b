/**
 * What an ADD brings (RFC 5546 §3.2.4): its events have no RECURRENCE-ID, since the series did not have them before.
 * Here each becomes an override of that name, so that it is kept, moved and cancelled like any other occurrence.
 */
import type { EventComponent, ZoneTable } from './itip-message.js';
import { readJcal } from './read-jcal.js';
import type { Occurrence } from './occurrence.js';
import { readEvent } from './read-event.js';
import { seriesClock } from './series-clock.js';
import { timeLike, timeProperty } from './write-time.js';

const ofSeries = new Set(['recurrence-id', 'rrule', 'rdate', 'exdate', 'exrule', 'dtstart', 'dtend', 'duration']);

/**
 * @param occurrences of the ADD's events
 * @param readerZone IANA name; all-day and floating times are read in it
 */
export function addedOccurrences(
  occurrences: readonly Occurrence[],
  zones: ZoneTable,
  readerZone: string,
): readonly EventComponent[] {
  // An event with many dates is read once, not once a date.
  const read = new Map<EventComponent, ReturnType<typeof readOnce>>();
  const readOnce = (component: EventComponent) => {
    const [name, properties, parts] = readJcal(component.ical);
    const kept = properties.filter(([property]) => !ofSeries.has(property));
    return { clock: seriesClock(component.start, zones, readerZone), name, kept, parts };
  };
  return occurrences.flatMap(({ component, start, end }) => {
    const known = read.get(component) ?? readOnce(component);
    read.set(component, known);
    const { clock, name, kept, parts } = known;
    const from = timeLike(component.start, start, clock);
    const times = [
      timeProperty('recurrence-id', from),
      timeProperty('dtstart', from),
      timeProperty('dtend', timeLike(component.start, end, clock)),
    ];
    const reading = readEvent([name, [...kept, ...times], parts], false);
    return reading.kind === 'event' ? [reading.event] : [];
  });
}
