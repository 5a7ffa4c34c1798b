/**
 * What every engine of the delivery desk must do; run by *.test.ts beside this file against each of them.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreId } from '../../src/directory/account.js';
import { instant } from '../../src/mail/instant.js';
import type { DeliveryPlan, DeskSnapshot } from '../../src/store/delivery-desk.js';
import { answerLogContract } from './answer-log.contract.js';
import { preferredFolderContract } from './preferred-folder.contract.js';
import { reviseContract } from './revise.contract.js';
import { submissionContract } from './submission.contract.js';
import {
  at,
  busy,
  DAY_MS,
  decision,
  deliveryId,
  entry,
  filing,
  message,
  noChange,
  noon,
  type OpenStore,
  outgoing,
  plan,
  type StoreUnderTest,
  noMore,
} from './store-under-test.js';

export function deliveryDeskContract(name: string, open: OpenStore): void {
  describe(`delivery desk: ${name}`, () => {
    let store: StoreUnderTest;
    let room: StoreId;
    beforeEach(async () => {
      store = await open();
      room = (await store.mailStore.createStore(noon)).id;
    });
    afterEach(() => store.close());

    const snapshot = (change: { id?: string; uids?: string[]; now?: typeof noon } = {}): Promise<DeskSnapshot> =>
      store.desk.read({
        storeId: room,
        deliveryId: deliveryId(change.id ?? 'asked'),
        now: change.now ?? noon,
        calendar: { uids: change.uids ?? [], busyIn: [{ start: at(-1000), end: at(1000) }] },
      });

    describe('a delivery', () => {
      it('is filed once, whatever comes again', async () => {
        const first = await store.desk.deliver([plan(room, 'a', { outgoing: [outgoing('answer')] })], noMore);
        const second = await store.desk.deliver([plan(room, 'a', { outgoing: [outgoing('second answer')] })], noMore);
        expect([first, second]).toEqual([[{ kind: 'delivered', uid: 1, folder: 'Inbox' }], [{ kind: 'duplicate' }]]);
        expect(await store.mailStore.messages(room, 'Inbox')).toHaveLength(1);
        expect(await store.outbox.outboxEntries()).toHaveLength(1);
      });

      it('of the same message twice in one call is filed once', async () => {
        const mail = message('Subject: a\r\n\r\n');
        const outcomes = await store.desk.deliver(
          [plan(room, 'a', { message: mail }), plan(room, 'a', { message: mail })],
          noMore,
        );
        expect(outcomes.map(({ kind }) => kind)).toEqual(['delivered', 'duplicate']);
      });

      it('in parts: the message is there for those after a part that wrote nothing', async () => {
        const other = (await store.mailStore.createStore(noon)).id;
        await store.desk.deliver([plan(room, 'a')], noMore);
        const mail = message('Subject: a\r\n\r\nin parts\r\n');
        const parts = [];
        for (const id of [room, other])
          parts.push(...(await store.desk.deliver([plan(id, 'a', { message: mail })], { moreToCome: true })));
        expect(parts.map(({ kind }) => kind)).toEqual(['duplicate', 'delivered']);
        const bytes = await store.mailStore.readMessage(other, 'Inbox', 1);
        expect(Buffer.from(bytes).toString()).toContain('in parts');
      });

      it('made at the same moment by two callers is filed once', async () => {
        const outcomes = await Promise.all([
          store.desk.deliver([plan(room, 'a')], noMore),
          store.desk.deliver([plan(room, 'a')], noMore),
        ]);
        expect(outcomes.flat().map(({ kind }) => kind)).toEqual(['delivered', 'duplicate']);
      });

      it.each([
        ['inside the window', DAY_MS - 1, 'duplicate'],
        ['after the window', DAY_MS, 'delivered'],
      ])('again %s: %s ms later it is %s', async (_, later, kind) => {
        await store.desk.deliver([plan(room, 'a')], noMore);
        const now = instant(noon + later);
        expect((await snapshot({ id: 'a', now })).duplicate).toBe(kind === 'duplicate');
        expect(await store.desk.deliver([plan(room, 'a', { receivedAt: now })], noMore)).toMatchObject([{ kind }]);
      });

      it('to many is one body: outcomes in order, each with its own prefix', async () => {
        const other = (await store.mailStore.createStore(noon)).id;
        const mail = message('the body');
        await store.desk.deliver([plan(other, 'a')], noMore);
        const outcomes = await store.desk.deliver(
          [
            plan(room, 'a', { message: mail, filing: filing({ prefix: Buffer.from('one ') }) }),
            plan(other, 'a', { message: mail }),
            plan(other, 'b', { message: mail, filing: filing({ prefix: Buffer.alloc(0), folder: 'Junk' }) }),
          ],
          noMore,
        );
        expect(outcomes.map(({ kind }) => kind)).toEqual(['delivered', 'duplicate', 'delivered']);
        expect(Buffer.from(await store.mailStore.readMessage(room, 'Inbox', 1)).toString()).toBe('one the body');
        expect(Buffer.from(await store.mailStore.readMessage(other, 'Junk', 1)).toString()).toBe('the body');
      });

      it('to a store that does not exist is refused whole', async () => {
        const plans = [plan(room, 'a'), plan(99 as StoreId, 'a')];
        await expect(store.desk.deliver(plans, noMore)).rejects.toMatchObject({
          name: 'StoreError',
          reason: 'not-found',
        });
        expect(await store.quotas.usedBytes(room)).toBe(0);
        expect(await store.desk.deliver([plan(room, 'a')], noMore)).toMatchObject([{ kind: 'delivered', uid: 1 }]);
      });

      it('nothing to deliver is nothing done', async () => {
        expect(await store.desk.deliver([], noMore)).toEqual([]);
      });
    });

    describe('the calendar', () => {
      const booking = (uid: string, basedOn: number): ReturnType<typeof plan>['calendar'] => ({
        basedOn,
        change: { ...noChange, put: [{ entry: entry(uid), busy: [busy(uid, at(1), at(2))] }] },
      });

      it('a snapshot has the entries, tombstones and version asked for', async () => {
        const tombstone = { uid: 'b', organizer: 'o', recurrenceId: at(5), cancelledAt: noon, expiresAt: at(9) };
        const change = {
          remove: [],
          put: [
            { entry: entry('a'), busy: [] },
            { entry: entry('c'), busy: [] },
          ],
        };
        await store.desk.deliver(
          [plan(room, '1', { calendar: { basedOn: 0, change: { ...change, tombstones: [tombstone] } } })],
          noMore,
        );
        expect((await snapshot({ uids: ['a', 'b'] })).calendar).toEqual({
          version: 1,
          entries: [entry('a')],
          tombstones: [tombstone],
          busy: [],
        });
        expect((await snapshot({ uids: ['b'], now: at(9) })).calendar?.tombstones).toEqual([]);
        expect(await store.calendars.entries(room, ['c', 'x'])).toEqual([entry('c')]);
      });

      it('a snapshot without calendar has none', async () => {
        const request = { storeId: room, deliveryId: 'x', now: noon, calendar: null };
        expect(await store.desk.read(request)).toMatchObject({ duplicate: false, usedBytes: 0, calendar: null });
      });

      it('of two requests for the last unit one wins; the other plans again and brings no bytes', async () => {
        const mail = message('Subject: b\r\n\r\nthe second\r\n');
        const outcomes = await Promise.all([
          store.desk.deliver([plan(room, 'a', { calendar: booking('a', 0) })], noMore),
          store.desk.deliver(
            [plan(room, 'b', { calendar: booking('b', 0), message: mail, decision: decision('b') })],
            noMore,
          ),
        ]);
        expect(outcomes.flat()).toEqual([{ kind: 'delivered', uid: 1, folder: 'Inbox' }, { kind: 'stale' }]);
        expect(await store.calendars.decisions(room, 9)).toEqual([]);
        expect((await snapshot()).duplicate).toBe(false);
        const again = plan(room, 'b', { calendar: { basedOn: 1, change: noChange }, message: mail });
        expect(await store.desk.deliver([again], noMore)).toMatchObject([{ kind: 'delivered', uid: 2 }]);
        const bytes = Buffer.from(await store.mailStore.readMessage(room, 'Inbox', 2)).toString();
        expect(bytes).toBe('Return-Path: <>\r\nSubject: b\r\n\r\nthe second\r\n');
        expect((await snapshot()).calendar?.version).toBe(1);
      });

      it('changes calendars of other stores with its own, or nothing at all when one of them moved', async () => {
        const member = (await store.mailStore.createStore(noon)).id;
        const put = (uid: string) => [{ entry: entry(uid), busy: [busy(uid, at(1), at(2))] }];
        const pool = (uid: string, basedOn: number, ofMember: number): DeliveryPlan =>
          plan(room, uid, {
            calendar: booking(uid, basedOn),
            otherCalendars: [
              {
                storeId: member,
                basedOn: ofMember,
                change: { ...noChange, put: put(uid) },
                decision: decision(`${uid} of the member`),
              },
            ],
            outgoing: [outgoing(uid)],
          });
        expect(await store.desk.deliver([pool('a', 0, 0)], noMore)).toMatchObject([{ kind: 'delivered' }]);
        expect(await store.desk.deliver([pool('b', 1, 0)], noMore)).toEqual([{ kind: 'stale' }]);
        expect(await store.calendars.entries(member, ['a', 'b'])).toEqual([entry('a')]);
        expect(await store.calendars.entries(room, ['a', 'b'])).toEqual([entry('a')]);
        expect(await store.calendars.decisions(member, 9)).toEqual([decision('a of the member')]);
        expect(await store.outbox.outboxEntries()).toHaveLength(1);
        expect(await store.desk.deliver([pool('b', 1, 1)], noMore)).toMatchObject([{ kind: 'delivered' }]);
        const everywhere = { start: at(-1000), end: at(1000) };
        expect(await store.calendars.agenda(member, everywhere)).toHaveLength(2);
      });

      it('a plan made from the version that another makes holds only if that one was written', async () => {
        const named = (uid: string, basedOn: number, nextVersion: number): DeliveryPlan['calendar'] => ({
          basedOn,
          nextVersion,
          change: { ...noChange, put: [{ entry: entry(uid), busy: [busy(uid, at(1), at(2))] }] },
        });
        const [first, second] = [2 ** 47 + 1, 2 ** 48 - 3];
        const written = await Promise.all([
          store.desk.deliver([plan(room, 'a', { calendar: named('a', 0, first) })], noMore),
          store.desk.deliver([plan(room, 'b', { calendar: named('b', first, second) })], noMore),
        ]);
        expect(written.flat().map(({ kind }) => kind)).toEqual(['delivered', 'delivered']);
        expect((await snapshot()).calendar?.version).toBe(second);
        const [full, lost] = [second + 1, second + 2];
        const chain = await Promise.all([
          store.desk.deliver([plan(room, 'c', { calendar: named('c', second, full), hardLimitBytes: 1 })], noMore),
          store.desk.deliver([plan(room, 'd', { calendar: named('d', full, lost) })], noMore),
          store.desk.deliver([plan(room, 'e', { calendar: { basedOn: second, change: noChange } })], noMore),
        ]);
        expect(chain.flat().map(({ kind }) => kind)).toEqual(['over-quota', 'stale', 'delivered']);
        expect((await snapshot()).calendar?.version).toBe(second);
        expect(await store.calendars.entries(room, ['a', 'b', 'c', 'd'])).toHaveLength(2);
        await store.desk.deliver([plan(room, 'f', { calendar: booking('f', second) })], noMore);
        expect((await snapshot()).calendar?.version).toBe(second + 1);
      });

      it('a plan holds only for every calendar that it was decided by', async () => {
        const other = (await store.mailStore.createStore(noon)).id;
        const readVersions = (version: number) => ({
          readVersions: [{ storeId: other, version }],
          outgoing: [outgoing('x')],
        });
        expect(await store.desk.deliver([plan(room, 'a', readVersions(1))], noMore)).toEqual([{ kind: 'stale' }]);
        expect(await store.outbox.outboxEntries()).toEqual([]);
        await store.desk.deliver([plan(other, 'b', { calendar: booking('b', 0) })], noMore);
        expect(await store.desk.deliver([plan(room, 'a', readVersions(1))], noMore)).toMatchObject([
          { kind: 'delivered' },
        ]);
      });

      it('with a change of a store that is not there writes nothing', async () => {
        const otherCalendars = [{ storeId: 99 as StoreId, basedOn: 0, change: noChange, decision: null }];
        const planned = plan(room, 'a', { calendar: booking('a', 0), otherCalendars });
        await expect(store.desk.deliver([planned], noMore)).rejects.toMatchObject({
          reason: 'not-found',
        });
        expect(await store.calendars.entries(room, ['a'])).toEqual([]);
      });

      it('put replaces the entry with its key and all its intervals; another organizer is another entry', async () => {
        const other = entry('a', { organizer: 'bob@example.org' });
        await store.desk.deliver([plan(room, '1', { calendar: booking('a', 0) })], noMore);
        const put = [
          { entry: entry('a', { summary: 'moved' }), busy: [busy('a', at(3), at(4))] },
          { entry: other, busy: [busy('a', at(5), at(6), { organizer: 'bob@example.org' })] },
        ];
        await store.desk.deliver([plan(room, '2', { calendar: { basedOn: 1, change: { ...noChange, put } } })], noMore);
        const { calendar } = await snapshot({ uids: ['a'] });
        expect(calendar?.entries).toEqual([entry('a', { summary: 'moved' }), other]);
        expect(calendar?.busy.map(({ start }) => start)).toEqual([at(3), at(5)]);
        const remove = [{ uid: 'a', organizer: 'ann@example.org' }];
        await store.desk.deliver(
          [plan(room, '3', { calendar: { basedOn: 2, change: { ...noChange, remove } } })],
          noMore,
        );
        expect((await snapshot({ uids: ['a'] })).calendar).toMatchObject({ version: 3, entries: [other] });
        expect(await store.calendars.agenda(room, { start: at(0), end: at(9) })).toMatchObject([{ start: at(5) }]);
      });

      it('tombstones: at most 1,000 a store, the first to expire go; expired ones are dropped', async () => {
        const tombstones = Array.from({ length: 1_005 }, (_, index) => {
          const expiresAt = instant(noon + DAY_MS + index);
          return { uid: `u${index}`, organizer: 'o', recurrenceId: null, cancelledAt: noon, expiresAt };
        });
        const uids = tombstones.map(({ uid }) => uid);
        await store.desk.deliver(
          [plan(room, '1', { calendar: { basedOn: 0, change: { ...noChange, tombstones } } })],
          noMore,
        );
        const kept = (await snapshot({ uids })).calendar?.tombstones.map(({ uid }) => uid);
        expect(new Set(kept)).toEqual(new Set(uids.slice(5)));
      });

      it('a cancellation is only ever moved on', async () => {
        const tombstone = { uid: 'u', organizer: 'o', recurrenceId: null, cancelledAt: at(3), expiresAt: at(9) };
        const older = { ...tombstone, cancelledAt: at(1), expiresAt: at(8) };
        for (const [index, each] of [tombstone, older].entries()) {
          const calendar = { basedOn: index, change: { ...noChange, tombstones: [each] } };
          await store.desk.deliver([plan(room, `${index}`, { calendar })], noMore);
        }
        expect((await snapshot({ uids: ['u'] })).calendar?.tombstones).toEqual([tombstone]);
      });

      it('a cancellation of an occurrence is kept beside that of it and all that follow', async () => {
        const alone = { uid: 'u', organizer: 'o', recurrenceId: at(5), cancelledAt: at(3), expiresAt: at(9) };
        const range = { ...alone, thisAndFuture: true, cancelledAt: at(2) };
        const tombstones = [alone, range, { ...range, cancelledAt: at(1) }];
        await store.desk.deliver(
          [plan(room, '1', { calendar: { basedOn: 0, change: { ...noChange, tombstones } } })],
          noMore,
        );
        expect((await snapshot({ uids: ['u'] })).calendar?.tombstones).toEqual([alone, range]);
      });
    });

    it('messages are counted against their keys for a day, whatever store they came from', async () => {
      const other = (await store.mailStore.createStore(noon)).id;
      const HOUR_MS = 3_600_000;
      const counts = [
        { key: 'ann', messages: 2 },
        { key: 'room', messages: 1 },
      ];
      const sending = { counts, outgoing: [outgoing('1'), outgoing('2')] };
      await store.desk.deliver([plan(room, '1', sending), plan(other, '2', sending), plan(room, '3')], noMore);
      await store.desk.deliver(
        [plan(room, '1', sending), plan(room, '4', { counts: [{ key: 'bob', messages: 1 }] })],
        noMore,
      );
      await store.desk.deliver([plan(room, '5', { ...sending, hardLimitBytes: 1 })], noMore);
      const counted = async (key: string, now = noon, windowMs = HOUR_MS) =>
        (await store.desk.messagesCounted([key], windowMs, now))[0];
      expect(await store.desk.messagesCounted(['ann', 'bob', 'room', 'x'], HOUR_MS, noon)).toEqual([4, 1, 2, 0]);
      expect(await store.desk.messagesCounted([], HOUR_MS, noon)).toEqual([]);
      await store.desk.deliver([plan(room, '6', { ...sending, receivedAt: at(0.5) })], noMore);
      expect([await counted('ann', at(0.5)), await counted('ann', at(1.25))]).toEqual([6, 2]);
      expect([await counted('ann', at(1.75)), await counted('ann', at(1.75), 2 * HOUR_MS)]).toEqual([0, 6]);
      expect(await counted('ann', at(-9)), 'a clock that was set back').toBe(0);
      store = await store.reopen();
      expect(await counted('ann', at(20), 24 * HOUR_MS)).toBe(6);
    });

    it('all of it is there when the store is opened again', async () => {
      const put = [{ entry: entry('a'), busy: [busy('a', at(1), at(2))] }];
      await store.desk.deliver(
        [
          plan(room, '1', {
            calendar: { basedOn: 0, change: { ...noChange, put } },
            decision: decision('1'),
            outgoing: [outgoing('answer')],
          }),
        ],
        noMore,
      );
      const before = [await snapshot({ id: '1', uids: ['a'] }), await store.outbox.outboxEntries()];
      store = await store.reopen();
      expect([await snapshot({ id: '1', uids: ['a'] }), await store.outbox.outboxEntries()]).toEqual(before);
      expect(await store.calendars.decisions(room, 9)).toEqual([decision('1')]);
      expect(await store.desk.deliver([plan(room, '1')], noMore)).toEqual([{ kind: 'duplicate' }]);
    });

    const opened = () => ({
      ...store,
      reopen: async () => (store = await store.reopen()),
      storeId: room,
      newStore: async () => (await store.mailStore.createStore(noon)).id,
    });
    describe('a folder that is preferred', () => preferredFolderContract(() => ({ ...store, room })));
    reviseContract(opened);
    answerLogContract(opened);
    describe('a submission', () => submissionContract(() => store));
  });
}
