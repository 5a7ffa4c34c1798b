/**
 * What every engine of the calendar port must do with messages that wait for a person; part of calendars.contract.ts.
 */
import { describe, expect, it } from 'vitest';
import type { DecisionRecord } from '../../src/booking/decision-record.js';
import type { StoreId } from '../../src/directory/account.js';
import {
  at,
  DAY_MS,
  decision,
  filing,
  noChange,
  noMore,
  noon,
  plan,
  type StoreOfContract,
} from './store-under-test.js';

type Opened = () => StoreOfContract & { newStore(): Promise<StoreId> };

export function leftContract(opened: Opened): void {
  const waits = (uid: string | null, change: Partial<DecisionRecord> = {}): DecisionRecord => ({
    ...decision('left'),
    ...{ uid, decision: 'leave-to-person', because: 'person-decides' },
    left: { subject: 'Planning', authors: ['ann@example.org'], start: at(1), end: at(2) },
    ...change,
  });
  const deliver = async (name: string, record: DecisionRecord, storeId = opened().storeId): Promise<void> => {
    await opened().desk.deliver([plan(storeId, name, { decision: record })], noMore);
  };
  const revise = async (record: DecisionRecord): Promise<void> => {
    const { desk, storeId } = opened();
    const base = { storeId, basedOn: 0, change: noChange, outgoing: [], plannedAt: noon };
    expect(await desk.revise({ ...base, decision: record })).toBe('done');
  };
  const left = async (now = noon): Promise<readonly (string | null)[]> => {
    const { calendars, storeId } = opened();
    return (await calendars.leftToPerson(storeId, { now, after: 0, limit: 100 })).map(({ record }) => record.uid);
  };

  describe('what waits for a person', () => {
    it('is listed with the place of its message, counted by store, paged by number', async () => {
      const { desk, calendars, storeId } = opened();
      const other = await opened().newStore();
      await deliver('1', decision('accepted'));
      await deliver('2', waits('a'));
      await desk.deliver([plan(storeId, '3', { decision: waits('b'), filing: filing({ folder: 'Rooms' }) })], noMore);
      await deliver('4', waits('c', { decidedAt: at(-5) }), other);
      const all = await calendars.leftToPerson(storeId, { now: noon, after: 0, limit: 9 });
      expect(all).toEqual([
        { number: 2, folder: 'Inbox', uid: 2, record: waits('a') },
        { number: 3, folder: 'Rooms', uid: 1, record: waits('b') },
      ]);
      expect(await calendars.leftToPerson(storeId, { now: noon, after: 0, limit: 1 })).toEqual(all.slice(0, 1));
      expect(await calendars.leftToPerson(storeId, { now: noon, after: 2, limit: 9 })).toEqual(all.slice(1));
      expect(await calendars.leftCounts(noon)).toEqual([
        { storeId, messages: 2, oldestAt: noon },
        { storeId: other, messages: 1, oldestAt: at(-5) },
      ]);
    });

    it('ends with the meeting, or after 30 days where nobody knows when that is', async () => {
      await deliver('1', waits('a'));
      await deliver('2', waits('b', { left: { subject: '', authors: [], start: null, end: null } }));
      expect([await left(at(1.9)), await left(at(2)), await left(at(24 * 30))]).toEqual([['a', 'b'], ['b'], []]);
      expect(await opened().calendars.leftCounts(at(24 * 30))).toEqual([]);
    });

    it('ends with its message', async () => {
      const { mailStore, storeId } = opened();
      await deliver('1', waits('a'));
      await deliver('2', waits('b'));
      await mailStore.expunge(storeId, 'Inbox', [1]);
      expect(await left()).toEqual(['b']);
      expect(await opened().calendars.leftCounts(noon)).toMatchObject([{ messages: 1 }]);
    });

    it('follows its folder when it is renamed, and ends with it', async () => {
      const { desk, calendars, mailStore, storeId } = opened();
      await deliver('1', waits('a'));
      await desk.deliver([plan(storeId, '2', { decision: waits('b'), filing: filing({ folder: 'Rooms' }) })], noMore);
      await mailStore.renameFolder(storeId, 'Inbox', 'Old');
      await mailStore.renameFolder(storeId, 'Rooms', 'Old/Rooms');
      const folders = async (): Promise<readonly string[]> =>
        (await calendars.leftToPerson(storeId, { now: noon, after: 0, limit: 9 })).map(({ folder }) => folder);
      expect(await folders()).toEqual(['Old', 'Old/Rooms']);
      await mailStore.deleteFolder(storeId, 'Old/Rooms');
      expect(await folders()).toEqual(['Old']);
    });

    it.each([
      ['the decision that names it', waits('z', { decision: 'decline', settles: 1 }), []],
      ['nothing but that, if it names one', { ...decision('by a person'), uid: 'a', settles: 7 }, ['a']],
      ['an acceptance of its meeting', { ...decision('accepted'), uid: 'a' }, []],
      ['a cancellation of its meeting', { ...decision('cancelled'), uid: 'a', decision: 'cancel' as const }, []],
      ['not of a date of it', { ...decision('accepted'), uid: 'a', isOfDates: true }, ['a']],
      ['not of another organizer', { ...decision('accepted'), uid: 'a', organizer: 'eve@example.org' }, ['a']],
      ['not what is ignored', { ...decision('older'), uid: 'a', decision: 'ignore' as const }, ['a']],
    ])('is settled by %s', async (_, { left: __, ...record }: DecisionRecord, expected) => {
      await deliver('1', waits('a'));
      await revise(record);
      expect(await left()).toEqual(expected);
    });

    it('takes the place of what waits for the same reason, a date of it does not', async () => {
      const { calendars, storeId } = opened();
      await deliver('1', waits('a'));
      await deliver('2', waits('a', { because: 'not-authenticated' }));
      await deliver('3', waits('a'));
      await deliver('4', waits('a', { isOfDates: true }));
      const all = await calendars.leftToPerson(storeId, { now: noon, after: 0, limit: 9 });
      expect(all.map(({ number }) => number)).toEqual([2, 3, 4]);
    });

    it('without a UID it is settled by its number alone', async () => {
      await deliver('1', waits(null, { organizer: null }));
      await deliver('2', waits(null, { organizer: null }));
      expect(await left(at(-DAY_MS / 3_600_000))).toHaveLength(2);
      await revise({ ...decision('settled'), uid: null, organizer: null, settles: 1 });
      expect(await left()).toEqual([null]);
    });
  });
}
