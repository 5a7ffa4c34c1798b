/**
 * What every engine of the delivery desk must do with changes of a calendar that no message brings; part of delivery-desk.contract.ts.
 */
import { describe, expect, it } from 'vitest';
import type { CalendarChange, CalendarEntry, WaitingRequest } from '../../src/booking/calendar-entry.js';
import type { StoreId } from '../../src/directory/account.js';
import type { CalendarPlan } from '../../src/store/delivery-desk.js';
import {
  at,
  busy,
  decision,
  entry,
  noChange,
  noon,
  outgoing,
  plan,
  noMore,
  type StoreOfContract,
} from './store-under-test.js';

const waitingRequest: Omit<WaitingRequest, 'since' | 'until' | 'before'> = {
  state: 'held',
  ical: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n',
  mail: { reversePath: null, authors: [], provenAuthors: [], messageId: null, references: [], languages: [] },
  invitedAs: [],
};

export function reviseContract(opened: () => StoreOfContract & { newStore(): Promise<StoreId> }): void {
  const revision = (
    basedOn: number,
    change: Partial<CalendarChange>,
    more: Partial<CalendarPlan> = {},
  ): CalendarPlan => ({
    storeId: opened().storeId,
    basedOn,
    change: { ...noChange, ...change },
    decision: null,
    outgoing: [],
    plannedAt: noon,
    ...more,
  });
  const endless = (uid: string, until: number): CalendarPlan['change']['put'] => [
    { entry: entry(uid, { indexedUntil: at(until) }), busy: [busy(uid, at(1), at(2))] },
  ];

  describe('a revision', () => {
    it('writes the change, the decision and the messages, and moves the version', async () => {
      const { desk, calendars, outbox, storeId } = opened();
      const more = { decision: decision('declined by the clock'), outgoing: [outgoing('decline')] };
      expect(await desk.revise(revision(0, { put: endless('a', 9) }, more))).toBe('done');
      expect(await calendars.decisions(storeId, 9)).toEqual([more.decision]);
      expect(await outbox.outboxEntries()).toMatchObject([{ id: 'decline' }]);
      expect(await desk.revise(revision(0, { remove: [entry('a')] }, more))).toBe('stale');
      expect(await calendars.entries(storeId, ['a'])).toHaveLength(1);
      expect(await calendars.decisions(storeId, 9)).toHaveLength(1);
    });

    it('and a delivery from the same version: one wins', async () => {
      const { desk, storeId } = opened();
      const calendar = { basedOn: 0, change: { ...noChange, put: endless('b', 9) } };
      const done = await Promise.all([
        desk.revise(revision(0, { put: endless('a', 9) })),
        desk.deliver([plan(storeId, '1', { calendar })], noMore),
      ]);
      expect(done).toEqual(['done', [{ kind: 'stale' }]]);
    });

    it('writes what it does to the calendar of another store with it, or nothing', async () => {
      const { desk, calendars, storeId } = opened();
      const other = await opened().newStore();
      const otherCalendars = {
        storeId: other,
        change: { ...noChange, put: endless('a', 9) },
        decision: decision('beside'),
      };
      const both = (basedOn: number, besideOn: number): CalendarPlan =>
        revision(basedOn, { put: endless('a', 9) }, { otherCalendars: [{ ...otherCalendars, basedOn: besideOn }] });
      expect(await desk.revise(both(0, 1))).toBe('stale');
      expect([await calendars.entries(storeId, ['a']), await calendars.entries(other, ['a'])]).toEqual([[], []]);
      expect(await desk.revise(both(0, 0))).toBe('done');
      expect([await calendars.entries(storeId, ['a']), await calendars.entries(other, ['a'])]).toEqual([
        [entry('a', { indexedUntil: at(9) })],
        [entry('a', { indexedUntil: at(9) })],
      ]);
      expect(await calendars.decisions(other, 9)).toEqual([otherCalendars.decision]);
      expect(await desk.revise(both(1, 0))).toBe('stale');
    });

    it('of a store that does not exist is refused', async () => {
      const { desk } = opened();
      await expect(desk.revise(revision(0, {}, { storeId: 99 as StoreId }))).rejects.toMatchObject({
        reason: 'not-found',
      });
    });

    it('extends a series: its entry is replaced, its intervals join those that are there', async () => {
      const { desk, calendars, storeId } = opened();
      await desk.revise(revision(0, { put: endless('a', 9) }));
      for (const [index, hour] of [10, 20].entries()) {
        const extended = entry('a', { indexedUntil: at(hour + 9) });
        const joining = [busy('a', at(hour), at(hour + 1)), busy('a', at(hour + 1), at(hour + 2))];
        await desk.revise(revision(index + 1, { extend: [{ entry: extended, busy: joining }] }));
      }
      expect(await calendars.entries(storeId, ['a'])).toEqual([entry('a', { indexedUntil: at(29) })]);
      const hours = (await calendars.agenda(storeId, { start: at(0), end: at(99) })).map(({ start }) => start);
      expect(hours).toEqual([1, 10, 11, 20, 21].map(at));
      await desk.revise(revision(3, { remove: [entry('a')] }));
      expect(await calendars.agenda(storeId, { start: at(0), end: at(99) })).toEqual([]);
    });

    it('series that are indexed not far enough are found, the shortest first', async () => {
      const { desk, calendars, storeId } = opened();
      const put = [...endless('a', 9), ...endless('b', 5), ...endless('c', 10), { entry: entry('d'), busy: [] }];
      await desk.revise(revision(0, { put }));
      const short = async (): Promise<string[]> =>
        (await calendars.entriesIndexedBefore(storeId, at(10))).map(({ uid }) => uid);
      expect(await short()).toEqual(['b', 'a']);
      await desk.revise(revision(1, { extend: [{ entry: entry('b', { indexedUntil: at(20) }), busy: [] }] }));
      expect(await short()).toEqual(['a']);
    });

    it('its messages count against their keys', async () => {
      const { desk } = opened();
      const counts = [{ key: 'a', messages: 2 }];
      expect(await desk.revise(revision(0, { put: endless('a', 9) }, { counts }))).toBe('done');
      expect(await desk.revise(revision(0, { remove: [entry('a')] }, { counts }))).toBe('stale');
      expect(await desk.messagesCounted(['a', 'b'], 3_600_000, noon)).toEqual([2, 0]);
    });

    it('a request that waits is found by its store and by the end of its wait, and its time is marked', async () => {
      const { desk, calendars, storeId } = opened();
      const other = await opened().newStore();
      const waiting = (uid: string, since: number, until: number): CalendarEntry =>
        entry(uid, { waiting: { ...waitingRequest, since: at(since), until: at(until), before: entry(uid) } });
      const held = { ...busy('a', at(1), at(2)), partstat: 'tentative' as const, waitingSince: at(3) };
      const put = [
        { entry: waiting('a', 3, 9), busy: [held] },
        { entry: waiting('b', 2, 10), busy: [] },
        { entry: entry('c'), busy: [busy('c', at(1), at(2))] },
      ];
      await desk.revise(revision(0, { put }));
      await desk.revise(revision(0, { put: [{ entry: waiting('d', 1, 8), busy: [] }] }, { storeId: other }));
      expect(await calendars.entriesWaiting(storeId)).toEqual([waiting('b', 2, 10), waiting('a', 3, 9)]);
      expect(await calendars.storesWaitingUntil(at(7))).toEqual([]);
      expect(await calendars.storesWaitingUntil(at(8))).toEqual([other]);
      expect(await calendars.storesWaitingUntil(at(20))).toEqual([storeId, other].toSorted((one, two) => one - two));
      const marks = (await calendars.agenda(storeId, { start: at(0), end: at(5) })).map(({ uid, waitingSince }) => [
        uid,
        waitingSince,
      ]);
      expect(marks.toSorted()).toEqual([
        ['a', at(3)],
        ['c', undefined],
      ]);
      const settled = [{ entry: entry('a'), busy: [busy('a', at(1), at(2))] }];
      await desk.revise(revision(1, { put: settled, extend: [{ entry: entry('b'), busy: [] }] }));
      expect(await calendars.entriesWaiting(storeId)).toEqual([]);
      expect(await calendars.storesWaitingUntil(at(20))).toEqual([other]);
      const left = await calendars.agenda(storeId, { start: at(0), end: at(5) });
      expect(left.filter((each) => each.waitingSince !== undefined)).toEqual([]);
    });

    it('a booking that waits is found by the UID its approvers were asked under, and when its time is over', async () => {
      const { desk, calendars, storeId } = opened();
      const waiting = (uid: string, hour: number): CalendarEntry => {
        const pending = { uid: `approval-${uid}`, sequence: 0, approvers: [], messageId: null, expiresAt: at(hour) };
        return entry(uid, { pending });
      };
      const put = [waiting('a', 9), waiting('b', 5), waiting('c', 10)].map((each) => ({ entry: each, busy: [] }));
      await desk.revise(revision(0, { put: [...put, { entry: entry('d'), busy: [] }] }));
      expect(await calendars.entries(storeId, ['approval-a'])).toEqual([waiting('a', 9)]);
      const overdue = (await calendars.entriesPendingUntil(storeId, at(9))).map(({ uid }) => uid);
      expect(overdue).toEqual(['b', 'a']);
      await desk.revise(revision(1, { put: [{ entry: entry('a'), busy: [] }] }));
      expect(await calendars.entries(storeId, ['approval-a'])).toEqual([]);
      expect((await calendars.entriesPendingUntil(storeId, at(9))).map(({ uid }) => uid)).toEqual(['b']);
    });
  });
}
