/**
 * What every engine of the desk port must do with changes of a calendar that no message brings; part of desk.contract.ts.
 */
import { describe, expect, it } from 'vitest';
import type { CalendarChange, CalendarEntry } from '../../src/booking/calendar-entry.js';
import type { StoreId } from '../../src/directory/account.js';
import type { CalendarPlan, Desk } from '../../src/store/desk.js';
import { at, busy, decision, entry, noChange, noon, outgoing, plan, noMore } from './store-under-test.js';

export function reviseContract(
  opened: () => { readonly desk: Desk; readonly storeId: StoreId; newStore(): Promise<StoreId> },
): void {
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
      const { desk, storeId } = opened();
      const more = { decision: decision('declined by the clock'), outgoing: [outgoing('decline')] };
      expect(await desk.revise(revision(0, { put: endless('a', 9) }, more))).toBe('done');
      expect(await desk.decisions(storeId, 9)).toEqual([more.decision]);
      expect(await desk.outboxEntries()).toMatchObject([{ id: 'decline' }]);
      expect(await desk.revise(revision(0, { remove: [entry('a')] }, more))).toBe('stale');
      expect(await desk.entries(storeId, ['a'])).toHaveLength(1);
      expect(await desk.decisions(storeId, 9)).toHaveLength(1);
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
      const { desk, storeId } = opened();
      const other = await opened().newStore();
      const otherCalendars = {
        storeId: other,
        change: { ...noChange, put: endless('a', 9) },
        decision: decision('beside'),
      };
      const both = (basedOn: number, besideOn: number): CalendarPlan =>
        revision(basedOn, { put: endless('a', 9) }, { otherCalendars: [{ ...otherCalendars, basedOn: besideOn }] });
      expect(await desk.revise(both(0, 1))).toBe('stale');
      expect([await desk.entries(storeId, ['a']), await desk.entries(other, ['a'])]).toEqual([[], []]);
      expect(await desk.revise(both(0, 0))).toBe('done');
      expect([await desk.entries(storeId, ['a']), await desk.entries(other, ['a'])]).toEqual([
        [entry('a', { indexedUntil: at(9) })],
        [entry('a', { indexedUntil: at(9) })],
      ]);
      expect(await desk.decisions(other, 9)).toEqual([otherCalendars.decision]);
      expect(await desk.revise(both(1, 0))).toBe('stale');
    });

    it('of a store that does not exist is refused', async () => {
      const { desk } = opened();
      await expect(desk.revise(revision(0, {}, { storeId: 99 as StoreId }))).rejects.toMatchObject({
        reason: 'not-found',
      });
    });

    it('extends a series: its entry is replaced, its intervals join those that are there', async () => {
      const { desk, storeId } = opened();
      await desk.revise(revision(0, { put: endless('a', 9) }));
      for (const [index, hour] of [10, 20].entries()) {
        const extended = entry('a', { indexedUntil: at(hour + 9) });
        const joining = [busy('a', at(hour), at(hour + 1)), busy('a', at(hour + 1), at(hour + 2))];
        await desk.revise(revision(index + 1, { extend: [{ entry: extended, busy: joining }] }));
      }
      expect(await desk.entries(storeId, ['a'])).toEqual([entry('a', { indexedUntil: at(29) })]);
      const hours = (await desk.agenda(storeId, { start: at(0), end: at(99) })).map(({ start }) => start);
      expect(hours).toEqual([1, 10, 11, 20, 21].map(at));
      await desk.revise(revision(3, { remove: [entry('a')] }));
      expect(await desk.agenda(storeId, { start: at(0), end: at(99) })).toEqual([]);
    });

    it('series that are indexed not far enough are found, the shortest first', async () => {
      const { desk, storeId } = opened();
      const put = [...endless('a', 9), ...endless('b', 5), ...endless('c', 10), { entry: entry('d'), busy: [] }];
      await desk.revise(revision(0, { put }));
      const short = async (): Promise<string[]> =>
        (await desk.entriesIndexedBefore(storeId, at(10))).map(({ uid }) => uid);
      expect(await short()).toEqual(['b', 'a']);
      await desk.revise(revision(1, { extend: [{ entry: entry('b', { indexedUntil: at(20) }), busy: [] }] }));
      expect(await short()).toEqual(['a']);
    });

    it('a booking that waits is found by the UID its approvers were asked under, and when its time is over', async () => {
      const { desk, storeId } = opened();
      const waiting = (uid: string, hour: number): CalendarEntry => {
        const pending = { uid: `approval-${uid}`, sequence: 0, approvers: [], messageId: null, expiresAt: at(hour) };
        return entry(uid, { pending });
      };
      const put = [waiting('a', 9), waiting('b', 5), waiting('c', 10)].map((each) => ({ entry: each, busy: [] }));
      await desk.revise(revision(0, { put: [...put, { entry: entry('d'), busy: [] }] }));
      expect(await desk.entries(storeId, ['approval-a'])).toEqual([waiting('a', 9)]);
      const overdue = (await desk.entriesPendingUntil(storeId, at(9))).map(({ uid }) => uid);
      expect(overdue).toEqual(['b', 'a']);
      await desk.revise(revision(1, { put: [{ entry: entry('a'), busy: [] }] }));
      expect(await desk.entries(storeId, ['approval-a'])).toEqual([]);
      expect((await desk.entriesPendingUntil(storeId, at(9))).map(({ uid }) => uid)).toEqual(['b']);
    });
  });
}
