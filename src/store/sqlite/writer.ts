/**
 * The writer: performs all waiting calls in one transaction, syncs their bodies and commits; only then it answers. A
 * plain function over a database and a disk; writer-thread.ts runs it in a thread.
 *
 * Order of durability: bodies (one sync of the segment), then rows (one commit). A stop between the two leaves bytes that
 * nothing points at. A failed commit may still appear after a crash, so the bytes it points at are never overwritten;
 * bytes whose sync failed are.
 */
import type Database from 'better-sqlite3';
import { migrate } from '../../runtime/sqlite/open-database.js';
import { StoreError } from '../store-error.js';
import type { Disk } from './disk.js';
import { preparePruning } from './prune-deliveries.js';
import { prepareQuotaNote } from './quota-told.js';
import { prepareRestore } from './restore-filings.js';
import { STORE_COMPONENT, storeMigrations } from './schema.js';
import { openSegmentAppender, type SegmentPosition } from './segment-appender.js';
import type { AnswerOf, WriteAnswer, WriteCall, WriteCallName, WriteHandlers } from './write-calls.js';
import { accessHandlers } from './write-access.js';
import { prepareDelivery } from './write-delivery.js';
import { prepareRevise } from './write-revision.js';
import { folderHandlers, prepareFolderWrites } from './write-folders.js';
import { messageHandlers, prepareInsertMessage } from './write-messages.js';
import { outboxHandlers, prepareEnqueue } from './write-outbox.js';
import { submissionHandlers } from './write-submission.js';

export interface WriterOptions {
  readonly database: Database.Database;
  readonly segmentFolder: string;
  readonly disk: Disk;
  readonly duplicateWindowMs: number;
}

/** Counters since the writer was opened. */
export interface WriterMetrics {
  readonly calls: number;
  readonly commits: number;
  readonly segmentSyncs: number;
  readonly failures: number;
  readonly largestGroup: number;
}

export interface Writer {
  /** One answer per call, in order; calls answered as done are durable. Never throws. */
  perform(calls: readonly WriteCall[]): readonly WriteAnswer[];
  metrics(): WriterMetrics;
  close(): void;
}

/** Migrates the tables. Throws errors of the database. */
export function openWriter(options: WriterOptions): Writer {
  const { database, disk } = options;
  migrate(database, STORE_COMPONENT, storeMigrations);
  const readTail = database.prepare<[], SegmentPosition>('SELECT segment, tail FROM segment_tail');
  const writeTail = database.prepare<[number, number]>(
    'INSERT OR REPLACE INTO segment_tail (singleton, segment, tail) VALUES (1, ?, ?)',
  );
  const appender = openSegmentAppender(options.segmentFolder, disk, readTail.get() ?? null);
  const handle = prepareHandlers(options, appender);
  const counted = { calls: 0, commits: 0, segmentSyncs: 0, failures: 0, largestGroup: 0 };

  const writeAll = (calls: readonly WriteCall[]): readonly WriteAnswer[] => {
    const before = appender.position();
    database.exec('BEGIN IMMEDIATE');
    const answers = calls.map(handle);
    const { segment, tail } = appender.position();
    if (appender.position() !== before) writeTail.run(segment, tail);
    counted.segmentSyncs += appender.flush();
    return answers;
  };
  const performGroup = (calls: readonly WriteCall[]): readonly WriteAnswer[] => {
    let answers;
    try {
      answers = writeAll(calls);
    } catch (error) {
      rollBack(database);
      appender.discard();
      // A call that fails must not make the others fail.
      if (calls.length > 1) return calls.flatMap((call) => performGroup([call]));
      counted.failures++;
      return [failed(error)];
    }
    appender.keep();
    try {
      database.exec('COMMIT');
    } catch (error) {
      rollBack(database);
      counted.failures += calls.length;
      return calls.map(() => failed(error));
    }
    counted.commits++;
    return answers;
  };

  return {
    perform(calls) {
      counted.calls += calls.length;
      counted.largestGroup = Math.max(counted.largestGroup, calls.length);
      return performGroup(calls);
    },
    metrics: () => ({ ...counted }),
    close() {
      appender.close();
      database.close();
    },
  };
}

function prepareHandlers(
  { database, duplicateWindowMs }: WriterOptions,
  appender: ReturnType<typeof openSegmentAppender>,
): (call: WriteCall) => WriteAnswer {
  const folders = prepareFolderWrites(database);
  const insertMessage = prepareInsertMessage(database);
  const enqueue = prepareEnqueue(database);
  const deliver = prepareDelivery({ database, appender, folders, insertMessage, enqueue, duplicateWindowMs });
  const revise = prepareRevise(database, enqueue);
  const prune = preparePruning(database, duplicateWindowMs);
  const handlers: WriteHandlers = {
    deliver(ask) {
      const answer = deliver(ask);
      prune(ask.plans);
      return answer;
    },
    ...submissionHandlers(database, deliver, enqueue, revise),
    revise,
    restore: prepareRestore(database, folders, insertMessage),
    noteQuotaTold: prepareQuotaNote(database),
    ...folderHandlers(database, folders),
    ...accessHandlers(database, folders),
    ...messageHandlers(database),
    ...outboxHandlers(database, enqueue, duplicateWindowMs),
  };
  return (call) => {
    try {
      return { kind: 'done', value: answer(handlers, call) };
    } catch (error) {
      // Thrown before anything of the call was written, so the group continues.
      if (error instanceof StoreError && error.reason === 'not-found') return failed(error);
      throw error;
    }
  };
}

function answer(handlers: WriteHandlers, call: WriteCall): AnswerOf<WriteCallName> {
  const handler = handlers[call.name] as (ask: WriteCall['ask']) => AnswerOf<WriteCallName>;
  return handler(call.ask);
}

function rollBack(database: Database.Database): void {
  if (database.inTransaction) database.exec('ROLLBACK');
}

function failed(error: unknown): WriteAnswer {
  if (error instanceof StoreError) return { kind: 'failed', reason: error.reason, message: error.message };
  return { kind: 'failed', reason: 'unavailable', message: error instanceof Error ? error.message : String(error) };
}
