import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreId } from '../../../src/directory/account.js';
import { SEGMENT_HEAD_BYTES } from '../../../src/store/sqlite/segment-head.js';
import { openSqliteStore, type SqliteStore } from '../../../src/store/sqlite/open-sqlite-store.js';
import { DAY_MS, filing, message, noon, plan, noMore } from '../../contracts/store-under-test.js';

let dataFolder: string;
let store: SqliteStore;
let ann: StoreId;
let bob: StoreId;
let guids: readonly string[];

beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'frontdesk-check-'));
  await open();
  ann = (await store.mailStore.createStore(noon)).id;
  bob = (await store.mailStore.createStore(noon)).id;
  guids = (await store.mailStore.stores()).map(({ guid }) => guid);
  const shared = message('to both');
  await store.desk.deliver([plan(ann, 'both', { message: shared }), plan(bob, 'both', { message: shared })], noMore);
  await store.desk.deliver([plan(ann, 'seen', { filing: filing({ flags: ['\\Seen'], folder: 'Read' }) })], noMore);
  await store.desk.deliver([plan(ann, 'second')], noMore);
});
afterEach(async () => {
  await store.close();
  rmSync(dataFolder, { recursive: true });
});

async function open(): Promise<void> {
  store = await openSqliteStore({
    dataFolder,
    expectedDataId: null,
    duplicateWindowMs: DAY_MS,
    replacesLostDatabase: true,
  });
}

/** Changes the closed data, and opens it again. */
async function damage(change: () => void): Promise<void> {
  await store.close();
  change();
  await open();
}

function execute(sql: string): void {
  const database = new Database(join(dataFolder, 'desk.db'));
  database.exec(sql);
  database.close();
}

const segment = (): string => join(dataFolder, 'mail', '000001.seg');

async function contents(): Promise<unknown> {
  const stores = await store.mailStore.stores();
  return Promise.all(
    stores.map(async ({ id, guid, usedBytes }) => {
      const folders = await store.mailStore.folders(id);
      const messages = folders.map(({ name }) => store.mailStore.messages(id, name));
      return { guid, usedBytes, folders, messages: await Promise.all(messages) };
    }),
  );
}

describe('store check', () => {
  it.each([
    ['a count of messages', 'UPDATE folder SET message_count = 7 WHERE store_id = 1', /messages: 7 counted, 2 found/],
    [
      'a count of unseen',
      'UPDATE folder SET unseen_count = 7 WHERE store_id = 1',
      /unseen messages: 7 counted, 2 found/,
    ],
    ['used bytes', 'UPDATE store SET used_bytes = 1 WHERE id = 1', /used bytes: 1 counted/],
    ['UIDNEXT', 'UPDATE folder SET uid_next = 1 WHERE store_id = 1', /UIDNEXT 1 is not greater than UID 2/],
    [
      'a place',
      'UPDATE message SET body_offset = body_offset + 1 WHERE uid = 2',
      /message 2: its bytes .* are missing/,
    ],
    ['first lines', 'UPDATE message SET prefix_offset = 1 WHERE uid = 2', /message 2: its first lines .* are missing/],
  ])('finds %s that is wrong', async (_, sql, problem) => {
    await damage(() => execute(sql));
    const { problems } = await store.mailStore.check({ rebuild: false });
    expect(problems.map(({ what }) => what)).toContainEqual(expect.stringMatching(problem));
  });

  it('finds bytes that are not those written', async () => {
    await damage(() => {
      const bytes = readFileSync(segment());
      bytes[bytes.indexOf('to both')] = 0x54;
      writeFileSync(segment(), bytes);
    });
    const { problems } = await store.mailStore.check({ rebuild: false });
    expect(problems.map(({ storeId, what }) => [storeId, what])).toEqual([
      [ann, 'folder Inbox, message 1: its bytes in segment 1 are damaged'],
      [bob, 'folder Inbox, message 1: its bytes in segment 1 are damaged'],
    ]);
  });

  it('passes over torn bytes at the end of a segment, and writing goes on', async () => {
    await damage(() => appendFileSync(segment(), readFileSync(segment()).subarray(0, 60)));
    await store.desk.deliver([plan(ann, 'after')], noMore);
    expect(await store.mailStore.check({ rebuild: true })).toEqual({ messages: 5, problems: [], rebuilt: 0 });
  });

  const overwrite = (from: number): void => {
    const bytes = readFileSync(segment());
    bytes.fill(0, from, from + 8);
    writeFileSync(segment(), bytes);
  };

  it('reads the records of a segment whose head is damaged', async () => {
    await damage(() => overwrite(0));
    expect(await store.mailStore.check({ rebuild: false })).toEqual({ messages: 4, problems: [], rebuilt: 0 });
  });

  it('finds records behind torn bytes in the middle', async () => {
    await damage(() => overwrite(SEGMENT_HEAD_BYTES));
    const { messages, problems } = await store.mailStore.check({ rebuild: false });
    expect(messages).toBe(4);
    expect(new Set(problems.map(({ what }) => what.slice(0, 'folder Inbox, message 1'.length)))).toEqual(
      new Set(['folder Inbox, message 1']),
    );
  });
});

describe('rebuild', () => {
  it('writes all of a lost database again: stores by GUID, folders, UIDs, flags', async () => {
    const before = await contents();
    await damage(() => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(join(dataFolder, `desk.db${suffix}`), { force: true });
    });
    expect(await store.mailStore.check({ rebuild: false })).toMatchObject({ messages: 0, rebuilt: 0 });
    expect(await store.mailStore.check({ rebuild: true })).toEqual({ messages: 4, problems: [], rebuilt: 4 });
    expect(await contents()).toEqual(before);
    expect((await store.mailStore.stores()).map(({ guid }) => guid)).toEqual(guids);
    expect(await store.mailStore.check({ rebuild: true })).toEqual({ messages: 4, problems: [], rebuilt: 0 });
    expect(await store.desk.deliver([plan(ann, 'second')], noMore)).toEqual([{ kind: 'duplicate' }]);
  });

  it('writes lost rows again, and brings nothing back that was expunged', async () => {
    await store.mailStore.expunge(ann, 'Inbox', [1]);
    await damage(() =>
      execute(`DELETE FROM message WHERE store_id = 1 AND uid = 2;
        UPDATE folder SET message_count = 0, unseen_count = 0 WHERE store_id = 1 AND name = 'Inbox'`),
    );
    expect((await store.mailStore.check({ rebuild: true })).rebuilt).toBe(1);
    expect((await store.mailStore.messages(ann, 'Inbox')).map(({ uid }) => uid)).toEqual([2]);
  });

  it('of a folder that was made anew gives new UIDs, and a second one doubles nothing', async () => {
    await damage(() =>
      execute('DELETE FROM message; DELETE FROM delivery; UPDATE folder SET uid_validity = 1, uid_next = 9'),
    );
    await store.desk.deliver([plan(ann, 'new')], noMore);
    expect((await store.mailStore.check({ rebuild: true })).rebuilt).toBe(4);
    expect((await store.mailStore.messages(ann, 'Inbox')).map(({ uid }) => uid)).toEqual([9, 10, 11]);
    expect((await store.mailStore.check({ rebuild: true })).rebuilt).toBe(0);
    await store.mailStore.expunge(ann, 'Inbox', [10]);
    expect((await store.mailStore.check({ rebuild: true })).rebuilt).toBe(0);
  });
});
