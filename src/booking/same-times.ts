/**
 * Whether a request leaves a meeting at the times at which the calendar has it.
 */
import type { CalendarTime } from '../calendar/calendar-time.js';
import type { EventComponent, ZoneTable } from '../calendar/itip-message.js';
import { toInstant } from '../calendar/zone-table.js';
import type { KnownMeeting } from './known-meeting.js';

export function standAsStored(
  { stored, zones, request }: KnownMeeting,
  components: readonly EventComponent[],
): boolean {
  const times = (all: readonly EventComponent[]): string =>
    all
      .map((component) => timesOf(component, zones, request.resource.timeZone))
      .toSorted()
      .join('\n');
  return times(components) === times(stored);
}

/** All that places a component in time; equal for components that stand at the same times. */
function timesOf(component: EventComponent, zones: ZoneTable, readerZone: string): string {
  const at = (time: CalendarTime): string => String(toInstant(time, zones, readerZone) ?? JSON.stringify(time));
  const { recurrenceId, start, end, rrule, rdates, rdatePeriods, exdates, thisAndFuture, status } = component;
  return JSON.stringify([
    recurrenceId === null ? null : at(recurrenceId),
    thisAndFuture,
    at(start),
    at(end),
    rrule,
    rdates.map(at).toSorted(),
    rdatePeriods.map((period) => `${at(period.start)} ${at(period.end)}`).toSorted(),
    exdates.map(at).toSorted(),
    status === 'CANCELLED',
  ]);
}
