/**
 * From when on a resource is not there any more (`booking retire`).
 */
import { parseInstant, type Instant, type Interval } from '../mail/instant.js';
import type { BookingPolicy } from './booking-policy.js';

/** null: it does not retire. */
export function retirementOf({ retiresAt }: Pick<BookingPolicy, 'retiresAt'>): Instant | null {
  return retiresAt === null ? null : parseInstant(retiresAt);
}

/** What ends when the resource retires is still held. */
export function isAfterRetirement({ start, end }: Interval, retiresAt: Instant): boolean {
  return end > retiresAt || start >= retiresAt;
}
