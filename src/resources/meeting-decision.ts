/**
 * What is decided about the meeting in a message, for one recipient: decide.ts makes it, the rules of delivery take it.
 */
import type { BookingOutcome } from '../booking/booking-outcome.js';
import type { Offers } from '../booking/booking-request.js';
import type { StoreId } from '../directory/account.js';
import type { OtherCalendarChange } from '../store/delivery-desk.js';

export interface MeetingDecision {
  /** With the offers in its answer. */
  readonly outcome: BookingOutcome;
  /** Changes of other calendars, of a pool's members: written with the outcome or not at all. */
  readonly otherCalendars: readonly OtherCalendarChange[];
  /** What the answer proposes; null: nothing. */
  readonly offers: Offers | null;
  /** A pool that answers for its member: its messages keep their order by its store. Missing: the account's own. */
  readonly answersFrom?: StoreId;
}
