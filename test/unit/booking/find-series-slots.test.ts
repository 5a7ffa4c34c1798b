import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultBookingPolicy } from '../../../src/booking/booking-policy.js';
import { findSeriesSlots, type SeriesSlotSearch } from '../../../src/booking/find-series-slots.js';
import { findFull, hindranceEnd } from '../../../src/booking/peak-concurrency.js';
import { instant, type Interval } from '../../../src/mail/instant.js';
import { at } from './desk-model.js';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
const interval = (startMs: number, minutes = 60): Interval => ({
  start: instant(startMs),
  end: instant(startMs + minutes * 60_000),
});
/** A Monday, 09:00 in Berlin. */
const NINE = at('2027-02-08T08:00:00Z');
const weeks = (count: number): Interval[] =>
  Array.from({ length: count }, (_, week) => interval(NINE + week * WEEK_MS));

function search(other: Partial<SeriesSlotSearch> = {}): SeriesSlotSearch {
  return {
    asked: weeks(4),
    resource: { policy: defaultBookingPolicy, timeZone: 'Europe/Berlin' },
    within: { start: at('2027-02-01T00:00:00Z'), end: at('2028-02-01T00:00:00Z') },
    maxShiftMs: 8 * HOUR_MS,
    clearMs: 0,
    // The asked hour is taken on the first date.
    full: findFull([interval(NINE)], 1),
    wanted: 3,
    ...other,
  };
}
const hours = (other: Partial<SeriesSlotSearch>): string[] =>
  findSeriesSlots(search(other)).map(({ start }) => new Date(start).toISOString().slice(5, 16));

describe('other hours for a series', () => {
  it.each([
    { name: 'the nearest ones, later before earlier, without overlap', other: {}, expected: ['07', '09', '10'] },
    {
      name: 'none at which one date is taken',
      other: { full: findFull([interval(NINE), interval(NINE + 2 * WEEK_MS + HOUR_MS)], 1) },
      expected: ['07', '10', '11'],
    },
    {
      name: 'none before the searched stretch',
      other: { within: { start: NINE, end: at('2028-02-01T00:00:00Z') } },
      expected: ['09', '10', '11'],
    },
    {
      name: 'none of which a date would leave the searched stretch',
      other: { within: { start: at('2027-02-01T00:00:00Z'), end: at('2027-03-01T10:00:00Z') } },
      expected: ['07', '09'],
    },
  ])('$name', ({ other, expected }) => {
    expect(hours(other)).toEqual(expected.map((hour) => `02-08T${hour}:00`));
  });

  it('stay on their day though the resource is open day and night', () => {
    const workingHours = [{ days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 0, untilMinute: 1440, timeZone: null }];
    const policy = { ...defaultBookingPolicy, workingHours };
    const late = weeks(2).map(({ start }) => interval(start + 14 * HOUR_MS));
    const full = findFull(late, 1);
    expect(hours({ asked: late, full, resource: { policy, timeZone: 'Europe/Berlin' } })).toEqual([
      '02-08T19:00',
      '02-08T20:00',
      '02-08T21:00',
    ]);
  });

  it('are free on every date, whatever is booked', () => {
    const busy = fc.array(
      fc.record({
        week: fc.nat(3),
        quarter: fc.integer({ min: -16, max: 40 }),
        minutes: fc.integer({ min: 1, max: 240 }),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(busy, fc.integer({ min: 1, max: 3 }), (booked, capacity) => {
        const taken = booked.map(({ week, quarter, minutes }) =>
          interval(NINE + week * WEEK_MS + quarter * 900_000, minutes),
        );
        const full = findFull(taken, capacity);
        for (const slot of findSeriesSlots(search({ full }))) {
          const shiftMs = slot.start - NINE;
          const dates = weeks(4).map(({ start }) => interval(start + shiftMs));
          expect(dates.filter((date) => hindranceEnd(date, full) !== null)).toEqual([]);
        }
      }),
    );
  });
});
