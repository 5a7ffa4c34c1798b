/**
 * What every engine of the mail-store port must do; run by *.test.ts beside this file against each of them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreId } from '../../src/directory/account.js';
import type { Folder } from '../../src/store/mail-store.js';
import { filing, noon, type OpenStore, plan, type StoreUnderTest, noMore } from './store-under-test.js';

export function mailStoreContract(name: string, open: OpenStore): void {
  describe(`mail store: ${name}`, () => {
    let store: StoreUnderTest;
    let ann: StoreId;
    beforeEach(async () => {
      store = await open();
      ann = (await store.mailStore.createStore(noon)).id;
    });
    afterEach(() => store.close());

    const deliver = async (...names: readonly string[]): Promise<void> => {
      for (const one of names) await store.desk.deliver([plan(ann, one)], noMore);
    };
    const folder = async (wanted: string): Promise<Folder | undefined> =>
      (await store.mailStore.folders(ann)).find(({ name: found }) => found === wanted);
    /** Resolves to its new mod-sequence. */
    const setFlags = async (uid: number, flags: readonly string[]): Promise<number> => {
      const { messages } = await store.mailStore.changeFlags(ann, 'Inbox', [uid], { kind: 'set', flags });
      return messages[0]?.modSeq ?? 0;
    };
    const uids = async (): Promise<readonly number[]> =>
      (await store.mailStore.messages(ann, 'Inbox')).map(({ uid }) => uid);

    it('stores have an id and a GUID of their own and are found by them', async () => {
      const bob = await store.mailStore.createStore(noon);
      expect(bob.id).not.toBe(ann);
      expect(bob.guid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(await store.mailStore.store(bob.id)).toEqual(bob);
      expect((await store.mailStore.stores()).map(({ id }) => id)).toEqual([ann, bob.id]);
      const page = async (after: StoreId | null, limit: number) =>
        (await store.mailStore.stores({ after, limit })).map(({ id }) => id);
      expect([await page(null, 1), await page(ann, 1), await page(bob.id, 1)]).toEqual([[ann], [bob.id], []]);
      expect(await page(null, 0)).toEqual([]);
      expect(await store.mailStore.store(99 as StoreId)).toBeNull();
    });

    it('a store counts its messages and bytes', async () => {
      await deliver('a', 'b');
      const size = (await store.mailStore.messages(ann, 'Inbox')).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      expect(await store.mailStore.store(ann)).toMatchObject({ messageCount: 2, usedBytes: size });
    });

    it('RFC 9051 §5.1: INBOX is one folder in any case, other names are case-sensitive', async () => {
      await deliver('a');
      await store.desk.deliver([plan(ann, 'b', { filing: filing({ folder: 'inbox' }) })], noMore);
      await store.mailStore.createFolder(ann, 'INBOX');
      await store.mailStore.createFolder(ann, 'junk');
      await store.mailStore.createFolder(ann, 'Junk');
      expect((await store.mailStore.folders(ann)).map(({ name: found }) => found)).toEqual(['Inbox', 'junk', 'Junk']);
      expect(await store.mailStore.messages(ann, 'iNBOX')).toHaveLength(2);
    });

    it('RFC 9051 §2.3.1.1: UIDs ascend and are not used again; UIDVALIDITY stays', async () => {
      await deliver('a', 'b');
      const before = await folder('Inbox');
      await store.mailStore.expunge(ann, 'Inbox', [2]);
      store = await store.reopen();
      await deliver('c');
      expect(await uids()).toEqual([1, 3]);
      expect(await folder('Inbox')).toMatchObject({ uidNext: 4, uidValidity: before?.uidValidity });
    });

    it('RFC 7162 §3.1: every change has a higher mod-sequence, the folder has the highest', async () => {
      await deliver('a', 'b');
      const [first, second] = await store.mailStore.messages(ann, 'Inbox');
      const changed = await setFlags(1, ['\\Seen']);
      const order = [first?.modSeq ?? 0, second?.modSeq ?? 0, changed];
      expect(order).toEqual([...new Set(order)].sort((one, other) => one - other));
      expect((await folder('Inbox'))?.highestModSeq).toBe(changed);
      await store.mailStore.expunge(ann, 'Inbox', [1]);
      expect((await folder('Inbox'))?.highestModSeq).toBeGreaterThan(changed);
    });

    it('flags are set to exactly these, and the folder counts the unseen', async () => {
      await deliver('a', 'b');
      await store.desk.deliver([plan(ann, 'c', { filing: filing({ flags: ['\\Seen'] }) })], noMore);
      expect(await folder('Inbox')).toMatchObject({ messageCount: 3, unseenCount: 2 });
      await setFlags(1, ['\\Seen', '$Later', '\\Seen']);
      expect(await store.mailStore.messages(ann, 'Inbox')).toMatchObject([{ flags: ['\\Seen', '$Later'] }, {}, {}]);
      await setFlags(3, []);
      expect(await folder('Inbox')).toMatchObject({ messageCount: 3, unseenCount: 2 });
    });

    it('expunge removes for good, passes over what is not there, and gives the bytes back', async () => {
      await deliver('a', 'b', 'c');
      expect(await store.mailStore.expunge(ann, 'Inbox', [1, 1, 3, 77])).toBe(2);
      expect(await store.mailStore.expunge(ann, 'Inbox', [1])).toBe(0);
      expect(await uids()).toEqual([2]);
      expect(await folder('Inbox')).toMatchObject({ messageCount: 1, unseenCount: 1 });
      const [left] = await store.mailStore.messages(ann, 'Inbox');
      expect(await store.quotas.usedBytes(ann)).toBe(left?.sizeBytes);
    });

    it('messages are listed by UID, from one on, at most so many', async () => {
      await deliver('a', 'b', 'c', 'd');
      const listed = await store.mailStore.messages(ann, 'Inbox', { fromUid: 2, limit: 2 });
      expect(listed.map(({ uid }) => uid)).toEqual([2, 3]);
      expect(listed[0]).toMatchObject({ folder: 'Inbox', flags: [], receivedAt: noon });
    });

    it.each<[string, (store: StoreUnderTest, id: StoreId) => Promise<unknown>]>([
      ['messages of no folder', ({ mailStore }, id) => mailStore.messages(id, 'None')],
      ['a message of no folder', ({ mailStore }, id) => mailStore.readMessage(id, 'None', 1)],
      ['a message that is not there', ({ mailStore }, id) => mailStore.readMessage(id, 'Inbox', 9)],
      ['expunge in no folder', ({ mailStore }, id) => mailStore.expunge(id, 'None', [1])],
      ['folders of no store', ({ mailStore }) => mailStore.folders(99 as StoreId)],
      ['a folder of no store', ({ mailStore }) => mailStore.createFolder(99 as StoreId, 'Inbox')],
      ['used bytes of no store', ({ quotas }) => quotas.usedBytes(99 as StoreId)],
    ])('not-found: %s', async (_, ask) => {
      await deliver('a');
      await expect(ask(store, ann)).rejects.toMatchObject({ name: 'StoreError', reason: 'not-found' });
    });

    it('a message is the prefix and the bytes as received, whatever they are', async () => {
      let uid = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 3_000 }),
          fc.uint8Array({ maxLength: 300 }),
          fc.nat(400),
          async (bytes, prefix, head) => {
            uid++;
            const whole = Buffer.concat([prefix, bytes]);
            const given = new Uint8Array(bytes);
            const message = { kind: 'memory', bytes: given, sizeBytes: given.length } as const;
            await store.desk.deliver([plan(ann, `bytes ${uid}`, { message, filing: filing({ prefix }) })], noMore);
            expect(Buffer.from(await store.mailStore.readMessage(ann, 'Inbox', uid))).toEqual(whole);
            const start = await store.mailStore.readMessageHead(ann, 'Inbox', uid, head);
            expect(Buffer.from(start)).toEqual(whole.subarray(0, head));
          },
        ),
        { numRuns: 50 },
      );
    });

    it('a view on a part of a larger buffer leaves the rest alone', async () => {
      const whole = new Uint8Array(Buffer.from('one message|another message'));
      const view = whole.subarray(0, 11);
      const message = { kind: 'memory', bytes: view, sizeBytes: view.length } as const;
      await store.desk.deliver([plan(ann, 'view', { message, filing: filing({ prefix: Buffer.alloc(0) }) })], noMore);
      expect(Buffer.from(await store.mailStore.readMessage(ann, 'Inbox', 1)).toString()).toBe('one message');
      expect(Buffer.from(whole.subarray(12)).toString()).toBe('another message');
    });

    it('a large message comes from its spill file, for all its recipients', async () => {
      const spillFolder = mkdtempSync(join(tmpdir(), 'frontdesk-spill-'));
      try {
        const bytes = Buffer.alloc(2_500_000, 'spilled bytes of a length that is no power of two\r\n');
        const path = join(spillFolder, 'message');
        writeFileSync(path, bytes);
        const message = { kind: 'spill', path, sizeBytes: bytes.length } as const;
        const bob = (await store.mailStore.createStore(noon)).id;
        await store.desk.deliver([plan(ann, 's', { message }), plan(bob, 's', { message })], noMore);
        for (const id of [ann, bob]) {
          const read = Buffer.from(await store.mailStore.readMessage(id, 'Inbox', 1));
          expect(read.subarray(-bytes.length).equals(bytes)).toBe(true);
        }
      } finally {
        rmSync(spillFolder, { recursive: true });
      }
    });

    it('a check of what is sound finds nothing', async () => {
      await deliver('a', 'b');
      await store.mailStore.expunge(ann, 'Inbox', [1]);
      for (const rebuild of [false, true]) {
        expect(await store.mailStore.check({ rebuild })).toEqual({ messages: 1, problems: [], rebuilt: 0 });
      }
    });
  });
}
