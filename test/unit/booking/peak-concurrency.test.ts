import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findOverbooked } from '../../../src/booking/peak-concurrency.js';
import { instant, type Interval } from '../../../src/mail/instant.js';

type Pair = readonly [number, number];

const interval = (start: number, end: number): Interval => ({ start: instant(start), end: instant(end) });
const intervals = (pairs: readonly Pair[]): Interval[] => pairs.map(([start, end]) => interval(start, end));

interface Case {
  readonly name: string;
  readonly asked: readonly Pair[];
  readonly busy: readonly Pair[];
  readonly capacity: number;
  readonly overbooked: readonly boolean[];
}

const meeting: readonly Pair[] = [
  [9, 10],
  [10, 11],
];
const cases: readonly Case[] = [
  {
    name: 'with two units, 9-10 and 10-11 leave 9-11 free',
    asked: [[9, 11]],
    busy: meeting,
    capacity: 2,
    overbooked: [false],
  },
  { name: 'with one unit they do not', asked: [[9, 11]], busy: meeting, capacity: 1, overbooked: [true] },
  { name: 'back to back is free', asked: [[11, 12]], busy: meeting, capacity: 1, overbooked: [false] },
  {
    name: 'two units, both taken for a part of it',
    asked: [[9, 12]],
    busy: [
      [9, 11],
      [10, 12],
    ],
    capacity: 2,
    overbooked: [true],
  },
  {
    name: 'zero length strictly inside a booking conflicts',
    asked: [[10, 10]],
    busy: [[9, 11]],
    capacity: 1,
    overbooked: [true],
  },
  {
    name: 'zero length at the start of a booking is free',
    asked: [[9, 9]],
    busy: [[9, 11]],
    capacity: 1,
    overbooked: [false],
  },
  {
    name: 'zero length at the end of a booking is free',
    asked: [[11, 11]],
    busy: [[9, 11]],
    capacity: 1,
    overbooked: [false],
  },
  {
    name: 'a booking around one of zero length conflicts',
    asked: [[9, 11]],
    busy: [[10, 10]],
    capacity: 1,
    overbooked: [true],
  },
  {
    name: 'two of zero length at one instant are free',
    asked: [[9, 9]],
    busy: [[9, 9]],
    capacity: 1,
    overbooked: [false],
  },
  {
    name: 'zero length where two bookings meet is free',
    asked: [[10, 10]],
    busy: meeting,
    capacity: 1,
    overbooked: [false],
  },
  {
    name: 'what is asked is tested against itself',
    asked: [
      [9, 11],
      [10, 12],
      [12, 13],
    ],
    busy: [],
    capacity: 1,
    overbooked: [true, true, false],
  },
  {
    name: 'what is overbooked elsewhere does not matter',
    asked: [[20, 21]],
    busy: [
      [9, 11],
      [9, 11],
    ],
    capacity: 1,
    overbooked: [false],
  },
];

describe('capacity is judged by peak concurrency', () => {
  it.each(cases)('$name', ({ asked, busy, capacity, overbooked }) => {
    expect(findOverbooked(intervals(asked), intervals(busy), capacity)).toEqual(overbooked);
  });

  const anyInterval = fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
    .map(([start, length]) => interval(start, start + length));
  const anyIntervals = fc.array(anyInterval, { maxLength: 12 });

  it('is the same as counting at every moment', () => {
    fc.assert(
      fc.property(anyIntervals, anyIntervals, fc.integer({ min: 1, max: 5 }), (asked, busy, capacity) => {
        const all = [...asked, ...busy];
        expect(findOverbooked(asked, busy, capacity)).toEqual(asked.map((one) => isOverbooked(one, all, capacity)));
      }),
      { numRuns: 3000 },
    );
  });
});

/** Counts for each moment inside one by one; an integer is the moment and what follows until the next. */
function isOverbooked(one: Interval, all: readonly Interval[], capacity: number): boolean {
  const around = (at: number): number => all.filter(({ start, end }) => start < at && at < end).length;
  const during = (at: number): number => all.filter(({ start, end }) => start <= at && at < end).length;
  if (one.start === one.end) return around(one.start) + 1 > capacity;
  for (let at: number = one.start; at < one.end; at += 1) {
    if (during(at) > capacity) return true;
    const hasPoint = at > one.start && all.some(({ start, end }) => start === at && end === at);
    if (hasPoint && around(at) + 1 > capacity) return true;
  }
  return false;
}
