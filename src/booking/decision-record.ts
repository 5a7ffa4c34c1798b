/**
 * One row for every message that booking looked at: what `frontdesk booking explain` prints. JSON values throughout.
 */
import type { ItipMethod, Revision } from '../calendar/itip-message.js';
import type { DeclineReason } from './reasons.js';
import type { Instant } from '../mail/instant.js';

export type DecisionKind =
  | 'accept'
  | 'decline'
  | 'ask'
  | 'waiting'
  | 'enter-tentative'
  | 'note-reply'
  | 'cancel'
  | 'remove'
  | 'keep'
  | 'ignore'
  | 'leave-to-person';

export interface DecisionRecord {
  readonly decidedAt: Instant;
  readonly messageId: string | null;
  readonly method: ItipMethod | null;
  readonly uid: string | null;
  readonly organizer: string | null;
  readonly revision: Revision | null;
  readonly decision: DecisionKind;
  /** The rule by its name: `conflict`, `recurring`, `stale-revision`, ...; null for a plain acceptance. */
  readonly because: string | null;
  /** One sentence for a person. */
  readonly explanation: string;
  /** Those looked at, cut at 1,000; `because`: what the policy has against one that may be free. */
  readonly occurrences: readonly {
    readonly start: Instant;
    readonly end: Instant;
    readonly free: boolean;
    readonly because?: DeclineReason;
    /** Of a date that is not free: the bookings in the way, at most 3, of the first 50 such dates. */
    readonly heldBy?: readonly HeldBy[];
  }[];
  /** Of the meeting, one line. Absent: unknown. */
  readonly subject?: string;
  readonly answered: boolean;
  readonly milliseconds: number;
  /** The message is about dates of a series, not about the whole meeting. Absent: false. */
  readonly isOfDates?: boolean;
  /** The message waits for a person. Absent: nobody has to decide. */
  readonly left?: LeftToPerson;
  /** The number of the decision that left to a person what is decided here. */
  readonly settles?: number;
}

/** A booking that is in the way of another; for administrators, also if the meeting is private. */
export interface HeldBy {
  readonly subject: string;
  readonly organizer: string;
}

/** What a person must know to find the message that they decide on. */
export interface LeftToPerson {
  /** Of the message, one line. */
  readonly subject: string;
  readonly authors: readonly string[];
  /** The first date; null: it cannot be determined. */
  readonly start: Instant | null;
  /** The end of the last date: then nobody has to decide any more. null: it cannot be determined. */
  readonly end: Instant | null;
}
