/**
 * The writer: performs all waiting calls, syncs their records, and commits; only then it answers. A plain function over a
 * database and a disk; writer-thread.ts runs it in a thread.
 *
 * Order of durability (docs/durability.md): the records of a call are written and synced, then its rows are committed.
 * Calls with records are committed without a sync of the database, as they are replayed from the segments if the power
 * fails; other calls have a commit of their own, with a sync. Nothing is visible before it is durable.
 */
import type Database from 'better-sqlite3';
import type { Clock } from '../../runtime/clock.js';
import { migrate } from '../../runtime/sqlite/open-database.js';
import type { StoreChange } from '../change-feed.js';
import { StoreError, type StoreErrorReason } from '../store-error.js';
import type { Disk } from './disk.js';
import { type LogRecovery, recoverLog } from './recover-log.js';
import { STORE_COMPONENT, storeMigrations } from './schema.js';
import { openSegmentAppender, type SegmentAppender } from './segment-appender.js';
import type { WriteAnswer, WriteCall, WriteCallName } from './write-calls.js';
import { openSegmentReader } from './segment-files.js';
import { type HandlerOptions, type Handlers, prepareHandlers } from './write-handlers.js';

export interface WriterOptions extends HandlerOptions {
  readonly disk: Disk;
  readonly clock: Clock;
}

/** Counters since the writer was opened. */
export interface WriterMetrics {
  readonly calls: number;
  readonly commits: number;
  readonly segmentSyncs: number;
  readonly failures: number;
  readonly largestGroup: number;
  /** Calls found in the log, but not in the database. */
  readonly replayedCalls: number;
  /** Records of the log that cannot be read any more. */
  readonly damagedRecords: number;
  /** Outgoing messages that are held, as the log that was replayed is old. */
  readonly heldMessages: number;
}

export interface Writer {
  /** One answer per call, in order; calls answered as done are durable. Never throws. */
  perform(calls: readonly WriteCall[]): readonly WriteAnswer[];
  /** What the last calls have changed, in the order of the commits; durable. */
  takeChanges(): readonly StoreChange[];
  metrics(): WriterMetrics;
  close(): void;
}

/** Calls whose changes are all in their records. */
const RECORDED: ReadonlySet<WriteCallName> = new Set(['deliver', 'revise', 'submit', 'append', 'copy']);

/** The database is synced after this much of the log, so that a replay is short. */
const SYNC_AFTER_BYTES = 64 * 1024 * 1024;

type Counts = { -readonly [Name in keyof WriterMetrics]: number };

/** Migrates the tables and replays the log. Throws errors of the database and the disk. */
export function openWriter(options: WriterOptions): Writer {
  const { database, segmentFolder, disk } = options;
  migrate(database, STORE_COMPONENT, storeMigrations);
  const recovery = recoverLog(options);
  const appender = openSegmentAppender(segmentFolder, disk, recovery.position);
  const counted: Counts = {
    calls: 0,
    commits: 0,
    segmentSyncs: 0,
    failures: 0,
    largestGroup: 0,
    replayedCalls: recovery.calls,
    damagedRecords: recovery.damagedRecords,
    heldMessages: recovery.heldMessages,
  };
  const segments = openSegmentReader(segmentFolder);
  const handlers = prepareHandlers(options, appender, segments);
  const committed: StoreChange[] = [];
  const performGroup = prepareGroup({ options, appender, handlers, committed, log: recovery, counted });
  return {
    perform(calls) {
      counted.calls += calls.length;
      counted.largestGroup = Math.max(counted.largestGroup, calls.length);
      return performInTwo(calls, performGroup);
    },
    takeChanges: () => committed.splice(0),
    metrics: () => ({ ...counted }),
    close() {
      segments.close();
      appender.close();
      database.close();
    },
  };
}

/** Calls with and without records are committed apart; the order within each kind is kept. */
function performInTwo(
  calls: readonly WriteCall[],
  performGroup: (calls: readonly WriteCall[], isRecorded: boolean) => readonly WriteAnswer[],
): readonly WriteAnswer[] {
  const answers = new Map<WriteCall, WriteAnswer>();
  for (const isRecorded of [false, true]) {
    const group = calls.filter(({ name }) => RECORDED.has(name) === isRecorded);
    if (group.length === 0) continue;
    const answered = performGroup(group, isRecorded);
    for (const [index, call] of group.entries()) answers.set(call, answered[index] ?? failed(null));
  }
  return calls.map((call) => answers.get(call) ?? failed(null));
}

interface GroupParts {
  readonly options: WriterOptions;
  readonly appender: SegmentAppender;
  readonly handlers: Handlers;
  /** Gets the changes of committed calls. */
  readonly committed: StoreChange[];
  readonly log: LogRecovery;
  readonly counted: Counts;
}

function prepareGroup({
  options: { database },
  appender,
  handlers,
  committed,
  log,
  counted,
}: GroupParts): (calls: readonly WriteCall[], isRecorded: boolean) => readonly WriteAnswer[] {
  const syncCommits = prepareSynchronous(database);
  const replay = prepareRepair(database, log, syncCommits);
  let unsyncedBytes = 0;

  const writeAll = (calls: readonly WriteCall[]): readonly WriteAnswer[] => {
    const before = appender.position();
    database.exec('BEGIN IMMEDIATE');
    const answers = calls.map((call) => answerTo(handlers, call));
    const after = appender.position();
    if (after.number !== before.number) log.setPosition(after);
    counted.segmentSyncs += appender.flush();
    unsyncedBytes += after.segment === before.segment ? after.tail - before.tail : after.tail;
    return answers;
  };
  const told = (answers: readonly WriteAnswer[]): readonly WriteAnswer[] => {
    committed.push(...handlers.takeChanges());
    return answers;
  };
  const commit = (calls: readonly WriteCall[], answers: readonly WriteAnswer[]): readonly WriteAnswer[] => {
    const hasRecords = appender.keep();
    try {
      database.exec('COMMIT');
    } catch (error) {
      rollBack(database);
      // The records are on disk, so the calls are made, whatever becomes of this commit.
      if (hasRecords && replay.repair()) return told(answers);
      handlers.takeChanges();
      counted.failures += calls.length;
      return calls.map(() => failed(error));
    }
    counted.commits++;
    return told(answers);
  };
  const performGroup = (calls: readonly WriteCall[], isRecorded: boolean): readonly WriteAnswer[] => {
    if (replay.isNeeded() && !replay.repair()) {
      counted.failures += calls.length;
      return calls.map(() => failed(new StoreError('unavailable', 'the database cannot be written')));
    }
    let answers;
    try {
      if (syncCommits(!isRecorded || unsyncedBytes > SYNC_AFTER_BYTES)) unsyncedBytes = 0;
      answers = writeAll(calls);
    } catch (error) {
      rollBack(database);
      appender.discard();
      handlers.takeChanges();
      // A call that fails must not make the others fail.
      if (calls.length > 1) return calls.flatMap((call) => performGroup([call], isRecorded));
      counted.failures++;
      return [failed(error)];
    }
    return commit(calls, answers);
  };
  return performGroup;
}

/** After a commit that failed although its records are on disk, they are replayed before anything else. */
function prepareRepair(
  database: Database.Database,
  log: LogRecovery,
  syncCommits: (isSynced: boolean) => boolean,
): { isNeeded(): boolean; /** false: it failed, and is tried again later. */ repair(): boolean } {
  let isNeeded = false;
  return {
    isNeeded: () => isNeeded,
    repair() {
      isNeeded = true;
      try {
        syncCommits(true);
        log.replay();
        isNeeded = false;
      } catch {
        rollBack(database);
      }
      return !isNeeded;
    },
  };
}

/** Sets whether commits sync the database, between transactions; returns it. */
function prepareSynchronous(database: Database.Database): (isSynced: boolean) => boolean {
  let current: boolean | null = null;
  return (isSynced) => {
    // NORMAL syncs at checkpoints only (https://www.sqlite.org/pragma.html#pragma_synchronous).
    if (current !== isSynced) database.pragma(`synchronous = ${isSynced ? 'FULL' : 'NORMAL'}`);
    current = isSynced;
    return isSynced;
  };
}

/** Errors that are thrown before anything of the call is written, so the group continues. */
const REFUSALS: ReadonlySet<StoreErrorReason> = new Set(['not-found', 'exists', 'over-quota', 'not-allowed']);

function answerTo(handlers: Handlers, call: WriteCall): WriteAnswer {
  try {
    return { kind: 'done', value: handlers.handle(call) };
  } catch (error) {
    if (error instanceof StoreError && REFUSALS.has(error.reason)) return failed(error);
    throw error;
  }
}

function rollBack(database: Database.Database): void {
  if (database.inTransaction) database.exec('ROLLBACK');
}

function failed(error: unknown): WriteAnswer {
  if (error instanceof StoreError) return { kind: 'failed', reason: error.reason, message: error.message };
  return { kind: 'failed', reason: 'unavailable', message: error instanceof Error ? error.message : String(error) };
}
