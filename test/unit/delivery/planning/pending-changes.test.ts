/**
 * What is foreseen of a calendar is what it comes to be: over the in-memory engine, with changes that are held back.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalendarChange } from '../../../../src/booking/calendar-entry.js';
import { createPendingChanges } from '../../../../src/delivery/planning/pending-changes.js';
import type { StoreId } from '../../../../src/directory/account.js';
import type { CalendarSnapshot, DeliveryDesk } from '../../../../src/store/delivery-desk.js';
import { at, busy, entry, noChange, noon, plan, noMore } from '../../../contracts/store-under-test.js';
import { openMemoryStore } from '../../../support/memory-store.js';
import { recordingPort } from '../../../support/recording-port.js';

const uids = ['a', 'b', 'c'];
const busyIn = [
  { start: at(0), end: at(4) },
  { start: at(6), end: at(9) },
];

/** Deliveries wait until `write` is called. */
async function openHeldBack() {
  const { desk, mailStore } = openMemoryStore({ duplicateWindowMs: 0 });
  const { id: room } = await mailStore.createStore(noon);
  const held: (() => void)[] = [];
  const slow: DeliveryDesk = {
    ...desk,
    deliver: (...given) =>
      new Promise((resolve, reject) => held.push(() => void desk.deliver(...given).then(resolve, reject))),
  };
  const write = (): void => held.splice(0).forEach((go) => go());
  return { desk, slow, room, write };
}

async function calendarOf(desk: DeliveryDesk, storeId: StoreId): Promise<CalendarSnapshot> {
  const { calendar } = await desk.read({ storeId, deliveryId: '', now: noon, calendar: { uids, busyIn } });
  if (calendar === null) throw new Error('no calendar');
  return calendar;
}

const inOrder = ({ version, entries, busy: taken }: CalendarSnapshot): unknown => ({
  version,
  entries: entries.map((each) => JSON.stringify(each)).toSorted(),
  busy: taken.map((each) => JSON.stringify(each)).toSorted(),
});

const key = fc.record({ uid: fc.constantFrom(...uids), organizer: fc.constantFrom('ann@x', 'bob@x') });
const put = fc.tuple(key, fc.array(fc.tuple(fc.nat(9), fc.integer({ min: 0, max: 3 })), { maxLength: 3 }));
const change: fc.Arbitrary<CalendarChange> = fc
  .record({
    remove: fc.array(key, { maxLength: 2 }),
    put: fc.uniqueArray(put, { maxLength: 2, selector: ([{ uid }]) => uid }),
  })
  .map(({ remove, put: entries }) => ({
    remove,
    put: entries.map(([of, times]) => ({
      entry: entry(of.uid, of),
      busy: times.map(([start, hours]) => busy(of.uid, at(start), at(start + hours), of)),
    })),
    tombstones: [],
  }));

it('whatever entries come and go, the foreseen calendar is the one that is read afterwards', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async (changes) => {
      const { desk, slow, room, write } = await openHeldBack();
      const pendingChanges = createPendingChanges(slow);
      const outcomes: Promise<unknown>[] = [];
      for (const [index, each] of changes.entries()) {
        const { version } = await calendarOf(pendingChanges.optimisticView().desk, room);
        const planned = plan(room, `${index}`, { calendar: { basedOn: version, change: each } });
        const submitted = pendingChanges.submit([planned], noMore);
        expect(submitted.isPredictable).toBe(true);
        outcomes.push(submitted.outcomes);
      }
      const optimistic = await calendarOf(pendingChanges.optimisticView().desk, room);
      write();
      const written = await Promise.all(outcomes);
      expect(written.flat()).toEqual(changes.map(() => expect.objectContaining({ kind: 'delivered' }) as unknown));
      expect(inOrder(optimistic)).toEqual(inOrder(await calendarOf(desk, room)));
      expect(await calendarOf(pendingChanges.optimisticView().desk, room)).toEqual(await calendarOf(desk, room));
    }),
  );
});

const endless = { entry: entry('a', { indexedUntil: at(9) }), busy: [] };
const finite = { entry: entry('a'), busy: [busy('a', at(1), at(2))] };
const tombstone = { uid: 'a', organizer: 'ann@x', recurrenceId: null, cancelledAt: noon, expiresAt: at(9) };

describe('what cannot be foreseen is not, and says so', () => {
  it.each([
    ['a meeting', { ...noChange, put: [finite] }, true],
    ['nothing', noChange, true],
    ['a series without end', { ...noChange, put: [endless] }, false],
    ['a series that reaches further', { ...noChange, extend: [finite] }, false],
    ['a cancellation', { ...noChange, tombstones: [tombstone] }, false],
  ])('%s', async (_, each: CalendarChange, isPredictable) => {
    const { slow, room, write } = await openHeldBack();
    const pendingChanges = createPendingChanges(slow);
    const submitted = pendingChanges.submit([plan(room, 'a', { calendar: { basedOn: 0, change: each } })], noMore);
    expect(submitted.isPredictable).toBe(isPredictable);
    if (!isPredictable)
      expect(await calendarOf(pendingChanges.optimisticView().desk, room)).toMatchObject({ version: 0, entries: [] });
    write();
    await submitted.outcomes;
  });
});

it('a plan is bound to the calendars that were foreseen for it, to the first look at each', async () => {
  const { slow, room, write } = await openHeldBack();
  const pendingChanges = createPendingChanges(slow);
  const [early, late] = [pendingChanges.optimisticView(), pendingChanges.optimisticView()];
  await calendarOf(early.desk, room);
  expect(early.bind(plan(room, 'x')).readVersions).toBeUndefined();
  const { outcomes } = pendingChanges.submit(
    [plan(room, 'a', { calendar: { basedOn: 0, change: { ...noChange, put: [finite] } } })],
    noMore,
  );
  const { version } = await calendarOf(late.desk, room);
  await calendarOf(early.desk, room);
  expect(late.bind(plan(room, 'x')).readVersions).toEqual([{ storeId: room, version }]);
  expect(early.bind(plan(room, 'x')).readVersions).toEqual([{ storeId: room, version: 0 }]);
  write();
  await outcomes;
});

it('messages under way count, until they are written', async () => {
  const { slow, room, write } = await openHeldBack();
  const pendingChanges = createPendingChanges(slow);
  const counted = () => pendingChanges.optimisticView().desk.messagesCounted(['ann', 'eve'], 3_600_000, noon);
  const { outcomes } = pendingChanges.submit(
    [
      plan(room, 'a', { counts: [{ key: 'ann', messages: 2 }] }),
      plan(room, 'b', { counts: [{ key: 'bob', messages: 1 }] }),
    ],
    noMore,
  );
  expect(await counted()).toEqual([2, 0]);
  write();
  await outcomes;
  expect(await counted()).toEqual([2, 0]);
});

describe('the view on the desk is the desk', () => {
  const names = Object.keys(openMemoryStore({ duplicateWindowMs: 0 }).desk) as (keyof DeliveryDesk)[];
  const given = [['one'], 'two', 'three', 'four'];

  it.each(names.filter((name) => name !== 'read'))('%s passes on all that it is given', async (name) => {
    const { port, calls } = recordingPort<DeliveryDesk>(names);
    const { desk } = createPendingChanges(port).optimisticView();
    await (desk[name] as (...args: unknown[]) => Promise<unknown>)(...given);
    const expected = name === 'messagesCounted' ? given.slice(0, 3) : given;
    expect(calls.map((call) => [call.name, ...call.given])).toEqual([[name, ...expected]]);
  });

  it('read passes on all of the question, and gives back what was read beside the calendar', async () => {
    const { port, calls } = recordingPort<DeliveryDesk>(names);
    const request = {
      storeId: 1 as StoreId,
      deliveryId: 'd',
      now: noon,
      calendar: null,
      answerLog: { sender: 'eve@out.example' },
    };
    const snapshot = await createPendingChanges(port).optimisticView().desk.read(request);
    expect(calls.map((call) => call.given)).toEqual([[request]]);
    expect(snapshot).toBe(calls[0]?.answer);
  });

  it('submit hands the options on with the plans', async () => {
    const { port, calls } = recordingPort<DeliveryDesk>(names);
    await createPendingChanges(port).submit([], { moreToCome: true }).outcomes;
    expect(calls.map((call) => [call.name, ...call.given])).toEqual([['deliver', [], { moreToCome: true }]]);
  });
});
