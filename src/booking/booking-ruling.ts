/**
 * What a rule of booking says about a mail. Decisions are values with names; enter-booking.ts makes the change of the
 * calendar of one, answer/ the message to the organizer.
 */
import type { BookingRefusal, DeclineReason } from './reasons.js';

export type Ruling =
  /** Left to a person: ordinary mail. Ignored: dealt with. Either way nothing is sent. */
  | { readonly kind: 'leave-to-person' | 'ignore'; readonly because: BookingRefusal }
  /** Entered for a person who answers by hand. */
  | { readonly kind: 'enter-tentative'; readonly because: null }
  /** Held without an answer: only bookings of the same organizer are in the way. */
  | { readonly kind: 'waiting'; readonly because: 'own-conflict' }
  /** Details are taken over, the decision stays, no answer. */
  | { readonly kind: 'keep'; readonly because: 'details-only' }
  /** The account is invited no longer: its booking goes, no answer. */
  | { readonly kind: 'remove'; readonly because: 'no-longer-attendee' }
  | { readonly kind: 'decline'; readonly because: DeclineReason }
  /** Partly: a series, without the occurrences that something stands against; these are declined. */
  | { readonly kind: 'accept'; readonly because: 'partly' | null }
  /** Held as tentative until an approver speaks; because of a rule that it breaks, or partly as an acceptance. */
  | { readonly kind: 'ask'; readonly because: DeclineReason | 'partly' | null };

/** What the organizer is told. */
export type Verdict = Extract<Ruling, { kind: 'accept' | 'decline' | 'ask' }>;

export function isVerdict(ruling: Ruling): ruling is Verdict {
  return ruling.kind === 'accept' || ruling.kind === 'decline' || ruling.kind === 'ask';
}
