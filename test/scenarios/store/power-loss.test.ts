/**
 * Power loss at every moment of random work: after the replay, everything that was answered is there, and the tables are
 * those of an uninterrupted process that has made as many calls (docs/durability.md).
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StoreId } from '../../../src/directory/account.js';
import { openDatabase } from '../../../src/runtime/sqlite/open-database.js';
import { checkStore } from '../../../src/store/sqlite/check-store.js';
import { type Disk, realDisk } from '../../../src/store/sqlite/disk.js';
import type { WriteCall } from '../../../src/store/sqlite/write-calls.js';
import { openWriter, type Writer } from '../../../src/store/sqlite/writer.js';
import { type PowerCut, recordPower, survivals } from '../../support/power-cut.js';
import {
  at,
  busy,
  DAY_MS,
  decision,
  entry,
  filing,
  noChange,
  noon,
  outgoing,
  plan,
} from '../../contracts/store-under-test.js';

const ann = 1 as StoreId;
const room = 2 as StoreId;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-power-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The calls, by name; each is made with a number that no other has. */
const kinds: Readonly<Record<string, (number: number) => WriteCall>> = {
  message: (number) => delivery([{ ...plan(ann, `m${number}`), body: 0 }], number),
  twoRecipients: (number) =>
    delivery(
      [ann, room].map((storeId) => ({ ...plan(storeId, `m${number}`), body: 0 })),
      number,
    ),
  twoMessages: (number) =>
    delivery(
      [
        { ...plan(ann, `a${number}`), body: 0 },
        { ...plan(ann, `b${number}`, { filing: filing({ folder: 'Junk', flags: ['\\Seen'] }) }), body: 1 },
        { ...plan(room, `c${number}`), body: 0 },
      ],
      number,
    ),
  booking: (number) => delivery([bookingPlan(number)], number),
  vacation: (number) =>
    delivery(
      [
        {
          ...plan(ann, `v${number}`),
          vacation: {
            sender: `s${number % 3}@else.example`,
            round: 1,
            againAfterMs: DAY_MS,
            maxPerHour: 2,
            mail: outgoing(`v${number}`, { storeId: ann }),
          },
          counts: [{ key: `k${number % 2}`, messages: 1 }],
          quotaTold: { warn: null, soft: null, hard: null } as never,
          body: 0,
        },
      ],
      number,
    ),
  revision: (number) => ({
    name: 'revise',
    ask: {
      storeId: room,
      basedOn: 0,
      change: {
        ...noChange,
        put: [{ entry: entry(`r${number}`), busy: [busy(`r${number}`, at(number), at(number + 1))] }],
      },
      decision: decision(`r${number}`),
      outgoing: [outgoing(`r${number}`, { storeId: room })],
      plannedAt: noon,
    },
  }),
  submission: (number) => submission(number, Buffer.from(`Subject: s${number}\r\n\r\n`)),
  otherBytes: (number) => submission(number, Buffer.from(`Bcc: eve\r\nSubject: s${number}\r\n\r\n`)),
  queue: (number) => ({ name: 'enqueue', ask: { messages: [outgoing(`q${number}`)] } }),
  relay: (number) => ({ name: 'deleteOutgoing', ask: { id: `q${number - 1}` } }),
  append: (number) => ({
    name: 'append',
    ask: {
      ...saved,
      to: { storeId: ann, folder: number % 2 === 0 ? 'Inbox' : 'Junk' },
      bodies: [{ kind: 'memory', bytes: Buffer.from(`appended ${number}`) }],
      messages: [
        { body: 0, flags: ['\\Draft'], receivedAt: at(-number) },
        { body: 0, flags: ['\\Seen'], receivedAt: noon },
      ],
    },
  }),
  copy: (number) => copying(number, 'Inbox', { storeId: room, folder: 'Inbox' }, false),
  move: (number) => copying(number, 'Inbox', { storeId: ann, folder: 'Junk' }, true),
  moveWithin: (number) => copying(number, 'Inbox', { storeId: ann, folder: 'Inbox' }, true),
  flags: (number) => ({
    name: 'changeFlags',
    ask: {
      storeId: ann,
      folder: 'Inbox',
      uids: [(number % 3) + 1, 9],
      change: { kind: number % 2 === 0 ? 'add' : 'remove', flags: ['\\Seen', 'Later'] },
    },
  }),
  rename: (number) => ({ name: 'renameFolder', ask: { storeId: ann, from: 'Junk', to: `Junk ${number}` } }),
  deletion: () => ({ name: 'deleteFolder', ask: { storeId: ann, folder: 'Sent' } }),
  subscription: (number) => ({ name: 'subscribe', ask: { storeId: ann, name: `S${number}`, isSubscribed: true } }),
  expunge: (number) => ({ name: 'expunge', ask: { storeId: ann, folder: 'Inbox', uids: [(number % 3) + 1] } }),
  newStore: () => ({ name: 'createStore', ask: { now: noon } }),
};

const saved = { hardLimitBytes: 0, now: noon };
const RECORDED = new Set([
  ...['message', 'twoRecipients', 'twoMessages', 'booking', 'vacation', 'revision', 'submission', 'otherBytes'],
  ...['append', 'copy', 'move', 'moveWithin'],
]);

function copying(
  number: number,
  from: string,
  to: { readonly storeId: StoreId; readonly folder: string },
  isMove: boolean,
): WriteCall {
  const uids = [(number % 3) + 1, (number % 5) + 2];
  return { name: 'copy', ask: { ...saved, from: { storeId: ann, folder: from }, uids, to, isMove } };
}

function delivery(plans: Extract<WriteCall, { name: 'deliver' }>['ask']['plans'], number: number): WriteCall {
  const bodies = [1, 2].map((each) => ({ kind: 'memory' as const, bytes: Buffer.from(`body ${each} of ${number}`) }));
  return { name: 'deliver', ask: { bodies, plans } };
}

/** As a pool that answers and has a member book. */
function bookingPlan(number: number): Extract<WriteCall, { name: 'deliver' }>['ask']['plans'][number] {
  const put = [{ entry: entry(`b${number}`), busy: [busy(`b${number}`, at(number), at(number + 1))] }];
  const tombstones = [{ uid: 'x', organizer: 'o', recurrenceId: null, cancelledAt: noon, expiresAt: at(9) }];
  return {
    ...plan(ann, `b${number}`, {
      calendar: { basedOn: 0, nextVersion: 1000 + number, change: { ...noChange, put } },
      otherCalendars: [
        { storeId: room, basedOn: 0, change: { ...noChange, put, tombstones }, decision: decision('taken') },
      ],
      decision: decision('accepted'),
      outgoing: [outgoing(`b${number}`, { storeId: ann })],
    }),
    body: 0,
  };
}

function submission(number: number, copy: Buffer): WriteCall {
  const { message: _, ...rest } = plan(ann, `sent${number}`, { filing: filing({ folder: 'Sent', flags: ['\\Seen'] }) });
  return {
    name: 'submit',
    ask: {
      bodies: [{ kind: 'memory', bytes: copy }],
      copies: [{ ...rest, body: 0 }],
      outgoing: [outgoing(`s${number}`, { storeId: ann, bytes: Buffer.from(`Subject: s${number}\r\n\r\n`) })],
      correspondence: { storeIds: [ann], addresses: [`to${number}@else.example`] },
      audit: {
        sentAt: noon,
        actor: 'ann',
        owner: null,
        right: 'own',
        author: 'a',
        reversePath: 'a',
        recipients: [],
        messageId: `<${number}>`,
        queueIds: [],
        ip: null,
      },
    },
  };
}

/** Names the version that the calendars have now, so that calls are not all stale. */
function current(call: WriteCall, versionOf: (storeId: StoreId) => number): WriteCall {
  if (call.name === 'revise') return { name: 'revise', ask: { ...call.ask, basedOn: versionOf(call.ask.storeId) } };
  if (call.name !== 'deliver') return call;
  const plans = call.ask.plans.map((each) => ({
    ...each,
    calendar: each.calendar === null ? null : { ...each.calendar, basedOn: versionOf(each.storeId) },
    ...(each.otherCalendars === undefined
      ? {}
      : { otherCalendars: each.otherCalendars.map((other) => ({ ...other, basedOn: versionOf(other.storeId) })) }),
  }));
  return { name: 'deliver', ask: { ...call.ask, plans } };
}

type Database = ReturnType<typeof openDatabase>;

function contents(database: Database): string {
  const tables = database
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'segment_tail' ORDER BY name")
    .pluck()
    .all();
  const rows = tables.map((table) => [table, database.prepare<[], object>(`SELECT * FROM "${table}"`).all()]);
  // GUIDs are random.
  return JSON.stringify(rows).replaceAll(/"guid":"[^"]+"/g, '"guid":""');
}

interface Work {
  readonly power: PowerCut;
  /** The tables after so many calls. */
  readonly states: readonly string[];
  /** How many calls were answered from this operation on. */
  readonly answers: readonly { readonly calls: number; readonly from: number }[];
}

function open(dataFolder: string, disk: Disk): { readonly writer: Writer; readonly database: Database } {
  mkdirSync(join(dataFolder, 'mail'), { recursive: true });
  const database = openDatabase(join(dataFolder, 'desk.db'));
  const writer = openWriter({
    database,
    segmentFolder: join(dataFolder, 'mail'),
    disk,
    duplicateWindowMs: DAY_MS,
    clock: () => noon,
  });
  return { writer, database };
}

/** Performs the groups of calls in a recorded folder, and one by one in another. */
function work(groups: readonly (readonly string[])[], name: string): Work {
  const dataFolder = join(folder, name, 'data');
  const power = recordPower(dataFolder, join(folder, name, 'snapshots'));
  const { writer, database } = open(dataFolder, power.disk);
  const single = open(join(folder, name, 'single'), realDisk);
  const begin = [ann, room].map((): WriteCall => ({ name: 'createStore', ask: { now: noon } }));
  for (const each of [writer, single.writer]) each.perform(begin);
  power.committed(true);
  const states = [contents(database)];
  const answers = [{ calls: 0, from: power.now() }];
  const version = database.prepare<[number], number>('SELECT calendar_version FROM store WHERE id = ?').pluck();
  let number = 0;
  for (const group of groups) {
    // One commit at a time, so that the database after each one is known.
    for (const isRecorded of [false, true]) {
      const calls = group
        .filter((kind) => RECORDED.has(kind) === isRecorded)
        .map((kind) => current(kinds[kind]?.(++number) as WriteCall, (storeId) => version.get(storeId) ?? 0));
      if (calls.length === 0) continue;
      const copies = structuredClone(calls);
      writer.perform(calls);
      power.committed(!isRecorded);
      for (const copy of copies) {
        single.writer.perform([copy]);
        states.push(contents(single.database));
      }
      expect(contents(database)).toBe(states.at(-1));
      answers.push({ calls: states.length - 1, from: power.now() });
    }
  }
  writer.close();
  single.writer.close();
  return { power, states, answers };
}

function opened<Result>(dataFolder: string, act: (writer: Writer, database: Database) => Result): Result {
  const { writer, database } = open(dataFolder, realDisk);
  try {
    return act(writer, database);
  } finally {
    writer.close();
  }
}

/** Cuts the power at every moment in every way. */
function cutEverywhere({ power, states, answers }: Work, name: string): void {
  let cut = 0;
  const first = answers[0]?.from ?? 0;
  for (let moment = first; moment <= power.now(); moment++) {
    const answered = answers.findLastIndex(({ from }) => from <= moment);
    const possible = states.slice(answers[answered]?.calls, (answers[answered + 1]?.calls ?? states.length) + 1);
    for (const survival of survivals) {
      for (const database of power.databasesAt(moment)) {
        const target = join(folder, name, `cut-${cut++}`);
        power.restore(target, moment, survival, database);
        const where = `after ${moment} operations, ${survival} of the rest, database ${database}`;
        const after = opened(target, (_, db) => ({
          tables: contents(db),
          found: checkStore(db, join(target, 'mail'), DAY_MS),
        }));
        expect(possible.indexOf(after.tables), where).toBeGreaterThanOrEqual(0);
        expect({ problems: after.found.problems, lost: after.found.lost }, where).toEqual({ problems: [], lost: [] });
        // Once more, and with a call: nothing is replayed twice, and writing goes on.
        const again = opened(target, (writer, db) => {
          const same = contents(db);
          return [
            same,
            writer.perform([kinds['message']?.(90_000) as WriteCall])[0]?.kind,
            writer.metrics().replayedCalls,
          ];
        });
        expect(again, where).toEqual([after.tables, 'done', 0]);
        rmSync(target, { recursive: true });
      }
    }
  }
  expect(cut).toBeGreaterThan(states.length);
}

const everyKind = Object.keys(kinds);

it('every kind of call, one after another', { timeout: 120_000 }, () => {
  cutEverywhere(
    work(
      everyKind.map((kind) => [kind]),
      'each',
    ),
    'each',
  );
});

it('groups of random calls', { timeout: 240_000 }, () => {
  let run = 0;
  const group = fc.array(fc.constantFrom(...everyKind), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(group, { minLength: 1, maxLength: 5 }), (groups) => {
      const name = `run-${run++}`;
      cutEverywhere(work(groups, name), name);
      rmSync(join(folder, name), { recursive: true });
    }),
    { numRuns: 12 },
  );
});
