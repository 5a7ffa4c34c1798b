/**
 * The reads of the access port.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import { WHOLE_STORE, type AccessStore, type FolderAccess, type FolderEntry } from '../access-store.js';
import { StoreError } from '../store-error.js';
import { entryFromRow, WHOLE_STORE_ID, type AccessRow } from './access-row.js';
import { answering } from './answering.js';
import { folderName, foldersAbove } from '../folder-name.js';

type AccessReads = Pick<AccessStore, 'access' | 'accessDownTo' | 'storesWithGrants'>;

export function prepareAccessReads(database: Database.Database): AccessReads {
  const findStore = database.prepare<[number], number>('SELECT 1 FROM store WHERE id = ?').pluck();
  const findFolder = database
    .prepare<[number, string], number>('SELECT id FROM folder WHERE store_id = ? AND name = ?')
    .pluck();
  const all = database.prepare<[string, number], AccessRow & { folder: string }>(
    `SELECT coalesce(folder.name, ?) AS folder, who, rights, granted, previous
     FROM folder_access LEFT JOIN folder ON folder.store_id = folder_access.store_id AND folder.id = folder_id
     WHERE folder_access.store_id = ? ORDER BY folder_id <> ${WHOLE_STORE_ID}, folder, who`,
  );
  const ofFolder = database.prepare<[number, number], AccessRow>(
    'SELECT who, rights, granted, previous FROM folder_access WHERE store_id = ? AND folder_id = ? ORDER BY who',
  );
  const withGrants = database
    .prepare<[], StoreId>('SELECT DISTINCT store_id FROM folder_access WHERE granted = 1 ORDER BY store_id')
    .pluck();

  const entriesOf = (storeId: StoreId, name: string): FolderAccess | null => {
    const id = findFolder.get(storeId, name);
    return id === undefined ? null : { folder: name, entries: ofFolder.all(storeId, id).map(entryFromRow) };
  };
  return {
    access: (storeId) =>
      answering(() => {
        if (findStore.get(storeId) === undefined) throw new StoreError('not-found', `there is no store ${storeId}`);
        return byFolder(all.all(WHOLE_STORE, storeId));
      }),
    accessDownTo: (storeId, folder) =>
      answering(() => {
        const name = folderName(folder);
        const asked = entriesOf(storeId, name);
        if (asked === null) throw new StoreError('not-found', `there is no folder ${name} in this store`);
        // A parent folder that does not exist has no entries, so it hides nothing.
        return [...foldersAbove(name).flatMap((above) => entriesOf(storeId, above) ?? []), asked];
      }),
    storesWithGrants: () => answering(() => withGrants.all()),
  };
}

function byFolder(rows: readonly (AccessRow & { readonly folder: string })[]): readonly FolderAccess[] {
  const entries = new Map<string, FolderEntry[]>();
  for (const row of rows) {
    const known = entries.get(row.folder);
    if (known === undefined) entries.set(row.folder, [entryFromRow(row)]);
    else known.push(entryFromRow(row));
  }
  return Array.from(entries, ([folder, found]) => ({ folder, entries: found }));
}
