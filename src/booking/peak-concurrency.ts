/**
 * Which of the asked occurrences would need more units at one moment than there are. What counts is the PEAK: with
 * two units, bookings 9-10 and 10-11 leave 9-11 free, though both overlap it.
 * Pure; one sweep over sorted starts and ends, O(n log n).
 *
 * Intervals are half-open: back to back is free. One of zero length takes a unit only where it lies strictly inside
 * others; two at the same instant do not hinder each other.
 */
import { instant, type Instant, type Interval } from '../mail/instant.js';

/** Where more is booked than there is. */
export interface Overbooked {
  /** Disjoint, ordered. */
  readonly stretches: readonly Interval[];
  /** Zero-length events for which nothing is left, ordered. */
  readonly points: readonly number[];
}

/**
 * @param asked tested against `busy` and against each other
 * @param capacity units that may be in use at one moment, at least 1
 * @returns for each asked interval, in order: true when it finds no unit
 */
export function findOverbooked(
  asked: readonly Interval[],
  busy: readonly Interval[],
  capacity: number,
): readonly boolean[] {
  const overbooked = sweep([...asked, ...busy], capacity);
  return asked.map((interval) => isOverbooked(interval, overbooked));
}

/** Where no unit is left for one more booking. */
export function findFull(busy: readonly Interval[], capacity: number): Overbooked {
  return sweep(busy, capacity - 1);
}

/** When the first thing that hinders a lasting interval is over; null: nothing does. */
export function hindranceEnd(interval: Interval, { stretches, points }: Overbooked): Instant | null {
  const point = points[firstIndex(points, (at) => at > interval.start)] ?? Infinity;
  const stretch = stretches[firstIndex(stretches, ({ end }) => end > interval.start)];
  if (stretch !== undefined && stretch.start < interval.end) return instant(Math.min(stretch.end, point));
  return point < interval.end ? instant(point) : null;
}

function sweep(intervals: readonly Interval[], capacity: number): Overbooked {
  const lasting = intervals.filter((interval) => interval.end > interval.start);
  // Typed arrays sort by number, without a comparing function.
  const starts = Float64Array.from(lasting, (interval) => interval.start).sort();
  const ends = Float64Array.from(lasting, (interval) => interval.end).sort();
  const moments = Float64Array.from(
    intervals.filter((interval) => interval.end <= interval.start),
    (interval) => interval.start,
  ).sort();

  const stretches: Interval[] = [];
  const points: number[] = [];
  let [started, ended, passed] = [0, 0, 0];
  let overSince: number | null = null;
  while (ended < ends.length || passed < moments.length) {
    const at = Math.min(starts[started] ?? Infinity, ends[ended] ?? Infinity, moments[passed] ?? Infinity);
    while (ends[ended] === at) ended += 1;
    // What has ended here and what starts here does not contain this moment strictly.
    if (moments[passed] === at && started - ended + 1 > capacity) points.push(at);
    while (moments[passed] === at) passed += 1;
    while (starts[started] === at) started += 1;
    const isOver = started - ended > capacity;
    if (isOver) overSince ??= at;
    else if (overSince !== null) {
      stretches.push({ start: instant(overSince), end: instant(at) });
      overSince = null;
    }
  }
  return { stretches, points };
}

function isOverbooked(interval: Interval, overbooked: Overbooked): boolean {
  if (interval.end > interval.start) return hindranceEnd(interval, overbooked) !== null;
  const { points } = overbooked;
  return points[firstIndex(points, (at) => at >= interval.start)] === interval.start;
}

/** The first index for which `holds`, which must stay true from there on. */
function firstIndex<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
