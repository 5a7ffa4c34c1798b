import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultBookingPolicy, type BookingPolicy } from '../../../src/booking/booking-policy.js';
import { findFreeSlots } from '../../../src/booking/find-free-slots.js';
import { openHours } from '../../../src/booking/open-hours.js';
import { findFull, findOverbooked } from '../../../src/booking/peak-concurrency.js';
import { instant, type Interval } from '../../../src/mail/instant.js';
import { at } from './desk-model.js';

const HOUR_MS = 3_600_000;
const MONDAY = at('2027-02-08T00:00:00Z');
/** Hours of that Monday. */
const hours = (start: number, end: number): Interval => ({
  start: instant(MONDAY + start * HOUR_MS),
  end: instant(MONDAY + end * HOUR_MS),
});
const written = (slots: readonly Interval[]): string[] =>
  slots.map(({ start, end }) => [start, end].map((each) => new Date(each).toISOString().slice(8, 16)).join('/'));

describe('the next free slots', () => {
  const day = [hours(8, 18)];

  it.each([
    { name: 'begin where a booking ends', busy: [hours(9, 10)], slots: ['08T10:00/08T11:00', '08T11:00/08T12:00'] },
    {
      name: 'need all of their length',
      busy: [hours(9, 10), hours(10.5, 12)],
      slots: ['08T12:00/08T13:00', '08T13:00/08T14:00'],
    },
    {
      name: 'begin on a quarter of an hour',
      busy: [hours(9, 10.1)],
      slots: ['08T10:15/08T11:15', '08T11:15/08T12:15'],
    },
    { name: 'end with the hours', busy: [hours(9, 16.75)], slots: ['08T16:45/08T17:45'] },
    { name: 'are none where all is taken', busy: [hours(0, 24)], slots: [] },
    {
      name: 'do not contain a booking without length',
      busy: [hours(9, 10), hours(10.5, 10.5)],
      slots: ['08T10:30/08T11:30', '08T11:30/08T12:30'],
    },
  ])('$name', ({ busy, slots }) => {
    const found = findFreeSlots({
      from: hours(9, 9).start,
      lengthMs: HOUR_MS,
      clearMs: 0,
      open: day,
      full: findFull(busy, 1),
      wanted: 2,
    });
    expect(written(found)).toEqual(slots);
  });

  const quarters = (max: number) => fc.integer({ min: 0, max });
  const anyBusy = fc.array(
    fc.tuple(quarters(600), fc.integer({ min: 0, max: 240 })).map(([start, length]) => ({
      start: instant(MONDAY + start * 60_000),
      end: instant(MONDAY + (start + length) * 60_000),
    })),
    { maxLength: 15 },
  );

  it('never conflict, whatever is booked and however many units there are', () => {
    fc.assert(
      fc.property(
        anyBusy,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 180 }),
        (busy, capacity, minutes) => {
          const from = hours(2.1, 2.1).start;
          const search = {
            from,
            lengthMs: minutes * 60_000,
            clearMs: 0,
            open: [hours(1, 6), hours(5, 12)],
            full: findFull(busy, capacity),
          };
          const slots = findFreeSlots({ ...search, wanted: 3 });
          for (const slot of slots) {
            expect(findOverbooked([slot], busy, capacity)).toEqual([false]);
            expect(slot.end - slot.start).toBe(search.lengthMs);
            expect(slot.start).toBeGreaterThanOrEqual(from);
            expect(search.open.some(({ start, end }) => start <= slot.start && slot.end <= end)).toBe(true);
          }
          for (const [index, slot] of slots.entries())
            expect(slots[index + 1]?.start ?? Infinity).toBeGreaterThanOrEqual(slot.end);
          // The first one is the earliest of all quarters of an hour.
          const tried = Array.from({ length: 12 * 4 }, (_, quarter) => hours(quarter / 4, quarter / 4).start)
            .filter((start) => start >= from)
            .map((start) => ({ start, end: instant(start + search.lengthMs) }))
            .filter(({ start, end }) => search.open.some((open) => open.start <= start && end <= open.end));
          const free = tried.find((slot) => findOverbooked([slot], busy, capacity)[0] === false);
          expect(slots[0]).toEqual(free);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('open hours', () => {
  const open = (policy: Partial<BookingPolicy>, timeZone: string, from: string, to: string): string[] =>
    written(openHours({ policy: { ...defaultBookingPolicy, ...policy }, timeZone }, { start: at(from), end: at(to) }));

  it('without working hours are 8 to 18 on weekdays, on the resource’s clock', () => {
    expect(open({}, 'Europe/Berlin', '2027-02-12T09:00:00Z', '2027-02-16T00:00:00Z')).toEqual([
      '12T09:00/12T17:00',
      '15T07:00/15T17:00',
    ]);
    expect(open({}, 'Pacific/Auckland', '2027-02-11T12:00:00Z', '2027-02-12T12:00:00Z')).toEqual(['11T19:00/12T05:00']);
  });

  it('are the policy’s, on the clock that it names, through a change of clocks', () => {
    const sunday = { days: [0], fromMinute: 0, untilMinute: 1440, timeZone: 'Europe/Berlin' };
    expect(open({ workingHours: [sunday] }, 'UTC', '2027-03-27T00:00:00Z', '2027-03-30T00:00:00Z')).toEqual([
      '27T23:00/28T22:00',
    ]);
  });
});
