import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreId } from '../../../../src/directory/account.js';
import { openDatabase } from '../../../../src/runtime/sqlite/open-database.js';
import { type Disk, realDisk } from '../../../../src/store/sqlite/disk.js';
import { checkStore } from '../../../../src/store/sqlite/check-store.js';
import type { WriteCall } from '../../../../src/store/sqlite/write-calls.js';
import { openWriter, type Writer } from '../../../../src/store/sqlite/writer.js';
import { DAY_MS, noon, outgoing, plan } from '../../../contracts/store-under-test.js';

let folder: string;
let fault: Partial<Disk>;
let writer: Writer;
let database: ReturnType<typeof openDatabase>;
const room = 1 as StoreId;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-writer-'));
  mkdirSync(join(folder, 'mail'));
  fault = {};
  database = openDatabase(join(folder, 'desk.db'));
  const disk: Disk = {
    open: (path) => realDisk.open(path),
    write: (file, bytes, position) => (fault.write ?? realDisk.write)(file, bytes, position),
    sync: (file) => (fault.sync ?? realDisk.sync)(file),
    truncate: (file, length) => (fault.truncate ?? realDisk.truncate)(file, length),
    syncFolder: (path) => realDisk.syncFolder(path),
    close: (file) => realDisk.close(file),
  };
  writer = openWriter({
    database,
    segmentFolder: join(folder, 'mail'),
    disk,
    duplicateWindowMs: DAY_MS,
    clock: () => noon,
  });
  writer.perform([{ name: 'createStore', ask: { now: noon } }]);
});
afterEach(() => {
  writer.close();
  rmSync(folder, { recursive: true });
});

function delivery(name: string, body = `body of ${name}`): WriteCall {
  const one = { ...plan(room, name), body: 0 };
  return { name: 'deliver', ask: { bodies: [{ kind: 'memory', bytes: Buffer.from(body) }], plans: [one] } };
}

function kinds(...calls: readonly WriteCall[]): readonly string[] {
  return writer.perform(calls).map((answer) => (answer.kind === 'done' ? 'done' : answer.reason));
}

function fail(code: string): () => never {
  return () => {
    throw Object.assign(new Error(`${code}: no`), { code });
  };
}

function rows(): unknown {
  return database.prepare('SELECT uid FROM message ORDER BY uid').pluck().all();
}

/** Half of it is written before the disk is full. */
function writeHalf(file: number, bytes: Uint8Array, position: number): void {
  realDisk.write(file, bytes.subarray(0, bytes.length / 2), position);
  fail('ENOSPC')();
}

describe('a group of calls', () => {
  it('is one sync of the segment and one commit', () => {
    // The first record of a segment comes behind its head, which has its own sync.
    kinds(delivery('first'));
    const before = writer.metrics();
    expect(kinds(...['a', 'b', 'c', 'd'].map((name) => delivery(name)))).toEqual(['done', 'done', 'done', 'done']);
    const { commits, segmentSyncs, largestGroup } = writer.metrics();
    expect([commits - before.commits, segmentSyncs - before.segmentSyncs, largestGroup]).toEqual([1, 1, 4]);
  });

  it('a call that fails does not affect the others', () => {
    const broken = {
      name: 'enqueue',
      ask: { messages: [{ ...outgoing('x'), subject: null }] },
    } as unknown as WriteCall;
    expect(kinds(delivery('a'), broken, delivery('b'))).toEqual(['done', 'unavailable', 'done']);
    expect(rows()).toEqual([1, 2]);
  });

  it('a call about what does not exist does not either', () => {
    const flags: WriteCall = {
      name: 'changeFlags',
      ask: { storeId: room, folder: 'None', uids: [1], change: { kind: 'set', flags: [] } },
    };
    expect(kinds(delivery('a'), flags, delivery('b'))).toEqual(['done', 'not-found', 'done']);
  });
});

describe('a write that fails', () => {
  it.each<[string, () => Partial<Disk>]>([
    ['a full disk', () => ({ write: fail('ENOSPC') })],
    ['a disk that fills up in the middle of a write', () => ({ write: writeHalf })],
    ['a sync that fails', () => ({ sync: fail('EIO') })],
    ['a disk that fails and cannot be cut back', () => ({ write: writeHalf, truncate: fail('EIO') })],
  ])('%s: unavailable, nothing to be seen, and it goes on afterwards', (_, faulty) => {
    expect(kinds(delivery('a'))).toEqual(['done']);
    fault = faulty();
    expect(kinds(delivery('b'), delivery('c'))).toEqual(['unavailable', 'unavailable']);
    expect(kinds(delivery('d'))).toEqual(['unavailable']);
    expect(rows()).toEqual([1]);
    fault = {};
    expect(kinds(delivery('b'), delivery('c'))).toEqual(['done', 'done']);
    expect(rows()).toEqual([1, 2, 3]);
    expect(checkStore(database, join(folder, 'mail'), DAY_MS)).toEqual({ messages: 3, problems: [], lost: [] });
  });

  it('a commit that fails leaves nothing to be seen', () => {
    database.pragma(`max_page_count = ${String(database.pragma('page_count', { simple: true }))}`);
    const large = { name: 'enqueue', ask: { messages: [outgoing('x', { bytes: Buffer.alloc(500_000) })] } } as const;
    expect(kinds(large)).toEqual(['unavailable']);
    database.pragma('max_page_count = 1000000');
    expect(kinds(large)).toEqual(['done']);
  });

  it('the space of what was not written is given back', () => {
    kinds(delivery('a'));
    const segment = join(folder, 'mail', '000001.seg');
    const before = statSync(segment).size;
    fault = { write: writeHalf };
    kinds(delivery('b', 'x'.repeat(100_000)));
    expect(statSync(segment).size).toBe(before);
  });
});

describe('the duplicate index', () => {
  it('is pruned in small steps of what is older than the window', () => {
    kinds(...Array.from({ length: 20 }, (_, index) => delivery(`old ${index}`)));
    const later = { ...plan(room, 'new', { receivedAt: (noon + 2 * DAY_MS) as typeof noon }), body: 0 };
    writer.perform([
      { name: 'deliver', ask: { bodies: [{ kind: 'memory', bytes: Buffer.from('x') }], plans: [later] } },
    ]);
    const left = database.prepare('SELECT count(*) FROM delivery').pluck().get();
    expect(left).toBeGreaterThan(1);
    expect(left).toBeLessThan(20);
  });
});
