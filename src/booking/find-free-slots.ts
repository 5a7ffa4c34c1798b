/**
 * The next times at which a declined meeting would find the resource free. Pure: offer-slots.ts says between which hours
 * and beside which bookings; the answer to the organizer names what is found.
 */
import { addMilliseconds, instant, type Instant, type Interval } from '../mail/instant.js';
import { hindranceEnd, type Overbooked } from './peak-concurrency.js';

/** Meetings begin on a quarter of an hour; every zone's clock is ahead of UTC by a number of those. */
export const STEP_MS = 15 * 60_000;

export interface SlotSearch {
  /** Nothing before this is proposed. */
  readonly from: Instant;
  /** Positive. */
  readonly lengthMs: number;
  /** A unit must be left for this long after a slot too. */
  readonly clearMs: number;
  /** A slot lies wholly inside one of these; ordered by start. */
  readonly open: readonly Interval[];
  /** Where no unit is left (`findFull`). */
  readonly full: Overbooked;
  /** At most this many, at least 1. */
  readonly wanted: number;
}

/** Disjoint slots, the earliest first. Each step is past a booking's end or to a slot, so bookings bound the time. */
export function findFreeSlots({ from, lengthMs, clearMs, open, full, wanted }: SlotSearch): readonly Interval[] {
  const slots: Interval[] = [];
  let earliest: number = from;
  for (const { start, end } of open) {
    let at = onStep(Math.max(start, earliest));
    while (at + lengthMs <= end) {
      const slot = { start: instant(at), end: instant(at + lengthMs) };
      const freeAgain = hindranceEnd({ start: slot.start, end: addMilliseconds(slot.end, clearMs) }, full);
      if (freeAgain === null) {
        slots.push(slot);
        if (slots.length === wanted) return slots;
      }
      earliest = freeAgain ?? slot.end;
      at = onStep(earliest);
    }
  }
  return slots;
}

function onStep(at: number): number {
  return Math.ceil(at / STEP_MS) * STEP_MS;
}
