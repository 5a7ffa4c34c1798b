/**
 * The reads of the mail-store port for clients that synchronise: messages by page, what has changed and what vanished
 * since a mod-sequence.
 * Standards: RFC 7162 §3.1.4 (CHANGEDSINCE), §3.2.5 (VANISHED).
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import type { Instant } from '../../mail/instant.js';
import { folderName } from '../folder-name.js';
import { type MailStore, MAX_PAGE, type StoredMessage, type UidRange } from '../mail-store.js';
import { StoreError } from '../store-error.js';
import { answering } from './answering.js';

interface MessageRow {
  readonly uid: number;
  readonly mod_seq: number;
  readonly flags: string;
  readonly received_at: Instant;
  readonly saved_at: Instant;
  readonly size_bytes: number;
}

interface FolderRow {
  readonly id: number;
  readonly name: string;
  readonly horizon: number;
}

const messageColumns = `SELECT uid, mod_seq, flags, received_at, coalesce(saved_at, received_at) AS saved_at,
  prefix_length + body_length AS size_bytes FROM message`;

export function prepareChangeReads(
  database: Database.Database,
): Pick<MailStore, 'messages' | 'changedSince' | 'vanishedSince'> {
  const findFolder = database.prepare<[number, string], FolderRow>(
    'SELECT id, name, vanished_horizon AS horizon FROM folder WHERE store_id = ? AND name = ?',
  );
  const byUid = database.prepare<[number, number, number, number], MessageRow>(
    `${messageColumns} WHERE store_id = ? AND folder_id = ? AND uid >= ? ORDER BY uid LIMIT ?`,
  );
  const byModSeq = database.prepare<[number, number, number, number, number], MessageRow>(
    `${messageColumns} WHERE store_id = ? AND folder_id = ? AND (mod_seq, uid) > (?, ?) ORDER BY mod_seq, uid LIMIT ?`,
  );
  const vanished = database.prepare<[number, number, number], UidRange>(
    `SELECT first_uid AS first, last_uid AS last FROM vanished
     WHERE store_id = ? AND folder_id = ? AND mod_seq > ? ORDER BY first_uid`,
  );
  const folderOf = (storeId: StoreId, name: string): FolderRow => {
    const found = findFolder.get(storeId, folderName(name));
    if (found === undefined) throw new StoreError('not-found', `there is no folder ${name} in store ${storeId}`);
    return found;
  };
  return {
    messages: (storeId, name, { fromUid = 1, limit = MAX_PAGE } = {}) =>
      answering(() => {
        const folder = folderOf(storeId, name);
        return byUid.all(storeId, folder.id, fromUid, pageOf(limit)).map((row) => messageOf(folder, row));
      }),
    changedSince: (storeId, name, { modSeq, uid = Number.MAX_SAFE_INTEGER }, limit = MAX_PAGE) =>
      answering(() => {
        const folder = folderOf(storeId, name);
        return byModSeq.all(storeId, folder.id, modSeq, uid, pageOf(limit)).map((row) => messageOf(folder, row));
      }),
    vanishedSince: (storeId, name, modSeq) =>
      answering(() => {
        const { id, horizon } = folderOf(storeId, name);
        return { isComplete: modSeq >= horizon, horizon, ranges: vanished.all(storeId, id, modSeq) };
      }),
  };
}

function pageOf(limit: number): number {
  return Math.max(0, Math.min(limit, MAX_PAGE));
}

function messageOf({ name }: FolderRow, row: MessageRow): StoredMessage {
  return {
    uid: row.uid,
    folder: name,
    sizeBytes: row.size_bytes,
    flags: JSON.parse(row.flags) as readonly string[],
    modSeq: row.mod_seq,
    receivedAt: row.received_at,
    savedAt: row.saved_at,
  };
}
