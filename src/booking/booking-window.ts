/**
 * How far ahead a resource may be booked by its own policy (`windowDays`); the limit of all calendars is in
 * expand-within-horizon.ts.
 */
import { addMilliseconds, type Instant } from '../mail/instant.js';
import type { BookingRequest } from './booking-request.js';

const DAY_MS = 86_400_000;

/** Nothing that starts here or later may be booked; null: no window. */
export function windowEndFor({ resource, now }: Pick<BookingRequest, 'resource' | 'now'>): Instant | null {
  const { windowDays } = resource.policy;
  return windowDays === null ? null : addMilliseconds(now, windowDays * DAY_MS);
}

/** Where a series that goes on past the window is cut; null: it is declined instead, or there is no window. */
export function truncationFor(request: Pick<BookingRequest, 'resource' | 'now'>): Instant | null {
  return request.resource.policy.windowEnd === 'truncate' ? windowEndFor(request) : null;
}
