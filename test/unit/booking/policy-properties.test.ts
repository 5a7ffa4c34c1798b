/**
 * Whatever is asked for, in whatever order: a series accepted in part never takes more units than there are, and
 * bookings keep their distance.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Interval } from '../../../src/mail/instant.js';
import { itip, openRoom } from './desk-model.js';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const FIRST_DAY = Date.UTC(2027, 1, 8);

interface Asked {
  readonly uid: number;
  /** Minutes. */
  readonly start: number;
  readonly length: number;
  readonly count: number;
  /** An occurrence, and the minute it is moved to. */
  readonly moved: readonly [number, number] | null;
}

const minute = fc.integer({ min: 0, max: 3 * DAY_MINUTES });
const asked: fc.Arbitrary<Asked> = fc.record({
  uid: fc.integer({ min: 0, max: 7 }),
  start: minute,
  length: fc.integer({ min: 1, max: 300 }),
  count: fc.integer({ min: 1, max: 5 }),
  moved: fc.option(fc.tuple(fc.integer({ min: 0, max: 4 }), minute)),
});
const tolerance = fc.record({
  maxConflicts: fc.option(fc.integer({ min: 0, max: 3 })),
  maxConflictPercent: fc.constantFrom(0, 25, 50, 100),
});

const utc = (at: number): string => new Date(FIRST_DAY + at * MINUTE_MS).toISOString().replace(/[-:]|\.\d{3}/g, '');

/** The series as one request, newer than those before it. */
function requestOf({ uid, start, length, count, moved }: Asked, revision: number): string {
  const head = [`UID:m${uid}`, `SEQUENCE:${revision}`];
  const times = (at: number): string[] => [`DTSTART:${utc(at)}`, `DURATION:PT${length}M`];
  const isMoved = moved !== null && moved[0] < count;
  const override = isMoved
    ? [[...head, `RECURRENCE-ID:${utc(start + moved[0] * DAY_MINUTES)}`, ...times(moved[1])]]
    : [];
  return itip('REQUEST', [...head, ...times(start), `RRULE:FREQ=DAILY;COUNT=${count}`], ...override);
}

/** Bookings that take the resource at the moment each of them begins, itself counted. */
function concurrency(busy: readonly Interval[], bufferMinutes: number): number[] {
  const buffer = bufferMinutes * MINUTE_MS;
  return busy.map(({ start }) => busy.filter((other) => other.start <= start && other.end + buffer > start).length);
}

it('partial acceptance never exceeds the capacity, and the buffer is never violated', () => {
  fc.assert(
    fc.property(
      fc.array(asked, { minLength: 1, maxLength: 12 }),
      tolerance,
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom(0, 0, 10, 45),
      (requests, tolerated, capacity, bufferMinutes) => {
        const room = openRoom({ kind: 'equipment', policy: { ...tolerated, capacity, bufferMinutes } });
        for (const [revision, request] of requests.entries()) {
          const { record } = room.send(requestOf(request, revision));
          const own = room.calendar.busy.filter(({ uid }) => uid === `m${request.uid}`);
          const free = record.occurrences.filter((occurrence) => occurrence.free);
          expect(own.length).toBe(record.decision === 'accept' ? free.length : 0);
          const declined = record.occurrences.length - free.length;
          if (record.decision === 'accept') {
            expect(declined).toBeLessThanOrEqual(tolerated.maxConflicts ?? Infinity);
            expect(declined * 100).toBeLessThanOrEqual(tolerated.maxConflictPercent * record.occurrences.length);
          }
          expect(Math.max(0, ...concurrency(room.calendar.busy, bufferMinutes))).toBeLessThanOrEqual(capacity);
        }
      },
    ),
    { numRuns: 200 },
  );
});
