/**
 * The entries of a new folder: those of its parent folder, or of the whole store. A grant only covers its own folder, so
 * instead of a granted entry, the earlier rights are inherited.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import { foldersAbove } from '../folder-name.js';
import { WHOLE_STORE_ID } from './access-row.js';

export function prepareInheritance(
  database: Database.Database,
): (storeId: StoreId, folderId: number, name: string) => void {
  const findFolder = database
    .prepare<[number, string], number>('SELECT id FROM folder WHERE store_id = ? AND name = ?')
    .pluck();
  const inherit = database.prepare<[number, number, number]>(
    `INSERT INTO folder_access (store_id, folder_id, who, rights)
     SELECT store_id, ?, who, iif(granted = 1, previous, rights) FROM folder_access
     WHERE store_id = ? AND folder_id = ? AND (granted = 0 OR previous IS NOT NULL)`,
  );
  return (storeId, folderId, name) => {
    const above = foldersAbove(name).findLast((each) => findFolder.get(storeId, each) !== undefined);
    const parentId = above === undefined ? undefined : findFolder.get(storeId, above);
    inherit.run(folderId, storeId, parentId ?? WHOLE_STORE_ID);
  };
}
