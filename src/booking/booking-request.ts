/**
 * What the booking engine is given; booking-outcome.ts is what it gives back. Everything is a value: the engine does no
 * I/O and has no clock.
 */
import type { ItipMessage, ParsedItip } from '../calendar/itip-message.js';
import type { Address, Mailbox } from '../mail/address.js';
import type { Instant, Interval } from '../mail/instant.js';
import type { BookingPolicy } from './booking-policy.js';
import type { BusyInterval, CalendarEntry, EntryKey, Tombstone } from './calendar-entry.js';
import type { CarryingMessage } from './carrying-message.js';

/** Who asks, as the directory knows the organizer. */
export interface Booker {
  /** Its account, if it is a local account. */
  readonly accountName: string | null;
  /** All its groups, nested ones too. */
  readonly groups: readonly string[];
  /** The organizer's address is in a local domain. */
  readonly isInside: boolean;
  /** Authors of the message who are deputies of the organizer and may write for it. */
  readonly deputies?: readonly Address[];
  /**
   * Every address of its account, the primary one first, and those that the message spells otherwise (`user+detail`).
   * Absent or empty: it has no account here. The meeting is kept under the first.
   */
  readonly addresses?: readonly Address[];
  /** Organizer and SENT-BY are in local domains, where nobody writes in another's name without a right to it. */
  readonly isSentByInside?: boolean;
}

/** The account that is asked. */
export interface Resource {
  readonly addresses: readonly Address[];
  readonly mailbox: Mailbox;
  readonly kind: 'user' | 'shared' | 'room' | 'equipment';
  /** IANA name. */
  readonly timeZone: string;
  readonly language: string;
  readonly policy: BookingPolicy;
  /** The pool that passes the request on to it, and answers for it. */
  readonly pool?: Mailbox;
}

/** The `booking` section of the configuration. */
export interface BookingOptions {
  readonly horizonDays: number;
  readonly maxHorizonYears: number;
  readonly declinedUpdate: 'release' | 'keep';
  readonly reversePath: 'resource' | 'null';
  readonly offerSlots: 'inside' | 'all' | 'none';
  readonly maxOccurrences: number;
  readonly maxExpansionSteps: number;
  /** How long a request waits that conflicts only with bookings of the same organizer; 0: it is declined at once. */
  readonly ownConflictGraceSeconds: number;
  /** How long a booking waits for an approver. */
  readonly approvalHours: number;
  /** A tombstone's life. */
  readonly tombstoneDays: number;
  /** How sure we must be that the organizer wrote it: the header's word, or a proven author. */
  readonly trust: 'author' | 'authenticated';
  /** The stored organizer is told when a message that nothing proves cancels or moves a meeting. */
  readonly reportUnproven: boolean;
  /** Name of the organisation, for the footer of messages; empty: none. */
  readonly organization: string;
}

/** What a person says about a request that was left to one: it counts in place of the mode and the policy. */
export interface PersonsWord {
  readonly verdict: 'accept' | 'decline';
  /** What becomes of dates that are taken: nothing is accepted, the rest is, or all of it is. */
  readonly conflicts: 'refuse' | 'decline' | 'allow';
  /** The person knows that the organizer wrote the message: it needs no proof. */
  readonly isAuthorKnown: boolean;
  /** For the organizer; empty: none. */
  readonly comment: string;
}

export interface BookingQuestion {
  /** What the message holds; one that cannot be read is left to a person, with a record. */
  readonly parsed: ParsedItip;
  readonly mail: CarryingMessage;
  readonly booker: Booker;
  readonly resource: Resource;
  /** Needed only where the policy names approvers. */
  readonly approval?: ApprovalTerms;
  /** Absent: nobody has decided yet. */
  readonly word?: PersonsWord;
  readonly options: BookingOptions;
  readonly now: Instant;
}

/** A question whose message holds one iTIP message: what the rules look at. */
export interface BookingRequest extends Omit<BookingQuestion, 'parsed'> {
  readonly itip: ItipMessage;
}

/** What the engine must know of the resource's calendar to decide. */
export interface CalendarQuestion {
  readonly uids: readonly string[];
  readonly busyIn: readonly Interval[];
}

export interface CalendarAnswer {
  readonly entries: readonly CalendarEntry[];
  readonly tombstones: readonly Tombstone[];
  readonly busy: readonly BusyInterval[];
}

/** Whom to ask, as delivery found them; a new UID, should one be needed. */
export interface ApprovalTerms {
  /** `approval-<128 random bits>@domain`: nobody guesses it. */
  readonly newUid: string;
  readonly approvers: readonly Address[];
}

/** What the answer proposes. */
export interface Offers {
  /** Of the asked length, the earliest first; for a series its first date, the others are as free. */
  readonly slots: readonly Interval[];
  /** Names of other resources that would accept the request as it stands. */
  readonly alsoFree: readonly string[];
}

/** What is to be looked for, of a declined request for one time, or for a series. */
export interface OfferQuestion {
  readonly key: EntryKey;
  /** Of the asked date; null for a single meeting, and for a series. */
  readonly recurrenceId: Instant | null;
  /** One, or the dates of a series, ordered by start. */
  readonly asked: readonly Interval[];
  readonly resource: Resource;
  /** Where slots are looked for; null: they are not, as the meeting is for whole days, or takes no time. */
  readonly searched: Interval | null;
}

/** A calendar object, read or refused, and the message it came in. */
export interface Meeting {
  readonly parsed: ParsedItip;
  readonly mail: CarryingMessage;
}
