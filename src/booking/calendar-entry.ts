/**
 * What a store keeps of a meeting, and how it changes. JSON values throughout: the desk keeps them as they are.
 * An entry is kept for a declined request too: its revision is how the same request is known again.
 */
import type { Revision } from '../calendar/itip-message.js';
import type { Address } from '../mail/address.js';
import type { Instant } from '../mail/instant.js';
import type { CarryingMessage } from './carrying-message.js';

/** Somebody who learns a UID first cannot block its owner: the organizer is part of the key. */
export interface EntryKey {
  readonly uid: string;
  /** `addressKey` of the ORGANIZER. */
  readonly organizer: string;
}

/** The account's participation status for an event or an occurrence (RFC 5545 §3.2.12). */
export type Partstat = 'accepted' | 'tentative' | 'declined';

export interface OccurrencePartstat {
  readonly recurrenceId: Instant;
  readonly revision: Revision;
  readonly partstat: Partstat;
}

/** A booking that waits for an approver's word. */
export interface PendingApproval {
  /** Of the REQUEST that the approvers have; the desk finds the entry by it. */
  readonly uid: string;
  /** Counts what the approvers were asked: an older answer does not hold. */
  readonly sequence: number;
  readonly approvers: readonly Address[];
  /** Of the organizer's request, which the final answer answers. */
  readonly messageId: string | null;
  /** Then it is declined. */
  readonly expiresAt: Instant;
}

/**
 * A request that conflicts only with bookings of the same organizer (`booking.ownConflictGraceSeconds`), with all that is
 * needed to decide it as if it had come later.
 */
export interface WaitingRequest {
  /** `held`: not answered, its time is held. `declined`: answered, and decided again if the organizer frees the time. */
  readonly state: 'held' | 'declined';
  /** Later than that of every request of this organizer that was waiting for the same time before. */
  readonly since: Instant;
  /** A held request is then decided by what the calendar has, a declined one is forgotten. */
  readonly until: Instant;
  /** What was requested, with nothing stripped: VCALENDAR without METHOD. */
  readonly ical: string;
  readonly mail: CarryingMessage;
  /** Addresses of the account by which it was invited. */
  readonly invitedAs: readonly Address[];
  /** What the calendar had of the meeting before it; null: nothing. */
  readonly before: CalendarEntry | null;
}

export interface CalendarEntry extends EntryKey {
  /** The master's (or single event's) revision; null while only occurrences are known. */
  readonly revision: Revision | null;
  readonly partstat: Partstat;
  /** Occurrences that have a revision or a participation status of their own. */
  readonly occurrences: readonly OccurrencePartstat[];
  /** The whole object as it stands: VCALENDAR with master, overrides, VTIMEZONEs. */
  readonly ical: string;
  readonly summary: string;
  /** An endless series is in the busy index up to here; null: all of it is. */
  readonly indexedUntil: Instant | null;
  /** What stands as tentative is held for an approver. */
  readonly pending?: PendingApproval;
  /** A request of this meeting waits for its organizer to free the time, or has waited in vain. */
  readonly waiting?: WaitingRequest;
  /** A pool's entry: the name of the member that has the booking, or had it last. */
  readonly delegatedTo?: string;
  /** A pool's entry: the names of the members that have had it before. Organizers keep their ATTENDEE lines. */
  readonly delegatedBefore?: readonly string[];
  /** A member's entry: the name of the pool that passed it on. Kept, as declined, when another member takes it over. */
  readonly heldFor?: string;
  /** Of the organizer, BCP 47: later messages are written in it too. Missing: no message said it. */
  readonly language?: string;
}

/** One occurrence that takes the resource. */
export interface BusyInterval extends EntryKey {
  readonly start: Instant;
  readonly end: Instant;
  readonly recurrenceId: Instant | null;
  readonly partstat: 'accepted' | 'tentative';
  /** Differs from the entry's for an override; shown in the agenda. */
  readonly summary: string;
  /** Others may learn whose it is. Missing: CLASS PRIVATE or CONFIDENTIAL, or not known. */
  readonly isPublic?: boolean;
  /** Held for a request that waits since then; missing: it is a booking. */
  readonly waitingSince?: Instant;
}

/** A cancellation is remembered, so that a late old request does not bring the booking back. */
export interface Tombstone extends EntryKey {
  /** null: the whole meeting. */
  readonly recurrenceId: Instant | null;
  /** That occurrence and all after it (RANGE=THISANDFUTURE). */
  readonly thisAndFuture?: boolean;
  /** Blocks what the organizer stamped no later than this. */
  readonly cancelledAt: Instant;
  readonly expiresAt: Instant;
}

/** Applied in this order: remove, put, extend, tombstones. */
export interface CalendarChange {
  /** Entries that go, with their busy intervals. */
  readonly remove: readonly EntryKey[];
  /** Each replaces the entry with its key, and all its busy intervals. */
  readonly put: readonly { readonly entry: CalendarEntry; readonly busy: readonly BusyInterval[] }[];
  /** Each takes the place of the entry with its key; its busy intervals join those that are there. */
  readonly extend?: readonly { readonly entry: CalendarEntry; readonly busy: readonly BusyInterval[] }[];
  readonly tombstones: readonly Tombstone[];
}
