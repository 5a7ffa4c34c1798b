/**
 * CANCEL (RFC 5546 §3.2.5): frees the whole meeting, one occurrence, or an occurrence and all that follow; exactly
 * what is named. A component without STATUS:CANCELLED takes the attendees that it lists off the list: it frees only what
 * it names the account for. With STATUS:CANCELLED the event is cancelled, regardless of who is listed. Never answered. Each
 * cancellation leaves a tombstone, for an unknown meeting too.
 */
import type { EventComponent } from '../calendar/itip-message.js';
import { removeOccurrences, truncateSeries } from '../calendar/remove-occurrences.js';
import { addMilliseconds, instant, type Instant } from '../mail/instant.js';
import type { BookingRefusal } from './reasons.js';
import type { CalendarChange, CalendarEntry, Tombstone } from './calendar-entry.js';
import { noChange, reenter } from './enter-booking.js';
import { findInvitation } from './invitation.js';
import { noveltyOf, type KnownMeeting } from './known-meeting.js';
import { coversOccurrence } from './tombstone.js';

const DAY_MS = 86_400_000;

export type Cancellation =
  | { readonly kind: 'cancel'; readonly because: 'unknown-meeting' | null; readonly change: CalendarChange }
  | { readonly kind: 'ignore' | 'leave-to-person'; readonly because: BookingRefusal };

interface Cancelled {
  readonly component: EventComponent;
  /** null: the whole meeting. */
  readonly recurrenceId: Instant | null;
}

export function cancelBooking(meeting: KnownMeeting): Cancellation {
  const { itip } = meeting.request;
  if (meeting.entry === null && meeting.elsewhere.length > 0)
    return { kind: 'leave-to-person', because: 'other-organizer' };
  if (!concerns(meeting)) return { kind: 'leave-to-person', because: 'not-an-attendee' };
  const cancelling = itip.components.filter((component) => isMeant(component, meeting));
  if (cancelling.length === 0) return { kind: 'ignore', because: 'others-uninvited' };
  const named = cancelling.map((component) => ({
    component,
    recurrenceId: meeting.recurrenceOf(component),
  }));
  if (named.some(({ component, recurrenceId }) => component.recurrenceId !== null && recurrenceId === null)) {
    return { kind: 'leave-to-person', because: 'unknown-time-zone' };
  }
  const unheard = named.filter((cancelled) => !isKnown(meeting, cancelled));
  if (unheard.length === 0) return { kind: 'ignore', because: 'same-revision' };
  const valid = unheard.filter(
    ({ component, recurrenceId }) => noveltyOf(component, recurrenceId, meeting.entry) !== 'older',
  );
  if (valid.length === 0) return { kind: 'ignore', because: 'stale-revision' };
  const change = cancelIn(meeting, valid);
  return { kind: 'cancel', because: meeting.entry === null ? 'unknown-meeting' : null, change };
}

/** A known meeting, or one that names the account or nobody at all: some write no ATTENDEE into a CANCEL. */
function concerns({ entry, request: { itip, resource } }: KnownMeeting): boolean {
  return (
    entry !== null ||
    itip.components.every(({ attendees }) => attendees.length === 0) ||
    itip.components.some((component) => findInvitation(component, itip.components, resource.addresses) !== null)
  );
}

/** The event is cancelled for everybody, or for the account, or for attendees whom it does not name. */
function isMeant(component: EventComponent, { request: { itip, resource } }: KnownMeeting): boolean {
  return (
    component.status === 'CANCELLED' ||
    component.attendees.length === 0 ||
    findInvitation(component, itip.components, resource.addresses) !== null
  );
}

/** The same cancellation came before; a meeting restored since then stays. */
function isKnown({ tombstones }: KnownMeeting, { component, recurrenceId }: Cancelled): boolean {
  return tombstones.some(
    (tombstone) =>
      (tombstone.recurrenceId === null ||
        (coversOccurrence(tombstone, recurrenceId) &&
          (tombstone.thisAndFuture === true || !component.thisAndFuture))) &&
      component.revision.stampedAt <= tombstone.cancelledAt,
  );
}

function cancelIn(meeting: KnownMeeting, cancelled: readonly Cancelled[]): CalendarChange {
  const { key, entry, request } = meeting;
  const whole = cancelled.filter(({ recurrenceId }) => recurrenceId === null);
  if (whole.length > 0) return { remove: [key], put: [], tombstones: tombstonesFor(meeting, whole) };
  const tombstones = tombstonesFor(meeting, cancelled);
  if (entry === null) return { ...noChange, tombstones };
  const left = withoutOccurrences(entry, cancelled, request.resource.timeZone);
  if (left === null) return { remove: [key], put: [], tombstones };
  return { ...reenter(meeting, withCancelledBefore(left, cancelled, request.resource.timeZone)), tombstones };
}

/** What the calendar had before a request that waits loses the same occurrences. The request itself meets the tombstones. */
function withCancelledBefore(entry: CalendarEntry, cancelled: readonly Cancelled[], readerZone: string): CalendarEntry {
  const { waiting } = entry;
  if (waiting === undefined) return entry;
  const before = withoutOccurrences(waiting.before, cancelled, readerZone);
  return { ...entry, waiting: { ...waiting, before } };
}

/** null when nothing of the meeting is left. */
function withoutOccurrences(
  entry: CalendarEntry | null,
  cancelled: readonly Cancelled[],
  readerZone: string,
): CalendarEntry | null {
  if (entry === null) return null;
  const idsOf = (thisAndFuture: boolean): readonly Instant[] =>
    cancelled.flatMap(({ component, recurrenceId }) =>
      recurrenceId !== null && component.thisAndFuture === thisAndFuture ? [recurrenceId] : [],
    );
  const single = new Set(idsOf(false));
  const later = idsOf(true);
  const end = later.length === 0 ? null : instant(Math.min(...later));
  const remaining = single.size === 0 ? entry.ical : removeOccurrences(entry.ical, single, readerZone);
  const ical = remaining === null || end === null ? remaining : truncateSeries(remaining, end, readerZone);
  if (ical === null) return null;
  const occurrences = entry.occurrences.filter(
    ({ recurrenceId }) => !single.has(recurrenceId) && (end === null || recurrenceId < end),
  );
  return { ...entry, ical, occurrences };
}

function tombstonesFor(
  { key, request: { now, options } }: KnownMeeting,
  cancelled: readonly Cancelled[],
): readonly Tombstone[] {
  const expiresAt = addMilliseconds(now, options.tombstoneDays * DAY_MS);
  return cancelled.map(({ component, recurrenceId }) => ({
    ...key,
    recurrenceId,
    ...(recurrenceId !== null && component.thisAndFuture ? { thisAndFuture: true } : {}),
    cancelledAt: component.revision.stampedAt,
    expiresAt,
  }));
}
