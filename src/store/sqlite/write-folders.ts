/**
 * Creates stores and folders, and assigns UIDs and mod-sequences.
 * Standards: RFC 9051 §2.3.1.1 (UIDs only ascend; UIDVALIDITY is never reused), RFC 7162 §3.1 (mod-sequences).
 */
import { randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import type { Instant } from '../../mail/instant.js';
import { type Folder, MAX_FOLDERS, type Store } from '../mail-store.js';
import { StoreError } from '../store-error.js';
import { prepareInheritance } from './inherit-access.js';
import { type ChangeNotes, noNotes } from './note-changes.js';
import { foldersAbove, newFolderName } from '../folder-name.js';

/** The numbers that a folder assigns to a new message. */
export interface TakenUid {
  readonly folderId: number;
  readonly uidValidity: number;
  readonly uid: number;
  readonly modSeq: number;
}

export interface FolderWrites {
  createStore(guid: string, now: Instant): StoreId;
  /** The folder with exactly this name, or else the first one with this name in another case; null: there is none. */
  folderLike(storeId: StoreId, name: string): string | null;
  /** The names of all folders. */
  names(storeId: StoreId): readonly string[];
  /** Creates the folder and its missing parents, with a UIDVALIDITY of the current time. */
  createWithParents(storeId: StoreId, name: string): void;
  /** Creates the folder if it does not exist; the given UIDVALIDITY is used if it is still free. */
  ensureFolder(storeId: StoreId, name: string, uidValidity: number): void;
  /** Creates the folder if it does not exist. */
  takeUid(storeId: StoreId, name: string, isUnseen: boolean, receivedAt: Instant): TakenUid;
}

interface TakenRow {
  readonly id: number;
  readonly uid_validity: number;
  readonly uid: number;
  readonly mod_seq: number;
}

export function prepareFolderWrites(database: Database.Database, notes: ChangeNotes = noNotes): FolderWrites {
  const insertStore = database.prepare<[string, number]>('INSERT INTO store (guid, created_at) VALUES (?, ?)');
  const findFolder = database.prepare<[number, string]>('SELECT 1 FROM folder WHERE store_id = ? AND name = ?').pluck();
  const folderNames = database
    .prepare<[number], string>('SELECT name FROM folder WHERE store_id = ? ORDER BY name')
    .pluck();
  const nextFolder = database.prepare<[number, number], { folders_made: number; last_uid_validity: number }>(
    `UPDATE store SET folders_made = folders_made + 1, last_uid_validity = max(last_uid_validity + 1, ?)
     WHERE id = ? RETURNING folders_made, last_uid_validity`,
  );
  const insertFolder = database.prepare<[number, number, string, number]>(
    'INSERT INTO folder (store_id, id, name, uid_validity) VALUES (?, ?, ?, ?)',
  );
  const take = database.prepare<[number, number, string], TakenRow>(
    `UPDATE folder SET uid_next = uid_next + 1, highest_mod_seq = highest_mod_seq + 1,
       message_count = message_count + 1, unseen_count = unseen_count + ?
     WHERE store_id = ? AND name = ? RETURNING id, uid_validity, uid_next - 1 AS uid, highest_mod_seq AS mod_seq`,
  );

  const currentSeconds = database.prepare<[], number>('SELECT unixepoch()').pluck();
  const inherit = prepareInheritance(database);

  const ensureFolder = (storeId: StoreId, name: string, uidValidity: number): void => {
    if (findFolder.get(storeId, name) !== undefined) return;
    const made = nextFolder.get(uidValidity, storeId);
    if (made === undefined) throw new StoreError('not-found', `there is no store ${storeId}`);
    insertFolder.run(storeId, made.folders_made, name, made.last_uid_validity);
    inherit(storeId, made.folders_made, name);
    notes.folder(storeId, null, name);
  };

  return {
    createStore: (guid, now) => Number(insertStore.run(guid, now).lastInsertRowid) as StoreId,
    folderLike(storeId, name) {
      const names = folderNames.all(storeId);
      return names.find((each) => each === name) ?? names.find((each) => folded(each) === folded(name)) ?? null;
    },
    names: (storeId) => folderNames.all(storeId),
    createWithParents(storeId, name) {
      for (const each of [...foldersAbove(name), name]) ensureFolder(storeId, each, currentSeconds.get() ?? 0);
    },
    ensureFolder,
    takeUid(storeId, name, isUnseen, receivedAt) {
      let row = take.get(isUnseen ? 1 : 0, storeId, name);
      if (row === undefined) {
        ensureFolder(storeId, name, uidValidityAt(receivedAt));
        row = take.get(isUnseen ? 1 : 0, storeId, name);
      }
      if (row === undefined) throw new StoreError('not-found', `there is no folder ${name} in store ${storeId}`);
      return { folderId: row.id, uidValidity: row.uid_validity, uid: row.uid, modSeq: row.mod_seq };
    },
  };
}

/** Equal for names that differ only in case or Unicode normalization. */
const folded = (name: string): string => name.normalize('NFC').toLowerCase();

/** RFC 9051 §2.3.1.1 suggests the time in seconds: it ascends even if the database is lost and created again. */
export function uidValidityAt(now: number): number {
  return Math.floor(now / 1000);
}

/** The handlers of `createStore` and `createFolder`. */
export function folderHandlers(
  database: Database.Database,
  writes: FolderWrites,
): {
  createStore(ask: { readonly now: Instant }): Store;
  createFolder(ask: { readonly storeId: StoreId; readonly name: string; readonly mustBeNew: boolean }): Folder;
} {
  const readFolder = database.prepare<[number, string], Folder>(
    `SELECT name, uid_validity AS uidValidity, uid_next AS uidNext, highest_mod_seq AS highestModSeq,
       message_count AS messageCount, unseen_count AS unseenCount
     FROM folder WHERE store_id = ? AND name = ?`,
  );
  return {
    createStore({ now }) {
      const guid = randomUUID();
      return { id: writes.createStore(guid, now), guid, createdAt: now, messageCount: 0, usedBytes: 0 };
    },
    createFolder({ storeId, name, mustBeNew }) {
      const canonical = newFolderName(name);
      const names = writes.names(storeId);
      if (!names.includes(canonical)) {
        if (names.length >= MAX_FOLDERS)
          throw new StoreError('not-allowed', `a store has at most ${MAX_FOLDERS} folders`);
        writes.createWithParents(storeId, canonical);
      } else if (mustBeNew) throw new StoreError('exists', `there is already a folder ${canonical}`);
      const folder = readFolder.get(storeId, canonical);
      if (folder === undefined) throw new StoreError('not-found', `there is no folder ${name} in store ${storeId}`);
      return folder;
    },
  };
}
