/**
 * Renames and deletes folders, and keeps the subscribed names, inside the writer's open transaction. These calls have no
 * records: records name folders by name, and a commit with a sync of the database makes sure that no earlier record is
 * replayed after it.
 * Standards: RFC 9051 §6.3.5 (DELETE), §6.3.6 (RENAME, and what it does to Inbox), §6.3.7 (SUBSCRIBE).
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import { folderName, foldersAbove, INBOX, newFolderName, renamedFolders } from '../folder-name.js';
import { MAX_SUBSCRIPTIONS } from '../mail-store.js';
import { StoreError } from '../store-error.js';
import type { FindFolder } from './find-folder.js';
import type { ChangeNotes } from './note-changes.js';
import type { WriteHandlers } from './write-calls.js';
import { rangesOf, type Removal } from './write-expunge.js';
import type { FolderWrites } from './write-folders.js';

export interface FolderTreeParts {
  readonly database: Database.Database;
  readonly folders: FolderWrites;
  readonly findFolder: FindFolder;
  readonly removal: Removal;
  readonly notes: ChangeNotes;
}

type FolderTreeHandlers = Pick<WriteHandlers, 'renameFolder' | 'deleteFolder' | 'subscribe'>;

export function folderTreeHandlers(parts: FolderTreeParts): FolderTreeHandlers {
  return { renameFolder: renamer(parts), deleteFolder: deleter(parts), subscribe: subscriber(parts) };
}

function renamer(parts: FolderTreeParts): WriteHandlers['renameFolder'] {
  const { database, folders, findFolder, notes } = parts;
  const rename = database.prepare<[string, number, string]>(
    'UPDATE folder SET name = ? WHERE store_id = ? AND name = ?',
  );
  const renameLeft = database.prepare<[string, number, string]>(
    'UPDATE left_to_person SET folder = ? WHERE store_id = ? AND folder = ?',
  );
  const emptyInbox = prepareEmptyInbox(parts);
  return ({ storeId, from, to }) => {
    const source = folderName(from);
    const target = newFolderName(to);
    const names = folders.names(storeId);
    if (source === INBOX) {
      if (target === INBOX || names.includes(target))
        throw new StoreError('exists', `there is already a folder ${target}`);
      findFolder(storeId, INBOX);
      folders.createWithParents(storeId, target);
      emptyInbox(storeId, target);
      renameLeft.run(target, storeId, INBOX);
      return null;
    }
    const renamed = renamedFolders(names, source, target);
    for (const each of renamed) {
      rename.run(each.to, storeId, each.from);
      renameLeft.run(each.to, storeId, each.from);
      notes.folder(storeId, each.from, each.to);
    }
    // RFC 9051 §6.3.6: missing parents of the new name are created.
    const parent = foldersAbove(target).at(-1);
    if (parent !== undefined) folders.createWithParents(storeId, parent);
    return null;
  };
}

/** The messages keep their UIDs and mod-sequences in the new folder, which has not assigned any of its own. */
function prepareEmptyInbox({
  database,
  findFolder,
  removal,
  notes,
}: FolderTreeParts): (storeId: StoreId, target: string) => void {
  const uidsIn = database
    .prepare<[number, number], number>('SELECT uid FROM message WHERE store_id = ? AND folder_id = ? ORDER BY uid')
    .pluck();
  const moveRows = database.prepare<[number, number, number]>(
    'UPDATE message SET folder_id = ? WHERE store_id = ? AND folder_id = ?',
  );
  const takeOver = database.prepare<{ storeId: number; from: number; to: number }>(
    `UPDATE folder SET (uid_next, highest_mod_seq, message_count, unseen_count) =
       (SELECT uid_next, highest_mod_seq, message_count, unseen_count FROM folder WHERE store_id = @storeId AND id = @from)
     WHERE store_id = @storeId AND id = @to`,
  );
  const clear = database.prepare<[number, number, number]>(
    'UPDATE folder SET highest_mod_seq = ?, message_count = 0, unseen_count = 0 WHERE store_id = ? AND id = ?',
  );
  return (storeId, target) => {
    const inbox = findFolder(storeId, INBOX);
    const { id: to } = findFolder(storeId, target);
    const uids = uidsIn.all(storeId, inbox.id);
    moveRows.run(to, storeId, inbox.id);
    takeOver.run({ storeId, from: inbox.id, to });
    if (uids.length === 0) return;
    const modSeq = inbox.highestModSeq + 1;
    clear.run(modSeq, storeId, inbox.id);
    removal.vanish(inbox, rangesOf(uids), modSeq);
    notes.messages('expunged', { storeId, folder: INBOX }, modSeq, uids);
  };
}

function deleter({ database, findFolder, notes }: FolderTreeParts): WriteHandlers['deleteFolder'] {
  const remember = database.prepare<[number, number, number]>(
    `INSERT INTO expunged (store_id, folder_id, uid, mod_seq, prefix_segment, prefix_offset)
     SELECT store_id, folder_id, uid, ?, prefix_segment, prefix_offset FROM message WHERE store_id = ? AND folder_id = ?`,
  );
  const discharge = database.prepare<{ storeId: number; folderId: number }>(
    `UPDATE store SET used_bytes = used_bytes - (
       SELECT coalesce(sum(iif(outside_quota, 0, prefix_length + body_length)), 0) FROM message
       WHERE store_id = @storeId AND folder_id = @folderId
     ) WHERE id = @storeId`,
  );
  const deletions = ['message', 'vanished', 'folder_access'].map((table) =>
    database.prepare<[number, number]>(`DELETE FROM ${table} WHERE store_id = ? AND folder_id = ?`),
  );
  const deleteLeft = database.prepare<[number, string]>('DELETE FROM left_to_person WHERE store_id = ? AND folder = ?');
  const deleteFolder = database.prepare<[number, number]>('DELETE FROM folder WHERE store_id = ? AND id = ?');
  return ({ storeId, folder }) => {
    const { id, name, highestModSeq } = findFolder(storeId, folder);
    if (name === INBOX) throw new StoreError('not-allowed', 'Inbox cannot be deleted');
    remember.run(highestModSeq + 1, storeId, id);
    discharge.run({ storeId, folderId: id });
    for (const each of deletions) each.run(storeId, id);
    deleteLeft.run(storeId, name);
    deleteFolder.run(storeId, id);
    notes.folder(storeId, name, null);
    return null;
  };
}

function subscriber({ database, notes }: FolderTreeParts): WriteHandlers['subscribe'] {
  const findStore = database.prepare<[number], number>('SELECT 1 FROM store WHERE id = ?').pluck();
  const count = database.prepare<[number], number>('SELECT count(*) FROM subscription WHERE store_id = ?').pluck();
  const insert = database.prepare<[number, string]>(
    'INSERT INTO subscription (store_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const remove = database.prepare<[number, string]>('DELETE FROM subscription WHERE store_id = ? AND name = ?');
  return ({ storeId, name, isSubscribed }) => {
    if (findStore.get(storeId) === undefined) throw new StoreError('not-found', `there is no store ${storeId}`);
    if (isSubscribed && (count.get(storeId) ?? 0) >= MAX_SUBSCRIPTIONS)
      throw new StoreError('not-allowed', `a store has at most ${MAX_SUBSCRIPTIONS} subscriptions`);
    const changed = isSubscribed ? insert.run(storeId, newFolderName(name)) : remove.run(storeId, folderName(name));
    if (changed.changes > 0) notes.subscriptions(storeId);
    return null;
  };
}
