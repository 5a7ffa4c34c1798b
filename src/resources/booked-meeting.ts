/**
 * A meeting of a calendar with all its intervals, read to be withdrawn.
 * Path: retire-resource.ts and cancel-by-hand.ts.
 */
import type { BusyInterval, CalendarEntry, EntryKey } from '../booking/calendar-entry.js';
import { farthestDay } from '../booking/expand-within-horizon.js';
import { sameKey } from '../booking/invitation.js';
import type { CalendarKeeper } from '../booking/stored-meeting.js';
import type { StoreId } from '../directory/account.js';
import { instant, type Instant } from '../mail/instant.js';
import type { DeliveryDesk } from '../store/delivery-desk.js';

/** Before all that is booked. */
export const EVER: Instant = instant(0);

export interface BookedMeeting {
  readonly version: number;
  readonly entry: CalendarEntry;
  /** All its intervals, past ones too. */
  readonly busy: readonly BusyInterval[];
}

/** null: the calendar does not have it. Throws StoreError. */
export async function readBookedMeeting(
  storeId: StoreId,
  key: EntryKey,
  keeper: CalendarKeeper,
  desk: Pick<DeliveryDesk, 'read'>,
): Promise<BookedMeeting | null> {
  const busyIn = [{ start: EVER, end: farthestDay(keeper) }];
  const asked = { storeId, deliveryId: '', now: keeper.now, calendar: { uids: [key.uid], busyIn } };
  const { calendar } = await desk.read(asked);
  const entry = calendar?.entries.find((each) => sameKey(each, key));
  if (calendar === null || entry === undefined) return null;
  return { version: calendar.version, entry, busy: calendar.busy.filter((each) => sameKey(each, key)) };
}
