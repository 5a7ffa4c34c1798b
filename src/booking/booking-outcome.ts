/**
 * What booking decides about a message for one account: the change of its calendar, the messages, and the record of it.
 * Path: decide-booking.ts makes it; resources/decide.ts hands it to the rules of delivery.
 */
import type { MessageDraft } from '../mail/draft.js';
import type { OfferQuestion } from './booking-request.js';
import type { Ruling } from './booking-ruling.js';
import type { CalendarChange } from './calendar-entry.js';
import type { DecisionRecord } from './decision-record.js';
import type { Proposal } from './proposal.js';

export interface BookingOutcome {
  /** true: the resource has dealt with it (filed read, in Handled); false: it stays ordinary mail. */
  readonly handled: boolean;
  readonly change: CalendarChange | null;
  readonly answer: MessageDraft | null;
  /** Sent before the answer, so that the answer is the last word: a pool's member has given the meeting up. */
  readonly leading?: readonly MessageDraft[];
  /** Further messages, sent in the same commit: that somebody cancelled or moved a meeting. */
  readonly notices: readonly MessageDraft[];
  /** A decline that may propose something; null: nothing may be proposed. */
  readonly offerable: Offerable | null;
  /** Its milliseconds are 0 here; the caller has the clock. */
  readonly record: DecisionRecord;
}

/** What to look for, and what the answer is composed from once it was found (answer/answer-with-offers.ts). */
export interface Offerable {
  readonly question: OfferQuestion;
  readonly proposal: Proposal;
  readonly ruling: Ruling;
}
