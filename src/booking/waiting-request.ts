/**
 * A request that waits for its organizer to free the time (wait-for-own.ts) is decided again as if it had come later: as
 * the message that it was, beside the calendar as it would be without it.
 * Path: delivery/planning/settle-waiting.ts; decide-booking.ts, when a newer revision of it comes.
 */
import type { ParsedItip } from '../calendar/itip-message.js';
import { readStoredCalendar } from '../calendar/stored-calendar.js';
import { addMilliseconds, type Instant } from '../mail/instant.js';
import type { CalendarAnswer, Meeting } from './booking-request.js';
import type { BusyInterval, CalendarChange, CalendarEntry, WaitingRequest } from './calendar-entry.js';
import { noChange, reenter } from './enter-booking.js';
import { sameKey } from './invitation.js';
import { recallEntry, type CalendarKeeper } from './stored-meeting.js';
import { withoutWaiting } from './wait-for-own.js';

/** An organizer who frees the time this long after the decline gets the acceptance after all. */
const RECONSIDER_MS = 3_600_000;

/** null: none of the entry waits for an answer. */
export function heldRequest(entry: CalendarEntry | null): WaitingRequest | null {
  return entry?.waiting?.state === 'held' ? entry.waiting : null;
}

/** The message that waits. */
export function waitingMeeting({ uid }: CalendarEntry, { ical, mail }: WaitingRequest): Meeting {
  const { components, zones } = readStoredCalendar(ical);
  const parsed: ParsedItip = { kind: 'itip', message: { method: 'REQUEST', uid, components, zones } };
  return { parsed, mail };
}

/** The calendar without the request: what was there of its meeting before, and nothing that it holds. */
export function calendarBefore<Calendar extends CalendarAnswer>(
  calendar: Calendar,
  entry: CalendarEntry,
  { before }: WaitingRequest,
): Calendar {
  const others = calendar.entries.filter((each) => !sameKey(each, entry));
  return {
    ...calendar,
    entries: before === null ? others : [...others, before],
    busy: calendar.busy.filter((each) => !sameKey(each, entry) || each.waitingSince === undefined),
  };
}

/**
 * The calendar as the request finds it when it is decided again: what is held for requests that came after it is not in
 * its way. A declined request holds nothing, and comes after all of them.
 */
export function calendarFor<Calendar extends CalendarAnswer>(
  calendar: Calendar,
  entry: CalendarEntry,
  waiting: WaitingRequest,
): Calendar {
  const earlier = calendarBefore(calendar, entry, waiting);
  if (waiting.state === 'declined') return earlier;
  const isLater = ({ waitingSince }: BusyInterval): boolean =>
    waitingSince !== undefined && waitingSince > waiting.since;
  return { ...earlier, busy: earlier.busy.filter((each) => !isLater(each)) };
}

/** The change of a decision, with what the request held taken away in any case. */
export function settledChange(
  change: CalendarChange | null,
  entry: CalendarEntry,
  { before }: WaitingRequest,
  keeper: CalendarKeeper,
): CalendarChange {
  const touched = [...(change?.remove ?? []), ...(change?.put ?? []).map((each) => each.entry)];
  if (change !== null && touched.some((key) => sameKey(key, entry))) return change;
  const kept = change ?? noChange;
  if (before === null) return { ...kept, remove: [...kept.remove, { uid: entry.uid, organizer: entry.organizer }] };
  const restored = reenter(recallEntry(before, keeper, { entries: [], tombstones: [], busy: [] }), before);
  return { ...kept, put: [...kept.put, ...restored.put] };
}

/** The declined entries remember the request for a while, for an organizer who frees the time late. */
export function rememberDeclined(
  change: CalendarChange,
  entry: CalendarEntry,
  waiting: WaitingRequest,
  now: Instant,
): CalendarChange {
  const declined: WaitingRequest = { ...waiting, state: 'declined', until: addMilliseconds(now, RECONSIDER_MS) };
  const put = change.put.map((each) =>
    sameKey(each.entry, entry) ? { ...each, entry: { ...each.entry, waiting: declined } } : each,
  );
  return { ...change, put };
}

/** Nothing waits any more, and nothing is decided: the hour after a decline is over, or nobody can decide it. */
export function forgetWaiting(entry: CalendarEntry): CalendarChange {
  const { uid, organizer } = entry;
  if (heldRequest(entry)?.before === null) return { ...noChange, remove: [{ uid, organizer }] };
  return { ...noChange, extend: [{ entry: withoutWaiting(entry), busy: [] }] };
}
