/**
 * Writes access entries of folders, and entries that follow from deputy grants.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import { WHOLE_STORE } from '../access-store.js';
import { StoreError } from '../store-error.js';
import { WHOLE_STORE_ID, writtenIdentifier } from './access-row.js';
import { folderName } from '../folder-name.js';
import type { WriteHandlers } from './write-calls.js';
import { uidValidityAt, type FolderWrites } from './write-folders.js';

interface FolderRow {
  readonly id: number;
  readonly name: string;
}

type AccessHandlers = Pick<WriteHandlers, 'changeAccess' | 'settleGrants'>;

export function accessHandlers(database: Database.Database, folders: FolderWrites): AccessHandlers {
  return { changeAccess: changeHandler(database), settleGrants: settleHandler(database, folders) };
}

function changeHandler(database: Database.Database): WriteHandlers['changeAccess'] {
  const findStore = database.prepare<[number], number>('SELECT 1 FROM store WHERE id = ?').pluck();
  const allFolders = database.prepare<[number], FolderRow>(
    'SELECT id, name FROM folder WHERE store_id = ? ORDER BY name',
  );
  const isGranted = database
    .prepare<[number, number, string], number>(
      'SELECT 1 FROM folder_access WHERE store_id = ? AND folder_id = ? AND who = ? AND granted = 1',
    )
    .pluck();
  const put = database.prepare<[number, number, string, string]>(
    `INSERT INTO folder_access (store_id, folder_id, who, rights) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET rights = excluded.rights WHERE rights <> excluded.rights`,
  );
  const remove = database.prepare<[number, number, string]>(
    'DELETE FROM folder_access WHERE store_id = ? AND folder_id = ? AND who = ?',
  );

  /** The folder, and its subfolders if requested. */
  const meant = (storeId: StoreId, folder: string, recursive: boolean): readonly FolderRow[] => {
    if (findStore.get(storeId) === undefined) throw new StoreError('not-found', `there is no store ${storeId}`);
    const name = folderName(folder);
    const there = [{ id: WHOLE_STORE_ID, name: WHOLE_STORE }, ...allFolders.all(storeId)];
    const asked = there.find((each) => each.name === name);
    if (asked === undefined) throw new StoreError('not-found', `there is no folder ${name} in this store`);
    if (!recursive) return [asked];
    const below = name === WHOLE_STORE ? '' : `${name}/`;
    return [asked, ...there.filter((each) => each !== asked && each.name.startsWith(below))];
  };
  return ({ storeId, folder, who, rights, recursive }) => {
    const identifier = writtenIdentifier(who);
    const changed = meant(storeId, folder, recursive);
    const granted = changed.find(({ id }) => isGranted.get(storeId, id, identifier) !== undefined);
    if (granted !== undefined) return { kind: 'granted', folder: granted.name };
    const changes = changed.map(({ id }) =>
      rights === null ? remove.run(storeId, id, identifier) : put.run(storeId, id, identifier, rights),
    );
    return { kind: 'done', folders: changes.reduce((sum, { changes: rows }) => sum + rows, 0) };
  };
}

interface GrantedRow {
  readonly folder_id: number;
  readonly who: string;
}

function settleHandler(database: Database.Database, folders: FolderWrites): WriteHandlers['settleGrants'] {
  const currentSeconds = database.prepare<[], number>('SELECT unixepoch()').pluck();
  const folderId = database
    .prepare<[number, string], number>('SELECT id FROM folder WHERE store_id = ? AND name = ?')
    .pluck();
  const grantedRows = database.prepare<[number], GrantedRow>(
    'SELECT folder_id, who FROM folder_access WHERE store_id = ? AND granted = 1',
  );
  const put = database.prepare<[number, number, string, string]>(
    `INSERT INTO folder_access (store_id, folder_id, who, rights, granted) VALUES (?, ?, ?, ?, 1)
     ON CONFLICT DO UPDATE SET previous = iif(granted = 1, previous, rights), rights = excluded.rights, granted = 1`,
  );
  const forget = database.prepare<[number, number, string]>(
    'DELETE FROM folder_access WHERE store_id = ? AND folder_id = ? AND who = ? AND previous IS NULL',
  );
  const restore = database.prepare<[number, number, string]>(
    `UPDATE folder_access SET rights = previous, granted = 0, previous = NULL
     WHERE store_id = ? AND folder_id = ? AND who = ?`,
  );
  const folderFor = (storeId: StoreId, name: string): number => {
    folders.ensureFolder(storeId, name, uidValidityAt((currentSeconds.get() ?? 0) * 1000));
    return folderId.get(storeId, name) ?? WHOLE_STORE_ID;
  };
  return ({ storeId, granted }) => {
    const wanted = granted.map(({ folder, who, rights }) => ({
      folder: folderFor(storeId, folderName(folder)),
      who: writtenIdentifier(who),
      rights,
    }));
    for (const { folder_id: folder, who } of grantedRows.all(storeId)) {
      if (wanted.some((each) => each.folder === folder && each.who === who)) continue;
      if (forget.run(storeId, folder, who).changes === 0) restore.run(storeId, folder, who);
    }
    for (const { folder, who, rights } of wanted) put.run(storeId, folder, who, rights);
    return null;
  };
}
