/**
 * What an administrator may say about the booking policy of an account, as `booking set`, `account create` and
 * `account update` take it.
 */
import type { z } from 'zod';
import type { BookingPolicy } from '../booking/booking-policy.js';
import { count, yesNo } from '../runtime/config-values.js';

/** An equipment pool of more than this is a mistake in typing. */
const MOST_CAPACITY = 10_000;

export const bookingInput = {
  capacity: count(1, MOST_CAPACITY).optional(),
  mrAccept: yesNo().optional(),
  mrDeclineConflict: yesNo().optional(),
  mrDeclineRecurring: yesNo().optional(),
  mrProcess: yesNo().optional(),
};

type BookingInput = { readonly [Key in keyof typeof bookingInput]?: z.output<(typeof bookingInput)[Key]> };

/** The policy with what was said about it. */
export function changedPolicy(policy: BookingPolicy, input: BookingInput): BookingPolicy {
  return {
    ...policy,
    mrAccept: input.mrAccept ?? policy.mrAccept,
    declineConflict: input.mrDeclineConflict ?? policy.declineConflict,
    declineRecurring: input.mrDeclineRecurring ?? policy.declineRecurring,
    mrProcess: input.mrProcess ?? policy.mrProcess,
    capacity: input.capacity ?? policy.capacity,
  };
}
