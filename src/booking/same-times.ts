/**
 * Whether a request leaves a meeting at the times at which the calendar has it.
 */
import { expandOccurrences } from '../calendar/expand-occurrences.js';
import type { CalendarTime } from '../calendar/calendar-time.js';
import type { EventComponent, ZoneTable } from '../calendar/itip-message.js';
import { toInstant } from '../calendar/zone-table.js';
import { instant, type Instant } from '../mail/instant.js';
import type { KnownMeeting } from './known-meeting.js';

export function standAsStored(meeting: KnownMeeting, components: readonly EventComponent[]): boolean {
  const { stored, zones, request } = meeting;
  const times = (all: readonly EventComponent[]): string =>
    all
      .map((component) => timesOf(component, zones, request.resource.timeZone))
      .toSorted()
      .join('\n');
  const unmoved = unmovedOverrides(meeting, components);
  return times(components.filter((each) => !unmoved.has(each))) === times(stored);
}

/**
 * Overrides that are new here and leave their occurrences where the stored series has them: so Google tells the details
 * of one date.
 */
function unmovedOverrides(
  { stored, zones, request: { resource, options }, recurrenceOf }: KnownMeeting,
  components: readonly EventComponent[],
): ReadonlySet<EventComponent> {
  const written = new Set(stored.map(recurrenceOf));
  const fresh = components.filter(
    (each) => !each.thisAndFuture && each.status !== 'CANCELLED' && !written.has(recurrenceOf(each)),
  );
  const asked = fresh.flatMap((each) => recurrenceOf(each) ?? []);
  if (asked.length === 0) return new Set();
  const at = (time: CalendarTime): Instant | null => toInstant(time, zones, resource.timeZone);
  const series = expandOccurrences(stored, zones, resource.timeZone, {
    from: instant(Math.min(...asked) - 1),
    until: instant(Math.max(...asked) + 1),
    maxSteps: options.maxExpansionSteps,
    maxOccurrences: options.maxOccurrences,
  });
  const occurrences = series.kind === 'refused' ? [] : series.occurrences;
  const known = new Map(occurrences.map((each) => [each.recurrenceId, each]));
  return new Set(
    fresh.filter((each) => {
      const occurrence = known.get(recurrenceOf(each));
      return occurrence?.start === at(each.start) && occurrence.end === at(each.end);
    }),
  );
}

/** All that places a component in time; equal for components that stand at the same times. */
export function timesOf(component: EventComponent, zones: ZoneTable, readerZone: string): string {
  const at = (time: CalendarTime): string => String(toInstant(time, zones, readerZone) ?? JSON.stringify(time));
  const { recurrenceId, start, end, rrule, exrules, rdates, rdatePeriods, exdates, thisAndFuture, status } = component;
  return JSON.stringify([
    recurrenceId === null ? null : at(recurrenceId),
    thisAndFuture,
    at(start),
    at(end),
    rrule,
    rdates.map(at).toSorted(),
    rdatePeriods.map((period) => `${at(period.start)} ${at(period.end)}`).toSorted(),
    exdates.map(at).toSorted(),
    exrules?.toSorted(),
    status === 'CANCELLED',
  ]);
}
