/**
 * An occurrence as the busy index has it.
 */
import type { Occurrence } from '../calendar/occurrence.js';
import type { BusyInterval, EntryKey } from './calendar-entry.js';

export function busyIntervalOf(
  { uid, organizer }: EntryKey,
  { start, end, recurrenceId, component }: Occurrence,
  partstat: BusyInterval['partstat'],
): BusyInterval {
  const { summary, isPrivate } = component;
  return { uid, organizer, start, end, recurrenceId, partstat, summary, ...(isPrivate ? {} : { isPublic: true }) };
}
