/**
 * Stop the process after any write, deliver again: the end state is that of a process that was never stopped. The
 * writer runs here without its thread, over a disk and a database that end after so many operations.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StoreId } from '../../src/directory/account.js';
import { openDatabase } from '../../src/runtime/sqlite/open-database.js';
import { checkStore } from '../../src/store/sqlite/check-store.js';
import { type Disk, realDisk } from '../../src/store/sqlite/disk.js';
import { openSegmentReader } from '../../src/store/sqlite/segment-files.js';
import type { WriteCall } from '../../src/store/sqlite/write-calls.js';
import { openWriter, type Writer } from '../../src/store/sqlite/writer.js';
import { at, busy, DAY_MS, decision, entry, filing, noChange, noon, outgoing, plan } from './store-under-test.js';

/** More than a delivery has; a test that gets here would go on for ever. */
const MAX_STEPS = 200;
const body = 'Subject: a meeting\r\n\r\nbody\r\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-stop-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(dataFolder: string, database: Database.Database, disk: Disk): Writer {
  return openWriter({
    database,
    segmentFolder: join(dataFolder, 'mail'),
    disk,
    duplicateWindowMs: DAY_MS,
    clock: () => noon,
  });
}

/** Two recipients of one body: a pool that answers and has a member book, and the member. */
function delivery(): WriteCall {
  const put = [{ entry: entry('a'), busy: [busy('a', at(1), at(2))] }];
  const plans = [
    plan(1 as StoreId, 'a', {
      filing: filing({ folder: 'Handled', flags: ['\\Seen'], outsideQuota: true }),
      calendar: { basedOn: 0, nextVersion: 2 ** 47 + 1, change: { ...noChange, put } },
      otherCalendars: [
        { storeId: 2 as StoreId, basedOn: 0, change: { ...noChange, put }, decision: decision('taken') },
      ],
      readVersions: [{ storeId: 1 as StoreId, version: 0 }],
      decision: decision('accepted'),
      outgoing: [outgoing('answer')],
    }),
    plan(2 as StoreId, 'a'),
  ];
  const bodies = [{ kind: 'memory', bytes: Buffer.from(body) } as const];
  return { name: 'deliver', ask: { bodies, plans: plans.map((one) => ({ ...one, body: 0 })) } };
}

/** What the clock does to a calendar: a series reaches further, an occurrence is declined. */
function revision(): WriteCall {
  const extend = [{ entry: entry('a', { indexedUntil: at(9) }), busy: [busy('a', at(3), at(4))] }];
  const put = [{ entry: entry('b'), busy: [busy('b', at(1), at(2))] }];
  const change = { ...noChange, put, extend };
  const ask = {
    storeId: 1 as StoreId,
    basedOn: 0,
    change,
    decision: decision('x'),
    outgoing: [outgoing('decline')],
    plannedAt: noon,
  };
  return { name: 'revise', ask };
}

function makeStores(dataFolder: string): void {
  mkdirSync(join(dataFolder, 'mail'), { recursive: true });
  const writer = open(dataFolder, openDatabase(join(dataFolder, 'desk.db')), realDisk);
  writer.perform([
    { name: 'createStore', ask: { now: noon } },
    { name: 'createStore', ask: { now: noon } },
  ]);
  writer.close();
}

/** Calls `step` before each operation; once it has thrown, nothing works any more, as after the end of a process. */
function mortal(step: () => void): { readonly step: () => void; readonly disk: Disk } {
  let isDead = false;
  const live = (): void => {
    if (isDead) throw new Error('stopped');
    isDead = true;
    step();
    isDead = false;
  };
  const dying =
    <Given extends readonly unknown[], Result>(act: (...given: Given) => Result) =>
    (...given: Given): Result => {
      live();
      return act(...given);
    };
  const disk: Disk = {
    open: dying((path) => realDisk.open(path)),
    write(file, bytes, position) {
      // Torn in the middle, too.
      const half = Math.floor(bytes.length / 2);
      live();
      realDisk.write(file, bytes.subarray(0, half), position);
      live();
      realDisk.write(file, bytes.subarray(half), position + half);
    },
    sync: dying((file) => realDisk.sync(file)),
    truncate: dying((file, length) => realDisk.truncate(file, length)),
    syncFolder: dying((path) => realDisk.syncFolder(path)),
    close: (file) => realDisk.close(file),
  };
  return { step: live, disk };
}

/** False when the call was over before it could be stopped. */
function writeAndStop(dataFolder: string, call: () => WriteCall, afterSteps: number): boolean {
  let steps = 0;
  let isArmed = false;
  const { step, disk } = mortal(() => {
    if (isArmed && steps++ === afterSteps) throw new Error('stopped');
  });
  const database = new Database(join(dataFolder, 'desk.db'), { verbose: () => step() });
  const writer = open(dataFolder, database, disk);
  isArmed = true;
  try {
    expect(writer.perform([call()])).toMatchObject([{ kind: 'done' }]);
    return false;
  } catch {
    return true;
  } finally {
    database.close();
  }
}

/** Opens what is there, asks again, and gives all that is kept, but for where in the segments it lies. */
function writeAgain(dataFolder: string, call: () => WriteCall): unknown {
  const database = openDatabase(join(dataFolder, 'desk.db'));
  const segmentFolder = join(dataFolder, 'mail');
  const writer = open(dataFolder, database, realDisk);
  writer.perform([call()]);
  const segments = openSegmentReader(segmentFolder);
  const bytes = database
    .prepare<[], [number, number, number]>('SELECT body_segment, body_offset, body_length FROM message')
    .raw()
    .all()
    .map((place) => segments.read(...place).toString());
  segments.close();
  const tables = database
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'segment_tail'")
    .pluck()
    .all();
  const rows = tables.map((table) => [
    table,
    database.prepare<[], object>(`SELECT * FROM "${table}"`).all().map(placeless),
  ]);
  const findings = checkStore(database, segmentFolder, DAY_MS);
  writer.close();
  return { rows, bytes, findings };
}

function placeless(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !/_(segment|offset)$/.test(column)));
}

it.each([
  ['a delivery', delivery, { bytes: [body, body], findings: { messages: 2, problems: [], lost: [] } }, 15],
  ['a revision', revision, { bytes: [], findings: { messages: 0, problems: [], lost: [] } }, 8],
])('%s stopped after any write and made again: the end state is the same', (_, call, expected, leastSteps) => {
  const template = join(folder, 'template');
  makeStores(template);
  const copy = (name: string): string => {
    cpSync(template, join(folder, name), { recursive: true });
    return join(folder, name);
  };
  const wanted = writeAgain(copy('unbroken'), call);
  expect(wanted).toMatchObject(expected);
  let steps = 0;
  for (; steps < MAX_STEPS; steps++) {
    const dataFolder = copy(`stopped-${steps}`);
    const wasStopped = writeAndStop(dataFolder, call, steps);
    expect(writeAgain(dataFolder, call), `stopped after ${steps} operations`).toEqual(wanted);
    if (!wasStopped) break;
  }
  // Statements, the halves of a write, sync, commit: fewer would mean that nothing was stopped.
  expect(steps).toBeGreaterThan(leastSteps);
  expect(steps).toBeLessThan(MAX_STEPS);
});
