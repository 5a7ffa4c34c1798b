/**
 * Free minutes between two bookings (`bufferMinutes`). A booking takes the resource until the buffer after it has
 * passed: two bookings that are lengthened so overlap exactly when fewer free minutes are between them.
 */
import { addMilliseconds, type Interval } from '../mail/instant.js';

const MINUTE_MS = 60_000;

/** How long the resource is taken. */
export function withBuffer({ start, end }: Interval, bufferMinutes: number): Interval {
  return { start, end: addMilliseconds(end, bufferMinutes * MINUTE_MS) };
}

/** Where the bookings lie that can be too near. */
export function withBufferAround({ start, end }: Interval, bufferMinutes: number): Interval {
  return withBuffer({ start: addMilliseconds(start, -bufferMinutes * MINUTE_MS), end }, bufferMinutes);
}
