/**
 * A stored object without some occurrences, or without one and all that follow: what a CANCEL of them leaves (RFC 5546 §3.2.5).
 */
import { formatInstant, instant, type Instant } from '../mail/instant.js';
import type { EventComponent, ZoneTable } from './itip-message.js';
import { propertyOf, writeJcal, type JcalComponent, type JcalProperty } from './jcal.js';
import { readJcal } from './read-jcal.js';
import { readEvent } from './read-event.js';
import { formatLocal, readTimes } from './read-time.js';
import { parseRule } from './recurrence-rule.js';
import { ruleTimes } from './rule-times.js';
import { seriesClock, type SeriesClock } from './series-clock.js';
import { readStoredCalendar, wrapCalendar } from './stored-calendar.js';
import { timeLike, timeProperty } from './write-time.js';
import { definitionsFor } from './zone-definitions.js';

/**
 * In one pass: a message may cancel a thousand dates of a series.
 *
 * @param ical as writeStoredCalendar wrote it
 * @param recurrenceIds when the series has the occurrences
 * @param readerZone IANA name; all-day and floating times are read in it
 * @returns null when nothing is left
 */
export function removeOccurrences(
  ical: string,
  recurrenceIds: ReadonlySet<Instant>,
  readerZone: string,
): string | null {
  return rewrite(ical, readerZone, (component, original, clock) => {
    const event = readJcal(component.ical);
    // A change of all later occurrences stays, though the first of them goes.
    if (component.recurrenceId !== null && component.thisAndFuture) return event;
    if (!isSeries(component)) return original !== null && recurrenceIds.has(original) ? null : event;
    for (const each of recurrenceIds) event[1].push(timeProperty('exdate', timeLike(component.start, each, clock)));
    return event;
  });
}

/** The same for the occurrence at `recurrenceId` and all after it (RANGE=THISANDFUTURE). */
export function truncateSeries(ical: string, recurrenceId: Instant, readerZone: string): string | null {
  return rewrite(ical, readerZone, (component, original, clock) =>
    original !== null && original >= recurrenceId ? null : cutAt(component, recurrenceId, clock),
  );
}

/** The same for a master alone. */
export function endSeries(
  master: EventComponent,
  recurrenceId: Instant,
  zones: ZoneTable,
  readerZone: string,
): EventComponent | null {
  const clock = seriesClock(master.start, zones, readerZone, master);
  if ((clock.addedAt(master.start) ?? recurrenceId) >= recurrenceId) return null;
  const reading = readEvent(cutAt(master, recurrenceId, clock), false);
  return reading.kind === 'event' ? reading.event : null;
}

function cutAt(component: EventComponent, recurrenceId: Instant, clock: SeriesClock): JcalComponent {
  const event = readJcal(component.ical);
  if (!isSeries(component)) return event;
  event[1] = event[1].flatMap((each) => (each[0] === 'rdate' ? datesBefore(each, recurrenceId, clock) : [each]));
  endRule(component, event, recurrenceId, clock);
  return event;
}

/** An RDATE with those of its values that lie before, spelled as they are; none when nothing is left. */
function datesBefore(
  [name, parameters, type, ...values]: JcalProperty,
  end: Instant,
  clock: SeriesClock,
): JcalProperty[] {
  const kept = values.filter((value) =>
    readTimes([name, parameters, type, value]).some((time) => (clock.addedAt(time) ?? end) < end),
  );
  return kept.length === 0 ? [] : [[name, parameters, type, ...kept]];
}

function isSeries(component: EventComponent): boolean {
  return component.recurrenceId === null && (component.rrule !== null || component.rdates.length > 0);
}

type Rewriting = (component: EventComponent, original: Instant | null, clock: SeriesClock) => JcalComponent | null;

function rewrite(ical: string, readerZone: string, change: Rewriting): string | null {
  const { components, zones } = readStoredCalendar(ical);
  const master = components.find((component) => component.recurrenceId === null);
  const events = components.flatMap((component) => {
    const own = component.recurrenceId ?? component.start;
    const clock = seriesClock(master?.start ?? own, zones, readerZone, master);
    const event = change(component, clock.originalOf(own), clock);
    return event === null ? [] : [event];
  });
  if (events.length === 0) return null;
  return wrapCalendar([], definitionsFor(events, zones), events.map(writeJcal).join(''));
}

/** A stored series was expanded within a smaller budget before. */
const MAX_STEPS = 100_000;

/** A rule that counts goes on counting, to fewer; others get an UNTIL just before the occurrence. */
function endRule(component: EventComponent, event: JcalComponent, recurrenceId: Instant, clock: SeriesClock): void {
  const property = propertyOf(event, 'rrule');
  const rule = component.rrule === null ? null : parseRule(component.rrule);
  const before = clock.localOf(instant(recurrenceId - 1000));
  if (property === null || rule === null || before === null) return;
  const parts = { ...(property[3] as Record<string, unknown>) };
  if (rule.count !== null) {
    const bounds = { fromMs: clock.startMs, untilMs: before, horizonMs: before };
    const kept = [...ruleTimes(rule, clock.startMs, bounds, { left: MAX_STEPS })].length;
    parts['count'] = Math.min(rule.count, kept);
  } else if (rule.until === null || rule.until.localMs > before) {
    parts['until'] = clock.isAllDay
      ? formatLocal(before).slice(0, 10)
      : component.start.kind === 'floating'
        ? formatLocal(before)
        : formatInstant(instant(recurrenceId - 1000));
  }
  property[3] = parts;
}
