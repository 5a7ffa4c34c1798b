/**
 * What the user of a store has been notified of, in the store's row: read by the desk, written by the writer in the
 * commit that files the notice.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import { nothingTold, type QuotaTold } from '../../quota/quota-told.js';
import type { QuotaState } from '../quota-ledger.js';
import type { WriteHandlers } from './write-calls.js';

interface QuotaRow {
  readonly used_bytes: number;
  readonly quota_told: string | null;
}

/** null: the store does not exist. */
export function prepareQuotaState(database: Database.Database): (storeId: StoreId) => QuotaState | null {
  const read = database.prepare<[number], QuotaRow>('SELECT used_bytes, quota_told FROM store WHERE id = ?');
  return (storeId) => {
    const row = read.get(storeId);
    if (row === undefined) return null;
    const told = row.quota_told === null ? nothingTold : (JSON.parse(row.quota_told) as QuotaTold);
    return { usedBytes: row.used_bytes, told };
  };
}

export function prepareQuotaNote(database: Database.Database): WriteHandlers['noteQuotaTold'] {
  const write = database.prepare<[string, number]>('UPDATE store SET quota_told = ? WHERE id = ?');
  return ({ storeId, told }) => {
    write.run(JSON.stringify(told), storeId);
    return null;
  };
}
