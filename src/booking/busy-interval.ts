/**
 * An occurrence as the busy index has it.
 */
import type { Occurrence } from '../calendar/occurrence.js';
import type { Interval } from '../mail/instant.js';
import type { BusyInterval, EntryKey } from './calendar-entry.js';

export function busyIntervalOf(
  { uid, organizer }: EntryKey,
  { start, end, recurrenceId, component }: Occurrence,
  partstat: BusyInterval['partstat'],
): BusyInterval {
  const { summary, isPrivate } = component;
  return { uid, organizer, start, end, recurrenceId, partstat, summary, ...(isPrivate ? {} : { isPublic: true }) };
}

/** Takes a pool for the time of a request, when none of its members can: no booking is at that time. */
export function placeholder({ start, end }: Interval): BusyInterval {
  return { uid: '', organizer: '', start, end, recurrenceId: null, partstat: 'accepted', summary: '' };
}

export function isPlaceholder({ uid }: EntryKey): boolean {
  return uid === '';
}
