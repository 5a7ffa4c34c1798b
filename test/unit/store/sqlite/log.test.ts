/**
 * The segments as the log: commits and syncs that fail, damage, restored databases, the first format.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreId } from '../../../../src/directory/account.js';
import type { Instant } from '../../../../src/mail/instant.js';
import { migrate, openDatabase } from '../../../../src/runtime/sqlite/open-database.js';
import { checkStore } from '../../../../src/store/sqlite/check-store.js';
import { type Disk, realDisk } from '../../../../src/store/sqlite/disk.js';
import { STORE_COMPONENT, storeMigrations } from '../../../../src/store/sqlite/schema.js';
import { SEGMENT_HEAD_BYTES } from '../../../../src/store/sqlite/segment-head.js';
import type { WriteAnswer, WriteCall } from '../../../../src/store/sqlite/write-calls.js';
import { openWriter, type Writer } from '../../../../src/store/sqlite/writer.js';
import { prepareOutboxReads } from '../../../../src/store/sqlite/read-outbox.js';
import {
  busy,
  at,
  DAY_MS,
  decision,
  entry,
  HOUR_MS,
  noChange,
  noon,
  outgoing,
  plan,
} from '../../../contracts/store-under-test.js';

const room = 1 as StoreId;
let folder: string;
let fault: Partial<Disk>;
let writer: Writer;
let database: ReturnType<typeof openDatabase>;
let now: Instant;

const mail = (): string => join(folder, 'mail');
const databasePath = (): string => join(folder, 'desk.db');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-log-'));
  mkdirSync(mail());
  fault = {};
  now = noon;
  open();
  writer.perform([{ name: 'createStore', ask: { now: noon } }]);
});
afterEach(() => {
  writer.close();
  rmSync(folder, { recursive: true });
});

function open(): void {
  database = openDatabase(databasePath());
  const disk: Disk = {
    ...realDisk,
    write: (file, bytes, position) => (fault.write ?? realDisk.write)(file, bytes, position),
    sync: (file) => (fault.sync ?? realDisk.sync)(file),
    truncate: (file, length) => (fault.truncate ?? realDisk.truncate)(file, length),
  };
  writer = openWriter({ database, segmentFolder: mail(), disk, duplicateWindowMs: DAY_MS, clock: () => now });
}

function reopen(change: () => void = () => undefined): void {
  writer.close();
  change();
  open();
}

function delivery(name: string, body = `body of ${name}`): WriteCall {
  const plans = [{ ...plan(room, name), body: 0 }];
  return { name: 'deliver', ask: { bodies: [{ kind: 'memory', bytes: Buffer.from(body) }], plans } };
}

function perform(...calls: readonly WriteCall[]): readonly WriteAnswer[] {
  return writer.perform(calls);
}

/** The UID or the kind of each outcome; the reason of a failure. */
function outcomes(...calls: readonly WriteCall[]): readonly unknown[] {
  return perform(...calls).map((answer) => {
    if (answer.kind === 'failed') return answer.reason;
    const [outcome] = (answer.value as { outcomes: readonly { kind: string; uid?: number }[] }).outcomes;
    return outcome?.uid ?? outcome?.kind;
  });
}

const uids = (): unknown => database.prepare('SELECT uid FROM message ORDER BY uid').pluck().all();

const found = (): unknown => {
  const { messages, problems, lost } = checkStore(database, mail(), DAY_MS);
  return { messages, problems: problems.length, lost: lost.length };
};

/** Makes statements of the database fail. */
function failStatements(fails: (sql: string) => boolean): () => void {
  const exec = database.exec.bind(database);
  database.exec = (sql) => {
    if (fails(sql)) throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
    return exec(sql);
  };
  return () => {
    database.exec = exec;
  };
}

const segments = (): readonly string[] => readdirSync(mail()).sort();
const segmentBytes = (name = '000001.seg'): Buffer => readFileSync(join(mail(), name));

/** Keeps the database as it is now, for a later restore. */
function backUp(): () => void {
  database.pragma('wal_checkpoint(TRUNCATE)');
  copyFileSync(databasePath(), join(folder, 'backup.db'));
  return () => {
    for (const suffix of ['-wal', '-shm']) rmSync(databasePath() + suffix, { force: true });
    copyFileSync(join(folder, 'backup.db'), databasePath());
  };
}

function fail(code: string): () => never {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

describe('a commit that fails after its records were synced', () => {
  it('is made from the records, and its calls are answered as done', () => {
    const heal = failStatements((sql) => sql === 'COMMIT');
    expect(outcomes(delivery('a'), delivery('b'))).toEqual([1, 2]);
    heal();
    expect(uids()).toEqual([1, 2]);
    expect(outcomes(delivery('c'), delivery('a'))).toEqual([3, 'duplicate']);
    expect(found()).toEqual({ messages: 3, problems: 0, lost: 0 });
  });

  it('and whose replay fails: the calls fail, the next ones come after them, with other UIDs', () => {
    const heal = failStatements((sql) => {
      // From here on, the segments cannot be synced for the replay either.
      if (sql === 'COMMIT') fault = { sync: fail('EIO') };
      return sql === 'COMMIT';
    });
    expect(outcomes(delivery('a'))).toEqual(['unavailable']);
    expect(outcomes(delivery('b'))).toEqual(['unavailable']);
    fault = {};
    heal();
    expect(outcomes(delivery('c'), delivery('a'))).toEqual([2, 'duplicate']);
    expect(uids()).toEqual([1, 2]);
    expect(found()).toEqual({ messages: 2, problems: 0, lost: 0 });
  });
});

describe('records that were never acknowledged', () => {
  it.each<[string, () => Partial<Disk>]>([
    ['a sync that fails', () => ({ sync: fail('EIO') })],
    ['a write that fails, and cannot be cut back', () => ({ write: half, truncate: fail('EIO') })],
    ['a write that fails', () => ({ write: half })],
  ])('%s: are not there at any later replay', (_, faulty) => {
    expect(outcomes(delivery('a'))).toEqual([1]);
    const restore = backUp();
    fault = faulty();
    expect(outcomes(delivery('void one'), delivery('void two'))).toEqual(['unavailable', 'unavailable']);
    fault = {};
    expect(outcomes(delivery('b'))).toEqual([2]);
    expect(outcomes(delivery('c'))).toEqual([3]);
    reopen(restore);
    expect(writer.metrics()).toMatchObject({ replayedCalls: 2, damagedRecords: 0 });
    expect(uids()).toEqual([1, 2, 3]);
    expect(outcomes(delivery('b'), delivery('c'), delivery('void one'))).toEqual(['duplicate', 'duplicate', 4]);
    expect(found()).toEqual({ messages: 4, problems: 0, lost: 0 });
  });

  function half(file: number, bytes: Uint8Array, position: number): void {
    realDisk.write(file, bytes.subarray(0, bytes.length / 2), position);
    fail('ENOSPC')();
  }

  it('a first sync of all that fails: the next segment takes its place', () => {
    fault = { sync: fail('EIO') };
    expect(outcomes(delivery('a'))).toEqual(['unavailable']);
    fault = {};
    expect(outcomes(delivery('b'))).toEqual([1]);
    expect(segments()).toEqual(['000001.seg', '000002.seg']);
    reopen();
    expect(uids()).toEqual([1]);
    expect(found()).toEqual({ messages: 1, problems: 0, lost: 0 });
  });
});

describe('damage', () => {
  const spoil = (what: string): void => {
    const bytes = segmentBytes();
    const offset = bytes.indexOf(what);
    expect(offset).toBeGreaterThan(0);
    bytes.fill(0, offset, offset + what.length);
    writeFileSync(join(mail(), '000001.seg'), bytes);
  };

  it('of a record that a later one says was on disk: it is skipped and counted', () => {
    const restore = backUp();
    for (const name of ['a', 'b', 'c']) perform(delivery(name));
    reopen(() => {
      restore();
      spoil('body of b');
    });
    expect(writer.metrics()).toMatchObject({ replayedCalls: 2, damagedRecords: 1 });
    expect(uids()).toEqual([1, 3]);
  });

  it('of the last record: it is the torn end', () => {
    const restore = backUp();
    for (const name of ['a', 'b', 'c']) perform(delivery(name));
    reopen(() => {
      restore();
      spoil('body of c');
    });
    expect(writer.metrics()).toMatchObject({ replayedCalls: 2, damagedRecords: 0 });
    expect(outcomes(delivery('d'))).toEqual([3]);
    reopen();
    expect(uids()).toEqual([1, 2, 3]);
    expect(found()).toEqual({ messages: 3, problems: 0, lost: 0 });
  });

  it('of a group: what was not synced before it ends the log', () => {
    const restore = backUp();
    perform(delivery('a'), delivery('b'), delivery('c'));
    reopen(() => {
      restore();
      spoil('body of b');
    });
    expect(writer.metrics()).toMatchObject({ replayedCalls: 1, damagedRecords: 0 });
    expect(uids()).toEqual([1]);
  });

  it('a body that holds a record of another segment does not pass for one', () => {
    perform(delivery('a'));
    const forged = segmentBytes().subarray(SEGMENT_HEAD_BYTES);
    reopen(() => {
      rmSync(join(mail(), '000001.seg'));
      for (const suffix of ['', '-wal', '-shm']) rmSync(databasePath() + suffix, { force: true });
    });
    writer.perform([{ name: 'createStore', ask: { now: noon } }]);
    const restore = backUp();
    perform(delivery('b', `x${forged.toString('latin1')}`));
    perform(delivery('c'));
    reopen(() => {
      restore();
      spoil('Return-Path');
    });
    expect(writer.metrics()).toMatchObject({ replayedCalls: 1, damagedRecords: 1 });
    expect(uids()).toEqual([2]);
  });
});

describe('a restored database', () => {
  const booking: WriteCall = {
    name: 'deliver',
    ask: {
      bodies: [{ kind: 'memory', bytes: Buffer.from('invitation') }],
      plans: [
        {
          ...plan(room, 'booking', {
            calendar: {
              basedOn: 0,
              change: { ...noChange, put: [{ entry: entry('u'), busy: [busy('u', at(1), at(2))] }] },
            },
            decision: decision('accepted'),
            outgoing: [outgoing('answer', { storeId: room })],
          }),
          body: 0,
        },
      ],
    },
  };
  const queue = (): unknown => database.prepare('SELECT id, state FROM outbox ORDER BY id').raw().all();
  const calendar = (): unknown => [
    database.prepare('SELECT uid FROM busy').pluck().all(),
    database.prepare('SELECT count(*) FROM decision').pluck().get(),
  ];

  it.each([
    ['soon', 60_000, 'waiting'],
    ['later than an hour', 2 * HOUR_MS, 'held'],
  ])('%s: bookings are made again, and outgoing messages wait or are held', async (_, laterMs, state) => {
    perform({ name: 'enqueue', ask: { messages: [outgoing('before')] } });
    const restore = backUp();
    perform(booking);
    reopen(() => {
      restore();
      now = (noon + laterMs) as Instant;
    });
    expect(calendar()).toEqual([['u'], 1]);
    expect(queue()).toEqual([
      ['answer', state],
      ['before', state],
    ]);
    // What is held is given to nobody.
    const claim = { owner: 'worker', now: (now + DAY_MS) as Instant, leaseMs: 1 };
    const claimed = await prepareOutboxReads(database).claim(claim, 9, noon);
    expect(claimed.map(({ id }) => id).toSorted()).toEqual(state === 'held' ? [] : ['answer', 'before']);
    const released = perform({ name: 'retryNow', ask: { id: 'answer', now } });
    expect(released).toEqual([{ kind: 'done', value: true }]);
    expect(queue()).toContainEqual(['answer', 'waiting']);
  });

  it('that is lost: a rebuild restores bookings, and holds what was to be sent', () => {
    perform(booking);
    reopen(() => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(databasePath() + suffix, { force: true });
    });
    const { lost } = checkStore(database, mail(), DAY_MS);
    expect(perform({ name: 'restore', ask: { lost } })).toEqual([{ kind: 'done', value: 1 }]);
    expect(calendar()).toEqual([['u'], 1]);
    expect(queue()).toEqual([['answer', 'held']]);
    expect(outcomes(booking)).toEqual(['duplicate']);
  });
});

describe('segments of the first format', () => {
  it('are read, and the next message begins a new segment', () => {
    reopen(() => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(databasePath() + suffix, { force: true });
      const old = openDatabase(databasePath());
      const numbered = storeMigrations.findIndex((step) => step.includes('segment_tail ADD COLUMN number'));
      migrate(old, STORE_COMPONENT, storeMigrations.slice(0, numbered));
      const bytes = oldRecord('old body');
      writeFileSync(join(mail(), '000001.seg'), bytes);
      old.exec(`INSERT INTO store (guid, created_at, used_bytes, folders_made) VALUES ('${GUID}', 1, 10, 1);
        INSERT INTO folder (store_id, id, name, uid_validity, uid_next, message_count, unseen_count)
          VALUES (1, 1, 'Inbox', 7, 2, 1, 1);
        INSERT INTO message VALUES (1, 1, 1, 2, '[]', 1, 0, 1, ${bytes.indexOf('p:')}, 2, 1, ${bytes.indexOf('old body')}, 8);
        INSERT INTO segment_tail VALUES (1, 1, ${bytes.length})`);
      old.close();
    });
    expect(found()).toEqual({ messages: 1, problems: 0, lost: 0 });
    expect(outcomes(delivery('new'))).toEqual([2]);
    expect(segments()).toEqual(['000001.seg', '000002.seg']);
    reopen();
    expect(outcomes(delivery('newer'))).toEqual([3]);
    expect(found()).toEqual({ messages: 3, problems: 0, lost: 0 });
  });

  const GUID = '00000000-0000-4000-8000-000000000000';

  function oldRecord(body: string): Buffer {
    const filing = {
      storeGuid: GUID,
      deliveryId: 'd',
      folder: 'Inbox',
      uidValidity: 7,
      uid: 1,
      flags: [],
      receivedAt: 1,
      outsideQuota: false,
      body: null,
    };
    const json = Buffer.from(JSON.stringify(filing));
    const lengths = Buffer.alloc(8);
    lengths.writeUInt32LE(json.length, 0);
    lengths.writeUInt32LE(2, 4);
    const filings = Buffer.concat([lengths, json, Buffer.from('p:')]);
    const header = Buffer.alloc(24);
    header.write('FDR1', 'latin1');
    header.writeUInt32LE(filings.length, 4);
    header.writeBigUInt64LE(BigInt(body.length), 8);
    header.writeUInt32LE(crc32(filings), 16);
    header.writeUInt32LE(crc32(header.subarray(0, 20)), 20);
    const trailer = Buffer.alloc(4);
    trailer.writeUInt32LE(crc32(body), 0);
    return Buffer.concat([header, filings, Buffer.from(body), trailer]);
  }
});
