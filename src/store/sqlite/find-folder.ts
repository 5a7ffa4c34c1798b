/**
 * Finds the folder that a call names, inside the writer's open transaction.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import { folderName } from '../folder-name.js';
import { MAX_UIDS_PER_CALL } from '../mail-store.js';
import { StoreError } from '../store-error.js';

export interface FoundFolder {
  readonly storeId: StoreId;
  readonly id: number;
  readonly name: string;
  readonly uidValidity: number;
  readonly highestModSeq: number;
}

/** undefined: there is none. */
export function prepareLookUpFolder(
  database: Database.Database,
): (storeId: StoreId, name: string) => FoundFolder | undefined {
  const find = database.prepare<[number, string], FoundFolder>(
    `SELECT store_id AS storeId, id, name, uid_validity AS uidValidity, highest_mod_seq AS highestModSeq
     FROM folder WHERE store_id = ? AND name = ?`,
  );
  return (storeId, name) => find.get(storeId, folderName(name));
}

/** Throws StoreError('not-found'). */
export type FindFolder = (storeId: StoreId, name: string) => FoundFolder;

export function prepareFindFolder(database: Database.Database): FindFolder {
  const find = prepareLookUpFolder(database);
  return (storeId, name) => {
    const found = find(storeId, name);
    if (found === undefined) throw new StoreError('not-found', `there is no folder ${name} in store ${storeId}`);
    return found;
  };
}

/** Each once, ascending. Throws StoreError('not-allowed') beyond MAX_UIDS_PER_CALL. */
export function uidsOfCall(uids: readonly number[]): readonly number[] {
  if (uids.length > MAX_UIDS_PER_CALL)
    throw new StoreError('not-allowed', `one call changes at most ${MAX_UIDS_PER_CALL} messages`);
  return [...new Set(uids)].sort((one, other) => one - other);
}
