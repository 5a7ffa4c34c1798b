/**
 * The outbox: from the commit that brings a message to the attempt that ends it.
 */
import { describe, expect, it } from 'vitest';
import { MAX_OUTBOX_PAGE, type Outbox } from '../../src/store/outbox.js';
import { openedStore } from './opened-store.js';
import { outboxClaimsContract } from './outbox-claims.contract.js';
import { outboxLanesContract } from './outbox-lanes.contract.js';
import { address, at, due, noon, outgoing, type OpenStore } from './store-under-test.js';

const ann = address('ann@example.org');
const bob = address('bob@example.org');
const cat = address('cat@example.org');

export function outboxContract(name: string, openStore: OpenStore): void {
  describe(`outbox: ${name}`, () => {
    const opened = openedStore(openStore);
    const open = (): Outbox => opened().outbox;
    const ids = async (entries: Promise<readonly { readonly id: string }[]>): Promise<readonly string[]> =>
      (await entries).map(({ id }) => id);

    it('keeps a message as it was given, its bytes too', async () => {
      const outbox = open();
      const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
      await outbox.enqueue([outgoing('a', { bytes, reversePath: null, recipients: [ann, bob] })]);
      expect(await outbox.outboxEntry('a')).toEqual({
        dsn: null,
        lane: null,
        isBehind: false,
        id: 'a',
        state: 'waiting',
        reversePath: null,
        recipients: [ann, bob],
        messageId: '<a@example.org>',
        subject: 'Accepted: a',
        sizeBytes: 256,
        attempts: 0,
        createdAt: noon,
        nextAttemptAt: noon,
        lastError: null,
      });
      expect(Buffer.from((await outbox.outboxBytes('a')) ?? [])).toEqual(Buffer.from(bytes));
    });

    it('accepts a message with the same id once', async () => {
      const outbox = open();
      await outbox.enqueue([outgoing('a'), outgoing('a', { subject: 'again' })]);
      await outbox.enqueue([outgoing('a', { subject: 'and again' })]);
      expect(await outbox.outboxEntries()).toMatchObject([{ id: 'a', subject: 'Accepted: a' }]);
    });

    it('an id is accepted once within a day, also after the message has left; then it is forgotten', async () => {
      const outbox = open();
      const leave = (): Promise<void> =>
        outbox.recordRelay('a', { retry: [], failed: [], nextAttemptAt: at(1), error: null }, noon);
      await outbox.enqueueOnce([outgoing('a'), outgoing('a'), outgoing('b')], noon);
      expect(await ids(outbox.outboxEntries())).toEqual(['a', 'b']);
      await leave();
      await outbox.enqueueOnce([outgoing('a')], at(23));
      expect(await ids(outbox.outboxEntries())).toEqual(['b']);
      await outbox.enqueueOnce([outgoing('a', { createdAt: at(25) })], at(25));
      expect(await ids(outbox.outboxEntries())).toEqual(['b', 'a']);
      await leave();
      await outbox.enqueueOnce([outgoing('a')], at(26));
      expect(await ids(outbox.outboxEntries())).toEqual(['b']);
    });

    it('sends to recipients who have not had the original, in any message', async () => {
      const outbox = open();
      const made = (id: string, ...recipients: readonly (typeof ann)[]) => ({
        ...outgoing(id, { recipients }),
        madeFrom: 'one delivery',
      });
      await outbox.enqueueOnce([made('a', ann, bob)], noon);
      await outbox.enqueueOnce(
        [made('b', bob, cat), made('c', ann), { ...made('d', ann), madeFrom: 'another' }],
        at(1),
      );
      const repliesByAccount = (await outbox.outboxEntries()).map(({ id, recipients }) => [id, recipients]);
      expect(repliesByAccount).toEqual([
        ['a', [ann, bob]],
        ['b', [cat]],
        ['d', [ann]],
      ]);
    });

    it('gives out what is due, the longest due first, and says when the next is', async () => {
      const outbox = open();
      expect(await outbox.nextDueAt()).toBeNull();
      await outbox.enqueue([
        outgoing('later', { createdAt: at(2) }),
        outgoing('first', { createdAt: at(0) }),
        outgoing('second', { createdAt: at(1) }),
      ]);
      expect(await outbox.nextDueAt()).toBe(at(0));
      expect(await ids(due(outbox, at(1), 9))).toEqual(['first', 'second']);
      expect(await ids(due(outbox, at(3), 2))).toEqual(['first', 'second']);
    });

    it('is read page by page, the oldest first, each entry once, whatever leaves and comes meanwhile', async () => {
      const outbox = open();
      const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, index) =>
        outgoing(id, { createdAt: at(Math.floor(index / 3)) }),
      );
      await outbox.enqueue(all.toReversed());
      const whole = await ids(outbox.outboxEntries());
      expect([whole.slice(0, 3).toSorted(), whole.slice(3).toSorted()]).toEqual([
        ['a', 'b', 'c'],
        ['d', 'e', 'f'],
      ]);
      const first = await outbox.outboxEntries({ after: null, limit: 2 });
      const last = first.at(-1) ?? null;
      await outbox.deleteOutgoing(last?.id ?? '');
      await outbox.enqueue([outgoing('before', { createdAt: at(-1) }), outgoing('later', { createdAt: at(5) })]);
      const rest = [...whole.slice(2), 'later'];
      expect(await ids(outbox.outboxEntries({ after: last, limit: 3 }))).toEqual(rest.slice(0, 3));
      expect(await ids(outbox.outboxEntries({ after: last, limit: 9 }))).toEqual(rest);
      expect(await outbox.outboxEntries({ after: { createdAt: at(5), id: 'later' }, limit: 9 })).toEqual([]);
      await outbox.enqueue(Array.from({ length: MAX_OUTBOX_PAGE + 1 }, (_, index) => outgoing(`m${index}`)));
      expect(await outbox.outboxEntries({ after: null, limit: 2 * MAX_OUTBOX_PAGE })).toHaveLength(MAX_OUTBOX_PAGE);
    });

    it('returns what was deferred too far by a clock that has since been corrected', async () => {
      const outbox = open();
      await outbox.enqueue([outgoing('ahead', { createdAt: at(9) }), outgoing('soon', { createdAt: at(2) })]);
      expect(await ids(due(outbox, at(1), 9))).toEqual([]);
      expect(await ids(due(outbox, at(1), 9, at(3)))).toEqual(['ahead']);
    });

    it('an entry whose recipients are all served is gone', async () => {
      const outbox = open();
      await outbox.enqueue([outgoing('a')]);
      await outbox.recordRelay('a', { retry: [], failed: [], nextAttemptAt: at(1), error: null }, noon);
      expect([await outbox.outboxEntries(), await outbox.outboxBytes('a')]).toEqual([[], null]);
    });

    it('those that are to be tried again wait; those refused are kept and shown when no other waits', async () => {
      const outbox = open();
      await outbox.enqueue([outgoing('a', { recipients: [ann, bob, cat] })]);
      await outbox.recordRelay('a', { retry: [bob], failed: [cat], nextAttemptAt: at(1), error: '451 busy' }, noon);
      expect(await outbox.outboxEntry('a')).toMatchObject({
        state: 'waiting',
        recipients: [bob],
        attempts: 1,
        nextAttemptAt: at(1),
        lastError: '451 busy',
      });
      await outbox.recordRelay('a', { retry: [], failed: [], nextAttemptAt: at(2), error: '550 no' }, at(1));
      expect(await outbox.outboxEntry('a')).toMatchObject({ state: 'failed', recipients: [cat], attempts: 2 });
      expect([await due(outbox, at(99), 9), await outbox.nextDueAt()]).toEqual([[], null]);
    });

    it('who is notified of leaves the queue, and the word to him is in it', async () => {
      const outbox = open();
      await outbox.enqueue([outgoing('a', { recipients: [ann, bob] })]);
      const report = outgoing('told', { reversePath: null, createdAt: at(1) });
      await outbox.recordRelay('a', { retry: [bob], failed: [], report, nextAttemptAt: at(2), error: '550 no' }, at(1));
      expect(await outbox.outboxEntries()).toMatchObject([
        { id: 'a', recipients: [bob] },
        { id: 'told', state: 'waiting' },
      ]);
      const last = outgoing('told again', { reversePath: null, createdAt: at(2) });
      await outbox.recordRelay(
        'a',
        { retry: [], failed: [], report: last, nextAttemptAt: at(3), error: '550 no' },
        at(2),
      );
      expect(await ids(outbox.outboxEntries())).toEqual(['told', 'told again']);
    });

    it('drops what failed long ago, its bytes too, and nothing that waits', async () => {
      const outbox = open();
      await outbox.enqueue(['old', 'new', 'waiting'].map((id) => outgoing(id)));
      const failed = { retry: [], failed: [ann], error: '550 no' };
      await outbox.recordRelay('old', { ...failed, nextAttemptAt: at(1) }, at(1));
      await outbox.recordRelay('new', { ...failed, nextAttemptAt: at(3) }, at(3));
      expect(await outbox.pruneFailed(at(2))).toBe(1);
      expect((await ids(outbox.outboxEntries())).toSorted()).toEqual(['new', 'waiting']);
      expect(await outbox.outboxBytes('old')).toBeNull();
      expect(await outbox.pruneFailed(at(2))).toBe(0);
    });

    it('retry makes an entry due at once, its failed recipients too', async () => {
      const outbox = open();
      await outbox.enqueue([outgoing('a', { recipients: [ann, bob] })]);
      await outbox.recordRelay('a', { retry: [ann], failed: [bob], nextAttemptAt: at(9), error: null }, noon);
      expect([await outbox.retryNow('a', at(1)), await outbox.retryNow('b', at(1))]).toEqual([true, false]);
      expect(await due(outbox, at(1), 9)).toMatchObject([{ id: 'a', recipients: [ann, bob], nextAttemptAt: at(1) }]);
    });

    it('what is deleted is gone, and an attempt that was under way is passed over', async () => {
      const outbox = open();
      await outbox.enqueue([outgoing('a')]);
      expect([await outbox.deleteOutgoing('a'), await outbox.deleteOutgoing('a')]).toEqual([true, false]);
      await outbox.recordRelay('a', { retry: [ann], failed: [], nextAttemptAt: at(1), error: null }, noon);
      expect(await outbox.outboxEntries()).toEqual([]);
    });

    outboxLanesContract(open);
    outboxClaimsContract(opened);
  });
}
