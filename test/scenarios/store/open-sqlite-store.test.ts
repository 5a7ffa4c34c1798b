import { instant } from '../../../src/mail/instant.js';
import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, openDatabase } from '../../../src/runtime/sqlite/open-database.js';
import { openSqliteStore, type SqliteStore } from '../../../src/store/sqlite/open-sqlite-store.js';
import type { ToldChange } from '../../../src/store/change-feed.js';
import { startWriterClient } from '../../../src/store/sqlite/writer-client.js';
import { storeMigrations } from '../../../src/store/sqlite/schema.js';
import { DAY_MS, message, noon, plan, noMore } from '../../contracts/store-under-test.js';

const supportFile = (name: string): string => fileURLToPath(new URL(`../../support/${name}`, import.meta.url));

let folder: string;
let dataFolder: string;
let opened: SqliteStore[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-sqlite-'));
  dataFolder = join(folder, 'data');
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((store) => store.close()));
  rmSync(folder, { recursive: true });
});

async function open(expectedDataId: string | null = null): Promise<SqliteStore> {
  const store = await openSqliteStore({ dataFolder, expectedDataId, duplicateWindowMs: DAY_MS });
  opened.push(store);
  return store;
}

async function close(store: SqliteStore): Promise<void> {
  opened = opened.filter((other) => other !== store);
  await store.close();
}

describe('the data folder', () => {
  it('is made for its owner alone, and keeps its id', async () => {
    const first = await open();
    expect(statSync(dataFolder).mode & 0o777).toBe(0o700);
    await close(first);
    expect((await open(first.dataId)).dataId).toBe(first.dataId);
  });

  it('that is empty although the configuration names its data is refused, and nothing is made', async () => {
    await expect(open('the-data')).rejects.toMatchObject({
      name: 'StoreError',
      reason: 'other-data',
      message: expect.stringMatching(/is empty.*the-data/) as string,
    });
    expect(existsSync(dataFolder)).toBe(false);
  });

  it('with other data than the configuration names is refused', async () => {
    await close(await open());
    await expect(open('the-data')).rejects.toMatchObject({ reason: 'other-data' });
  });

  it('has one owner in this process', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({ reason: 'locked' });
    await close(first);
    await open();
  });

  it('names the process that owns it, and is free at once when that was killed', async () => {
    const owner = fork(supportFile('own-data-folder.ts'), [dataFolder], {
      execArgv: ['--import', supportFile('run-sources.js')],
    });
    await new Promise((resolve) => owner.once('message', resolve));
    await expect(open()).rejects.toMatchObject({
      reason: 'locked',
      message: expect.stringContaining(`process ${String(owner.pid)}`) as string,
    });
    const ended = new Promise((resolve) => owner.once('exit', resolve));
    owner.kill('SIGKILL');
    await ended;
    await open();
  });
});

describe('a database', () => {
  it('with the first schema is brought up to date, what is in it stays', async () => {
    await close(await open());
    rmSync(join(dataFolder, 'desk.db'));
    const old = openDatabase(join(dataFolder, 'desk.db'));
    migrate(old, 'store', storeMigrations.slice(0, 1));
    old.exec("INSERT INTO store (guid, created_at) VALUES ('8c7f8f0e-0000-4000-8000-000000000001', 5)");
    old.close();
    const store = await open();
    expect(await store.mailStore.stores()).toMatchObject([{ guid: '8c7f8f0e-0000-4000-8000-000000000001' }]);
    const [{ id } = { id: 0 as never }] = await store.mailStore.stores();
    expect(await store.desk.deliver([plan(id, 'a')], noMore)).toMatchObject([{ kind: 'delivered', uid: 1 }]);
  });

  it('from before PARTSTAT had its own name keeps its bookings', async () => {
    await close(await open());
    rmSync(join(dataFolder, 'desk.db'));
    const old = openDatabase(join(dataFolder, 'desk.db'));
    migrate(old, 'store', storeMigrations.slice(0, 13));
    const occurrences = [{ recurrenceId: 7, revision: { sequence: 0, stampedAt: 1 }, standing: 'declined' }];
    const entry = { uid: 'u', organizer: 'o@x.example', standing: 'accepted', occurrences, indexedUntil: null };
    old.exec("INSERT INTO store (guid, created_at) VALUES ('8c7f8f0e-0000-4000-8000-000000000001', 5)");
    old
      .prepare("INSERT INTO calendar_entry (store_id, uid, organizer, entry) VALUES (1, 'u', 'o@x.example', ?)")
      .run(JSON.stringify(entry));
    old.exec("INSERT INTO busy VALUES (1, 0, 10, 20, 1, 0, 'u', 'o@x.example', NULL, 'tentative', 's', 0)");
    old.close();
    const store = await open();
    const [{ id } = { id: 0 as never }] = await store.mailStore.stores();
    const { standing: partstat, ...rest } = entry;
    const renamed = [{ recurrenceId: 7, revision: { sequence: 0, stampedAt: 1 }, partstat: 'declined' }];
    expect(await store.calendars.entries(id, ['u'])).toEqual([{ ...rest, partstat, occurrences: renamed }]);
    expect(await store.calendars.agenda(id, { start: instant(0), end: instant(30) })).toMatchObject([
      { partstat: 'tentative' },
    ]);
  });

  it('of a later version is refused, and the folder is free again', async () => {
    await close(await open());
    const later = openDatabase(join(dataFolder, 'desk.db'));
    later.exec("UPDATE schema_version SET version = 99 WHERE component = 'store'");
    later.close();
    await expect(open()).rejects.toMatchObject({ name: 'StoreError', reason: 'unavailable' });
    await expect(open()).rejects.toMatchObject({ reason: 'unavailable' });
  });
});

describe('the writer', () => {
  it('writes a group of deliveries that wait together with one commit', async () => {
    const store = await open();
    const { id } = await store.mailStore.createStore(noon);
    const before = store.metrics();
    await Promise.all(Array.from({ length: 50 }, (_, index) => store.desk.deliver([plan(id, `m${index}`)], noMore)));
    const after = store.metrics();
    expect(after.commits + after.segmentSyncs - before.commits - before.segmentSyncs).toBeLessThanOrEqual(10);
  });

  it('does not gather large messages, spilled ones too, into a group that holds the database for long', async () => {
    const store = await open();
    const { id } = await store.mailStore.createStore(noon);
    const path = join(folder, 'large');
    const sizeBytes = 16 * 1024 * 1024;
    writeFileSync(path, '');
    truncateSync(path, sizeBytes);
    const delivered = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      delivered.push(store.desk.deliver([plan(id, name, { message: { kind: 'spill', path, sizeBytes } })], noMore));
      // Calls of one turn go over together.
      await nextTurn();
    }
    await Promise.all(delivered);
    expect(store.metrics().largestGroup).toBe(1);
  });

  it('bytes that were given away and not written are not made up', async () => {
    const store = await open();
    const { id } = await store.mailStore.createStore(noon);
    const given = message('once');
    expect(await store.desk.deliver([plan(id, 'a', { message: given, hardLimitBytes: 1 })], noMore)).toEqual([
      { kind: 'over-quota' },
    ]);
    await expect(store.desk.deliver([plan(id, 'a', { message: given })], noMore)).rejects.toMatchObject({
      reason: 'unavailable',
    });
  });

  it('that ends unexpectedly fails what waits; the next call has a new one', async () => {
    const store = await open();
    const { id } = await store.mailStore.createStore(noon);
    await close(store);
    const { databasePath } = store;
    const told: ToldChange[] = [];
    const writer = startWriterClient(
      {
        databasePath,
        segmentFolder: join(dataFolder, 'mail'),
        duplicateWindowMs: DAY_MS,
      },
      (changes) => told.push(...changes),
    );
    await writer.start();
    // A call that the thread cannot even weigh ends it.
    const deadly = writer.call('deliver', { bodies: null as never, plans: [] });
    const waiting = writer.call('createFolder', { storeId: id, name: 'Waiting', mustBeNew: false });
    await expect(deadly).rejects.toMatchObject({ name: 'StoreError', reason: 'unavailable' });
    await expect(waiting).rejects.toMatchObject({ name: 'StoreError', reason: 'unavailable' });
    const after = { storeId: id, name: 'After', mustBeNew: false };
    expect(await writer.call('createFolder', after)).toMatchObject({ name: 'After' });
    expect(told).toEqual([{ kind: 'missed' }, { kind: 'folder', storeId: id, before: null, after: 'After' }]);
    await writer.close();
  });

  it('that cannot start says so', async () => {
    const writer = startWriterClient(
      {
        databasePath: join(folder, 'none', 'desk.db'),
        segmentFolder: folder,
        duplicateWindowMs: 1,
      },
      () => undefined,
    );
    await expect(writer.start()).rejects.toMatchObject({ name: 'StoreError', reason: 'unavailable' });
    await writer.close();
  });

  it('finishes what was asked before the close, and accepts nothing after it', async () => {
    const store = await open();
    const { id } = await store.mailStore.createStore(noon);
    const asked = store.desk.deliver([plan(id, 'a')], noMore);
    await close(store);
    expect(await asked).toMatchObject([{ kind: 'delivered' }]);
    await expect(store.desk.deliver([plan(id, 'b')], noMore)).rejects.toMatchObject({
      reason: 'unavailable',
    });
  });
});
