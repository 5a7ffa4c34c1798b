/**
 * The handlers of all calls to the writer. Each runs inside the writer's open transaction, and either writes all of its
 * call or throws; `not-found` is only thrown before anything was written.
 */
import type Database from 'better-sqlite3';
import { instant } from '../../mail/instant.js';
import type { StoreChange } from '../change-feed.js';
import { prepareFindFolder } from './find-folder.js';
import { createChangeNotes } from './note-changes.js';
import { appendHandler } from './write-append.js';
import { copyHandler } from './write-copy.js';
import { prepareRemoval } from './write-expunge.js';
import { folderTreeHandlers } from './write-folder-tree.js';
import type { SegmentReader } from './segment-files.js';
import { prepareApplyChange } from './apply-change.js';
import { prepareChangeMaker } from './make-changes.js';
import { preparePruning } from './prune-deliveries.js';
import { prepareQuotaNote } from './quota-told.js';
import { prepareFindOrCreateStore } from './restore-filings.js';
import { prepareRestore } from './restore-lost.js';
import type { SegmentAppender } from './segment-appender.js';
import { accessHandlers } from './write-access.js';
import type { AnswerOf, WriteCall, WriteCallName, WriteHandlers } from './write-calls.js';
import { deliveryHandler, prepareDelivery } from './write-delivery.js';
import { folderHandlers, prepareFolderWrites } from './write-folders.js';
import { messageHandlers, prepareInsertMessage } from './write-messages.js';
import { outboxHandlers, prepareEnqueue } from './write-outbox.js';
import { prepareRevise } from './write-revision.js';
import { submissionHandlers } from './write-submission.js';

export interface HandlerOptions {
  readonly database: Database.Database;
  readonly segmentFolder: string;
  readonly duplicateWindowMs: number;
}

export interface Handlers {
  handle(call: WriteCall): AnswerOf<WriteCallName>;
  /** What the calls since the last time have changed. */
  takeChanges(): readonly StoreChange[];
}

/** @param segments for what the calls read of earlier messages */
export function prepareHandlers(
  { database, segmentFolder, duplicateWindowMs }: HandlerOptions,
  appender: SegmentAppender,
  segments: SegmentReader,
): Handlers {
  const notes = createChangeNotes();
  const folders = prepareFolderWrites(database, notes);
  const insertMessage = prepareInsertMessage(database);
  const enqueue = prepareEnqueue(database);
  const findStore = prepareFindOrCreateStore(database, folders);
  const apply = prepareApplyChange({ database, enqueue, idOf: (guid) => findStore(guid, instant(0)), notes });
  const changes = prepareChangeMaker(database, apply);
  const place = { appender, insertMessage, notes };
  const findFolder = prepareFindFolder(database);
  const removal = prepareRemoval(database, notes);
  const save = { ...place, database, folders, changes, findFolder };
  const prepared = prepareDelivery({ ...place, database, folders, changes, duplicateWindowMs });
  const deliver = deliveryHandler(prepared, place);
  const prune = preparePruning(database, duplicateWindowMs);
  const handlers: WriteHandlers = {
    deliver(ask) {
      const answer = deliver(ask);
      prune(ask.plans);
      return answer;
    },
    ...submissionHandlers({ ...place, database, changes, deliver: prepared }),
    revise: prepareRevise(changes, place),
    restore: prepareRestore(database, segmentFolder),
    noteQuotaTold: prepareQuotaNote(database),
    ...folderHandlers(database, folders),
    ...accessHandlers(database, folders),
    ...folderTreeHandlers({ database, folders, findFolder, removal, notes }),
    ...messageHandlers({ database, findFolder, removal, notes }),
    append: appendHandler(save),
    copy: copyHandler({ ...save, segments }),
    ...outboxHandlers(database, enqueue, duplicateWindowMs),
  };
  return {
    handle(call) {
      const handler = handlers[call.name] as (ask: WriteCall['ask']) => AnswerOf<WriteCallName>;
      notes.begin('origin' in call.ask ? (call.ask.origin ?? null) : null);
      return handler(call.ask);
    },
    takeChanges: () => notes.take(),
  };
}
