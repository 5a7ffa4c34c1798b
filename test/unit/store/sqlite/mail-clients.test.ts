/**
 * What mail clients write, beyond the contract of the port: in one group with its original, after failures, in a rebuild,
 * and the bound of remembered expunges.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StoreId } from '../../../../src/directory/account.js';
import { instant, type Instant } from '../../../../src/mail/instant.js';
import { openDatabase } from '../../../../src/runtime/sqlite/open-database.js';
import { MAX_REMEMBERED_EXPUNGES } from '../../../../src/store/mail-store.js';
import { checkStore } from '../../../../src/store/sqlite/check-store.js';
import { realDisk } from '../../../../src/store/sqlite/disk.js';
import { prepareChangeReads } from '../../../../src/store/sqlite/read-changes.js';
import type { WriteCall } from '../../../../src/store/sqlite/write-calls.js';
import { openWriter, type Writer } from '../../../../src/store/sqlite/writer.js';
import { DAY_MS, noon, outgoing, plan } from '../../../contracts/store-under-test.js';

const ann = 1 as StoreId;
const inbox = { storeId: ann, folder: 'Inbox' };
const save = { hardLimitBytes: 0, now: noon };
let folder: string;
let writer: Writer;
let database: ReturnType<typeof openDatabase>;

const mail = (): string => join(folder, 'mail');
const databasePath = (): string => join(folder, 'desk.db');

function open(): void {
  database = openDatabase(databasePath());
  writer = openWriter({
    database,
    segmentFolder: mail(),
    disk: realDisk,
    duplicateWindowMs: DAY_MS,
    clock: () => noon,
  });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-clients-'));
  mkdirSync(mail());
  open();
  writer.perform([
    { name: 'createStore', ask: { now: noon } },
    { name: 'createFolder', ask: { storeId: ann, name: 'Inbox', mustBeNew: true } },
    { name: 'createFolder', ask: { storeId: ann, name: 'Other', mustBeNew: true } },
  ]);
});
afterEach(() => {
  writer.close();
  rmSync(folder, { recursive: true });
});

const kinds = (...calls: readonly WriteCall[]): readonly string[] =>
  writer.perform(calls).map((answer) => (answer.kind === 'done' ? 'done' : answer.reason));

function appending(count: number, receivedAt: Instant = noon): WriteCall {
  const bodies = [{ kind: 'memory' as const, bytes: Buffer.from('Subject: x\r\n\r\n') }];
  const messages = Array.from({ length: count }, () => ({ body: 0, flags: [], receivedAt }));
  return { name: 'append', ask: { ...save, to: inbox, bodies, messages } };
}

const copying = (uids: readonly number[], isMove: boolean): WriteCall => ({
  name: 'copy',
  ask: { ...save, from: inbox, uids, to: { storeId: ann, folder: 'Other' }, isMove },
});

const delivery = (name: string): WriteCall => ({
  name: 'deliver',
  ask: { bodies: [{ kind: 'memory', bytes: Buffer.from(name) }], plans: [{ ...plan(ann, name), body: 0 }] },
});

const rows = (): unknown =>
  database
    .prepare(
      'SELECT f.name, m.uid FROM message m JOIN folder f ON f.store_id = m.store_id AND f.id = m.folder_id ORDER BY 1, 2',
    )
    .raw()
    .all();

const findings = (): unknown => {
  const { messages, problems, lost } = checkStore(database, mail(), DAY_MS);
  return { messages, problems, lost: lost.length };
};

/** Loses the database, and restores what the segments have. */
function rebuild(): void {
  writer.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(databasePath() + suffix, { force: true });
  open();
  const { lost } = checkStore(database, mail(), DAY_MS);
  writer.perform([{ name: 'restore', ask: { lost } }]);
}

it('a copy of a message of the same group is made after it', () => {
  expect(kinds(delivery('a'), copying([1], true), delivery('b'))).toEqual(['done', 'done', 'done']);
  expect(rows()).toEqual([
    ['Inbox', 2],
    ['Other', 1],
  ]);
  expect(findings()).toEqual({ messages: 2, problems: [], lost: 0 });
  const told = writer.takeChanges().filter(({ kind }) => kind === 'appended' || kind === 'expunged');
  expect(told).toMatchObject([
    { kind: 'appended', folder: 'Inbox', uids: [1] },
    { kind: 'appended', folder: 'Other', uids: [1] },
    { kind: 'expunged', folder: 'Inbox', uids: [1] },
    { kind: 'appended', folder: 'Inbox', uids: [2] },
  ]);
});

it('bytes that two appended messages share are written once', () => {
  const body = Buffer.alloc(500_000, 'x');
  const messages = [1, 2].map(() => ({ body: 0, flags: [], receivedAt: noon }));
  kinds({ name: 'append', ask: { ...save, to: inbox, bodies: [{ kind: 'memory', bytes: body }], messages } });
  const places = database.prepare<[], string>('SELECT DISTINCT body_offset FROM message').pluck().all();
  expect(places).toHaveLength(1);
  expect(findings()).toEqual({ messages: 2, problems: [], lost: 0 });
});

it('a commit that fails after the records of a move were synced is made from them, and told once', () => {
  kinds(appending(2));
  writer.takeChanges();
  const exec = database.exec.bind(database);
  let isFailing = true;
  database.exec = (sql) => {
    if (sql === 'COMMIT' && isFailing) {
      isFailing = false;
      throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
    }
    return exec(sql);
  };
  expect(kinds(copying([2], true))).toEqual(['done']);
  expect(rows()).toEqual([
    ['Inbox', 1],
    ['Other', 1],
  ]);
  expect(writer.takeChanges().map(({ kind }) => kind)).toEqual(['appended', 'expunged']);
  expect(findings()).toEqual({ messages: 2, problems: [], lost: 0 });
});

it('a call that is refused tells nothing', () => {
  writer.takeChanges();
  const tooLarge = { ...(appending(2).ask as object), hardLimitBytes: 5 };
  expect(kinds({ name: 'append', ask: tooLarge } as WriteCall)).toEqual(['over-quota']);
  expect(writer.takeChanges()).toEqual([]);
});

it('a rebuild without a database makes moves again, and keeps what clients saved', () => {
  kinds(appending(3));
  kinds(copying([1], false));
  kinds(copying([2], true));
  const before = rows();
  rebuild();
  expect(rows()).toEqual(before);
  expect(findings()).toEqual({ messages: 4, problems: [], lost: 0 });
});

it('old or future dates of appended messages neither hold nor drop outgoing messages', () => {
  kinds(delivery('a'), { name: 'enqueue', ask: { messages: [outgoing('q')] } });
  kinds(appending(1, instant(0)), appending(1, instant(noon + 3650 * DAY_MS)));
  const submission: WriteCall = {
    name: 'revise',
    ask: {
      storeId: ann,
      basedOn: 0,
      change: { remove: [], put: [], tombstones: [] },
      decision: null,
      outgoing: [outgoing('r')],
      plannedAt: noon,
    },
  };
  kinds(submission);
  rebuild();
  // After a rebuild, outgoing messages of the log are there, held.
  const kept = database.prepare('SELECT id, state FROM outbox').raw().all();
  expect(kept).toEqual([['r', 'held']]);
});

it('RFC 7162 §3.2.5.1: remembered expunges are bounded; beyond the horizon the answer is not complete', async () => {
  const count = MAX_REMEMBERED_EXPUNGES + 10;
  const insert = database.prepare('INSERT INTO vanished VALUES (1, 1, ?, ?, ?)');
  database.transaction(() => {
    for (let uid = 1; uid < count; uid++) insert.run(uid, uid * 2, uid * 2);
    database
      .prepare('UPDATE folder SET vanished_ranges = ?, highest_mod_seq = ?, uid_next = ? WHERE id = 1')
      .run(count - 1, count, 3 * count);
  })();
  kinds(appending(1));
  kinds({ name: 'expunge', ask: { ...inbox, uids: [3 * count] } });
  const { vanishedSince } = prepareChangeReads(database);
  const all = await vanishedSince(ann, 'Inbox', 0);
  expect(all.isComplete).toBe(false);
  expect(all.ranges.length).toBeLessThanOrEqual(MAX_REMEMBERED_EXPUNGES);
  expect(all.ranges.length).toBeGreaterThan(MAX_REMEMBERED_EXPUNGES / 2);
  expect(all.ranges.at(-1)).toEqual({ first: 3 * count, last: 3 * count });
  expect(await vanishedSince(ann, 'Inbox', all.horizon)).toMatchObject({ isComplete: true, ranges: all.ranges });
  expect((await vanishedSince(ann, 'Inbox', all.horizon - 1)).isComplete).toBe(false);
  const counted = database.prepare('SELECT vanished_ranges FROM folder WHERE id = 1').pluck().get();
  expect(counted).toBe(all.ranges.length);
});

it('consecutive expunges are one range', async () => {
  kinds(appending(5));
  kinds({ name: 'expunge', ask: { ...inbox, uids: [5, 2, 4, 3] } });
  const { ranges } = await prepareChangeReads(database).vanishedSince(ann, 'Inbox', 0);
  expect(ranges).toEqual([{ first: 2, last: 5 }]);
});

it('RFC 7162 §3.1.4: what has changed is found by the index, whatever the size of the folder', () => {
  const plan = database
    .prepare<[], { readonly detail: string }>(
      `EXPLAIN QUERY PLAN SELECT uid FROM message WHERE store_id = 1 AND folder_id = 1 AND (mod_seq, uid) > (5, 6)
       ORDER BY mod_seq, uid LIMIT 10`,
    )
    .all()
    .map(({ detail }) => detail)
    .join('\n');
  expect(plan).toContain('message_by_mod_seq');
  expect(plan).not.toContain('TEMP B-TREE');
});
