/**
 * Counts how often booking began to look at a mail and the process ended before it was through: such a mail is filed
 * without booking at last, instead of ending the process for ever. What this process began and survived (a full disk, a
 * calendar that moved) counts once, however often the MTA brings the mail again.
 */
import type { StoreId } from '../directory/directory.js';
import type { Instant } from '../mail/instant.js';
import type { DeliveryId, Desk } from '../store/desk.js';

export interface BookingAttempts {
  /** Resolves to the attempts so far, this one included; durable against the process's end. */
  count(storeId: StoreId, deliveryId: DeliveryId, now: Instant): Promise<number>;
}

/** More mails than a process has under way and deferred; the oldest are forgotten, and at worst counted twice. */
const MAX_REMEMBERED = 10_000;

export function createBookingAttempts(desk: Pick<Desk, 'countAttempt'>): BookingAttempts {
  const counted = new Map<string, number>();
  return {
    async count(storeId, deliveryId, now) {
      const key = `${storeId} ${deliveryId}`;
      const known = counted.get(key);
      if (known !== undefined) return known;
      const attempts = await desk.countAttempt(storeId, deliveryId, now);
      counted.set(key, attempts);
      const [oldest] = counted.keys();
      if (counted.size > MAX_REMEMBERED && oldest !== undefined) counted.delete(oldest);
      return attempts;
    },
  };
}
