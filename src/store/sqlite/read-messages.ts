/**
 * The reads of the mail-store port: stores, folders, message rows, and the bytes in the segments.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import { type Folder, type MailStore, MAX_RANGE_BYTES, MAX_STORE_PAGE, type Store } from '../mail-store.js';
import { StoreError } from '../store-error.js';
import { answering } from './answering.js';
import type { MailStoreWrites } from './mail-store-writes.js';
import { prepareChangeReads } from './read-changes.js';
import { folderName } from '../folder-name.js';
import type { SegmentReader } from './segment-files.js';

type MessageReads = Omit<MailStore, keyof MailStoreWrites | 'check'>;

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
  const storePage = database.prepare<[number, number], Store>(`${storeColumns} WHERE id > ? ORDER BY id LIMIT ?`);
  const oneStore = database.prepare<[number], Store>(`${storeColumns} WHERE id = ?`);
  const folders = database.prepare<[number], Folder>(
    `SELECT name, uid_validity AS uidValidity, uid_next AS uidNext, highest_mod_seq AS highestModSeq,
       message_count AS messageCount, unseen_count AS unseenCount
     FROM folder WHERE store_id = ? ORDER BY id`,
  );
  const subscriptions = database
    .prepare<[number], string>('SELECT name FROM subscription WHERE store_id = ? ORDER BY name')
    .pluck();
  const bytes = prepareBytes(database, segments);
  return {
    stores: ({ after, limit } = { after: null, limit: MAX_STORE_PAGE }) =>
      answering(() => storePage.all(after ?? Number.MIN_SAFE_INTEGER, Math.min(limit, MAX_STORE_PAGE))),
    store: (id) => answering(() => oneStore.get(id) ?? null),
    folders: (storeId) =>
      answering(() => {
        if (oneStore.get(storeId) === undefined) throw new StoreError('not-found', `there is no store ${storeId}`);
        return folders.all(storeId);
      }),
    subscriptions: (storeId) =>
      answering(() => {
        if (oneStore.get(storeId) === undefined) throw new StoreError('not-found', `there is no store ${storeId}`);
        return subscriptions.all(storeId);
      }),
    ...prepareChangeReads(database),
    readMessage: (storeId, folder, uid) =>
      answering(() => bytes(storeId, folderName(folder), uid, 0, Number.MAX_SAFE_INTEGER)),
    readMessageHead: (storeId, folder, uid, maxBytes) =>
      answering(() => bytes(storeId, folderName(folder), uid, 0, maxBytes)),
    readRange: (storeId, folder, uid, offset, length) =>
      answering(() => bytes(storeId, folderName(folder), uid, offset, Math.min(length, MAX_RANGE_BYTES))),
  };
}

/** A range of the message: its prefix, then its body. */
function prepareBytes(
  database: Database.Database,
  segments: SegmentReader,
): (storeId: StoreId, folder: string, uid: number, offset: number, length: number) => Uint8Array {
  const find = database.prepare<[number, string, number], PlaceRow>(
    `SELECT m.prefix_segment, m.prefix_offset, m.prefix_length, m.body_segment, m.body_offset, m.body_length
     FROM folder f JOIN message m ON m.store_id = f.store_id AND m.folder_id = f.id
     WHERE f.store_id = ? AND f.name = ? AND m.uid = ?`,
  );
  return (storeId, folder, uid, offset, length) => {
    const row = find.get(storeId, folder, uid);
    if (row === undefined) throw new StoreError('not-found', `there is no message ${uid} in ${folder}`);
    const prefixFrom = Math.min(offset, row.prefix_length);
    const prefixLength = Math.min(row.prefix_length - prefixFrom, length);
    const bodyFrom = Math.min(offset + prefixLength - row.prefix_length, row.body_length);
    const bodyLength = bodyFrom < 0 ? 0 : Math.min(row.body_length - bodyFrom, length - prefixLength);
    const prefix = segments.read(row.prefix_segment, row.prefix_offset + prefixFrom, prefixLength);
    if (bodyLength === 0) return prefix;
    const body = segments.read(row.body_segment, row.body_offset + bodyFrom, bodyLength);
    return prefixLength === 0 ? body : Buffer.concat([prefix, body], prefixLength + bodyLength);
  };
}
