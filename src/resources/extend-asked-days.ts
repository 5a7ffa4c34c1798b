/**
 * A request for days that endless series are not entered for yet is tested against them all the same.
 * Path: plan-recipient.ts and delegate-request.ts, before the calendar is read.
 */
import type { PreparedBooking } from '../booking/prepare-booking.js';
import type { Account } from '../directory/directory.js';
import type { ResourceDeps } from './context.js';
import { extendToDay } from './move-horizon.js';

export async function extendAskedDays(
  booking: PreparedBooking | null,
  account: Account,
  deps: ResourceDeps,
): Promise<void> {
  const ends = booking?.calendarQuestion.busyIn.map(({ end }) => end) ?? [];
  if (ends.length > 0)
    await extendToDay(
      account,
      ends.reduce((latest, end) => (end > latest ? end : latest)),
      deps,
    );
}
