/**
 * One decision for one recipient of a meeting message: what the account's policy says, or for a pool what its members
 * make of it, and what a decline proposes. Nothing is written; what is to be written comes back.
 * Path: planning/plan-recipient.ts, between reading the desk and the rules; explain/explain-message.ts asks the same.
 */
import { answerWithOffers } from '../booking/answer/answer-with-offers.js';
import { decideBooking } from '../booking/decide-booking.js';
import type { PreparedBooking } from '../booking/prepare-booking.js';
import type { Account } from '../directory/directory.js';
import type { CalendarSnapshot } from '../store/delivery-desk.js';
import type { DecisionDeps } from './context.js';
import { delegateRequest } from './delegate-request.js';
import { gatherOffers } from './gather-offers.js';
import type { MeetingDecision } from './meeting-decision.js';
import { decisionForMember, poolBehind } from './pool-behind.js';

/** What is to be decided. */
export interface DecisionRequest {
  readonly account: Account;
  readonly booking: PreparedBooking;
  /** The account's, as `booking.calendarQuestion` asks for it. */
  readonly calendar: CalendarSnapshot;
  /** false: nobody will read the answer, so that nothing need be proposed in it. */
  readonly mayOffer: boolean;
}

/** Throws StoreError and DirectoryError: what cannot be read is never guessed. */
export async function decide(request: DecisionRequest, deps: DecisionDeps): Promise<MeetingDecision> {
  const { account, booking, calendar, mayOffer } = request;
  const delegation = await delegateRequest(booking, calendar, account, deps);
  if (delegation !== null) return { ...delegation, offers: null };
  const behind = await poolBehind(booking, calendar, account, deps);
  const forPool = behind && (await delegateRequest(behind.booking, behind.calendar, behind.pool, deps));
  if (behind !== null && forPool !== null) return decisionForMember(forPool, behind, account.storeId);
  const outcome = deps.look(() => decideBooking(booking, calendar));
  const offers = mayOffer ? await gatherOffers(outcome, booking, account, deps) : null;
  if (offers === null) return { outcome, otherCalendars: [], offers };
  return { outcome: deps.look(() => answerWithOffers(outcome, offers)), otherCalendars: [], offers };
}
