/**
 * Writes an entry of the log into the tables: its changes, then its message. Stores that do not exist are created with
 * the GUID of the record.
 */
import type Database from 'better-sqlite3';
import { instant } from '../../mail/instant.js';
import { prepareApplyChange } from './apply-change.js';
import { type LogEntry, madeAt } from './log-entry.js';
import { prepareFileAgain, prepareFindOrCreateStore } from './restore-filings.js';
import type { SegmentReader } from './segment-files.js';
import { prepareFolderWrites } from './write-folders.js';
import { prepareInsertMessage } from './write-messages.js';
import { prepareEnqueue } from './write-outbox.js';

const noBytes = new Uint8Array(0);

export type ApplyEntry = (entry: LogEntry, segments: SegmentReader) => void;

export function prepareApplyEntry(database: Database.Database): ApplyEntry {
  const folders = prepareFolderWrites(database);
  const fileAgain = prepareFileAgain(database, folders, prepareInsertMessage(database));
  const findOrCreate = prepareFindOrCreateStore(database, folders);
  const enqueue = prepareEnqueue(database);
  let now = instant(0);
  const apply = prepareApplyChange({ database, enqueue, idOf: (guid) => findOrCreate(guid, now) });
  return (entry, segments) => {
    now = instant(madeAt(entry) ?? 0);
    for (const { change, bytes } of entry.changes) {
      apply(change, bytes === null ? noBytes : segments.read(bytes.segment, bytes.offset, bytes.length));
    }
    if (entry.filing !== null) fileAgain(entry.filing);
  };
}
