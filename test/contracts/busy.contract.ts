/**
 * Busy intervals against a model that looks at every one of them.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BusyInterval } from '../../src/booking/calendar-entry.js';
import type { StoreId } from '../../src/directory/account.js';
import { instant, type Interval } from '../../src/mail/instant.js';
import type { DeliveryDesk } from '../../src/store/delivery-desk.js';
import {
  busy,
  DAY_MS,
  entry,
  HOUR_MS,
  noChange,
  noon,
  plan,
  noMore,
  type StoreOfContract,
} from './store-under-test.js';

const minutes = (most: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: most }).map((count) => count * 60_000);
/** Mostly meetings; some of no length, some of days, some of years. */
const duration = fc.oneof(
  { weight: 6, arbitrary: minutes(180) },
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: minutes(40 * 24 * 60) },
  { weight: 1, arbitrary: minutes(6 * 365 * 24 * 60) },
  { weight: 1, arbitrary: fc.constantFrom(HOUR_MS, 8 * HOUR_MS, 64 * HOUR_MS) },
);
const interval: fc.Arbitrary<Interval> = fc
  .tuple(fc.integer({ min: 0, max: 30 * DAY_MS }), duration)
  .map(([offset, length]) => ({ start: instant(noon + offset), end: instant(noon + offset + length) }));

export function busyContract(open: () => StoreOfContract): void {
  describe('busy intervals', () => {
    it('are those that overlap an asked interval, ordered by start, each once', async () => {
      const { desk, storeId } = open();
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(interval, { maxLength: 40 }),
          fc.array(interval, { minLength: 1, maxLength: 8 }),
          async (booked, asked) => {
            const { version } = await read(desk, storeId, []);
            const kept = booked.map(({ start, end }, index) =>
              busy('u', start, end, { summary: String(index), ...(index % 2 === 0 ? { isPublic: true } : {}) }),
            );
            const change = { ...noChange, put: [{ entry: entry('u'), busy: kept }] };
            await desk.deliver([plan(storeId, `busy ${run++}`, { calendar: { basedOn: version, change } })], noMore);
            const { found } = await read(desk, storeId, asked);
            expect(sorted(found)).toEqual(sorted(kept.filter((one) => asked.some((other) => overlap(one, other)))));
            expect(found.map(({ start }) => start)).toEqual(found.map(({ start }) => start).sort((a, b) => a - b));
          },
        ),
        { numRuns: 60 },
      );
    });

    it('that only touch an asked interval do not overlap it', async () => {
      const { desk, calendars, storeId } = open();
      const at = (hours: number): typeof noon => instant(noon + hours * HOUR_MS);
      const put = [{ entry: entry('u'), busy: [busy('u', at(1), at(2)), busy('u', at(3), at(4))] }];
      await desk.deliver([plan(storeId, '1', { calendar: { basedOn: 0, change: { ...noChange, put } } })], noMore);
      expect(await calendars.agenda(storeId, { start: at(2), end: at(3) })).toEqual([]);
      expect(await calendars.agenda(storeId, { start: at(1.5), end: at(1.5) })).toMatchObject([{ start: at(1) }]);
    });
  });
}

/** Half-open; of no length: strictly inside. */
function overlap(one: Interval, other: Interval): boolean {
  return one.start < other.end && one.end > other.start;
}

function sorted(intervals: readonly BusyInterval[]): readonly BusyInterval[] {
  return intervals.toSorted((one, other) => Number(one.summary) - Number(other.summary));
}

async function read(
  desk: DeliveryDesk,
  storeId: StoreId,
  busyIn: readonly Interval[],
): Promise<{ readonly version: number; readonly found: readonly BusyInterval[] }> {
  const { calendar } = await desk.read({ storeId, deliveryId: 'x', now: noon, calendar: { uids: [], busyIn } });
  if (calendar === null) throw new Error('a calendar was asked for');
  return { version: calendar.version, found: calendar.busy };
}
