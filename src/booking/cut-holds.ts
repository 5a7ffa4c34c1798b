/**
 * A time that is held for a waiting request (wait-for-own.ts) is never in the way of what a meeting has booked already: an
 * update that stays there finds its own time as it was.
 * Path: known-meeting.ts.
 */
import type { Interval } from '../mail/instant.js';
import { withBufferAround } from './buffer.js';
import type { BusyInterval } from './calendar-entry.js';

/**
 * The intervals of others, the held ones without the parts that the meeting has booked.
 *
 * @param own what the meeting has of the calendar
 * @param bufferMinutes between two bookings; belongs to both of them
 */
export function cutHolds(
  others: readonly BusyInterval[],
  own: readonly BusyInterval[],
  bufferMinutes: number,
): readonly BusyInterval[] {
  if (!others.some(isHeld) || own.length === 0) return others;
  const booked = joined(own.filter((each) => !isHeld(each)).map((each) => withBufferAround(each, bufferMinutes)));
  return others.flatMap((each) => (isHeld(each) ? cut(each, booked) : [each]));
}

const isHeld = ({ waitingSince }: BusyInterval): boolean => waitingSince !== undefined;

/** Disjoint, ordered. */
function joined(intervals: readonly Interval[]): readonly Interval[] {
  const all: Interval[] = [];
  for (const interval of intervals.toSorted((one, other) => one.start - other.start)) {
    const last = all.at(-1);
    if (last === undefined || interval.start > last.end) all.push(interval);
    else if (interval.end > last.end) all[all.length - 1] = { start: last.start, end: interval.end };
  }
  return all;
}

function cut(held: BusyInterval, booked: readonly Interval[]): readonly BusyInterval[] {
  const parts: BusyInterval[] = [];
  let { start } = held;
  for (let index = firstEndingAfter(booked, start); index < booked.length; index += 1) {
    const each = booked[index];
    if (each === undefined || each.start >= held.end) break;
    if (each.start > start) parts.push({ ...held, start, end: each.start });
    start = each.end;
  }
  if (start < held.end || (parts.length === 0 && start === held.start)) parts.push({ ...held, start });
  return parts;
}

function firstEndingAfter(booked: readonly Interval[], at: number): number {
  let [low, high] = [0, booked.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((booked[middle]?.end ?? Infinity) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
