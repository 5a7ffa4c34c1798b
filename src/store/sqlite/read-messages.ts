/**
 * The reads of the mail-store port: stores, folders, message rows, and the bytes in the segments.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import type { Instant } from '../../mail/instant.js';
import type { Folder, MailStore, Store, StoredMessage } from '../mail-store.js';
import { StoreError } from '../store-error.js';
import { answering } from './answering.js';
import { folderName } from './schema.js';
import type { SegmentReader } from './segment-files.js';

type MessageReads = Pick<MailStore, 'stores' | 'store' | 'folders' | 'messages' | 'readMessage' | 'readMessageHead'>;

interface MessageRow {
  readonly uid: number;
  readonly mod_seq: number;
  readonly flags: string;
  readonly received_at: Instant;
  readonly size_bytes: number;
}

interface PlaceRow {
  readonly prefix_segment: number;
  readonly prefix_offset: number;
  readonly prefix_length: number;
  readonly body_segment: number;
  readonly body_offset: number;
  readonly body_length: number;
}

const storeColumns = `SELECT id, guid, created_at AS createdAt, used_bytes AS usedBytes,
  (SELECT coalesce(sum(message_count), 0) FROM folder WHERE store_id = store.id) AS messageCount FROM store`;

export function prepareMessageReads(database: Database.Database, segments: SegmentReader): MessageReads {
  const allStores = database.prepare<[], Store>(`${storeColumns} ORDER BY id`);
  const oneStore = database.prepare<[number], Store>(`${storeColumns} WHERE id = ?`);
  const folders = database.prepare<[number], Folder>(
    `SELECT name, uid_validity AS uidValidity, uid_next AS uidNext, highest_mod_seq AS highestModSeq,
       message_count AS messageCount, unseen_count AS unseenCount
     FROM folder WHERE store_id = ? ORDER BY id`,
  );
  const messages = prepareMessageRows(database);
  const bytes = prepareBytes(database, segments);
  return {
    stores: () => answering(() => allStores.all()),
    store: (id) => answering(() => oneStore.get(id) ?? null),
    folders: (storeId) =>
      answering(() => {
        if (oneStore.get(storeId) === undefined) throw new StoreError('not-found', `there is no store ${storeId}`);
        return folders.all(storeId);
      }),
    messages: (storeId, folder, range) => answering(() => messages(storeId, folderName(folder), range ?? {})),
    readMessage: (storeId, folder, uid) =>
      answering(() => bytes(storeId, folderName(folder), uid, Number.MAX_SAFE_INTEGER)),
    readMessageHead: (storeId, folder, uid, maxBytes) =>
      answering(() => bytes(storeId, folderName(folder), uid, maxBytes)),
  };
}

function prepareMessageRows(
  database: Database.Database,
): (storeId: StoreId, folder: string, range: { fromUid?: number; limit?: number }) => readonly StoredMessage[] {
  const findFolder = database
    .prepare<[number, string], number>('SELECT id FROM folder WHERE store_id = ? AND name = ?')
    .pluck();
  const rows = database.prepare<[number, number, number, number], MessageRow>(
    `SELECT uid, mod_seq, flags, received_at, prefix_length + body_length AS size_bytes FROM message
     WHERE store_id = ? AND folder_id = ? AND uid >= ? ORDER BY uid LIMIT ?`,
  );
  return (storeId, folder, { fromUid = 1, limit = -1 }) => {
    const folderId = findFolder.get(storeId, folder);
    if (folderId === undefined) {
      throw new StoreError('not-found', `there is no folder ${folder} in store ${storeId}`);
    }
    return rows.all(storeId, folderId, fromUid, limit).map((row) => ({
      uid: row.uid,
      folder,
      sizeBytes: row.size_bytes,
      flags: JSON.parse(row.flags) as readonly string[],
      modSeq: row.mod_seq,
      receivedAt: row.received_at,
    }));
  };
}

/** The first bytes of the message: its prefix, then its body. */
function prepareBytes(
  database: Database.Database,
  segments: SegmentReader,
): (storeId: StoreId, folder: string, uid: number, maxBytes: number) => Uint8Array {
  const find = database.prepare<[number, string, number], PlaceRow>(
    `SELECT m.prefix_segment, m.prefix_offset, m.prefix_length, m.body_segment, m.body_offset, m.body_length
     FROM folder f JOIN message m ON m.store_id = f.store_id AND m.folder_id = f.id
     WHERE f.store_id = ? AND f.name = ? AND m.uid = ?`,
  );
  return (storeId, folder, uid, maxBytes) => {
    const row = find.get(storeId, folder, uid);
    if (row === undefined) throw new StoreError('not-found', `there is no message ${uid} in ${folder}`);
    const prefixLength = Math.min(row.prefix_length, maxBytes);
    const bodyLength = Math.min(row.body_length, maxBytes - prefixLength);
    const prefix = segments.read(row.prefix_segment, row.prefix_offset, prefixLength);
    const body = segments.read(row.body_segment, row.body_offset, bodyLength);
    return Buffer.concat([prefix, body], prefixLength + bodyLength);
  };
}
