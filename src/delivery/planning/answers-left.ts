/**
 * How many more answers an organizer may get in this hour, so that nobody uses the house to flood somebody. Mails
 * planned at the same moment do not see each other's answers; what is under way counts, and the recipients of one mail.
 * Path: plan-recipient.ts, before the rules.
 */
import type { PreparedBooking } from '../../booking/prepare-booking.js';
import type { Instant } from '../../mail/instant.js';
import type { Desk } from '../../store/desk.js';

/**
 * @param most answers an hour; 0: no limit
 * @param earlier recipients of the same mail that may be answered before this one
 */
export async function answersLeft(
  booking: PreparedBooking | null,
  { most, earlier, now }: { readonly most: number; readonly earlier: number; readonly now: Instant },
  desk: Pick<Desk, 'answersInLastHour'>,
): Promise<number> {
  if (booking?.state.kind !== 'open' || most === 0) return Infinity;
  return most - (await desk.answersInLastHour(booking.state.key.organizer, now)) - earlier;
}
