/**
 * The answer to a declined meeting, with what it proposes instead. The decision stays as it was made.
 * Path: resources/decide.ts, once the offers were looked up.
 */
import type { BookingOutcome } from '../booking-outcome.js';
import type { Offers } from '../booking-request.js';
import { composeAnswer } from './compose-answer.js';

/** The same outcome where nothing may be proposed. */
export function answerWithOffers(outcome: BookingOutcome, offers: Offers): BookingOutcome {
  const { offerable } = outcome;
  if (offerable === null) return outcome;
  return { ...outcome, answer: composeAnswer(offerable.proposal, offerable.ruling, offers) };
}
