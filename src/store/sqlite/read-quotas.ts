/**
 * The reads of the quota ledger: used bytes, and what the user of a store was told.
 */
import type Database from 'better-sqlite3';
import type { QuotaLedger } from '../quota-ledger.js';
import { answering } from './answering.js';
import { prepareQuotaState } from './quota-told.js';
import { refuseUnknown } from './refuse-unknown.js';

export function prepareQuotaReads(database: Database.Database): Pick<QuotaLedger, 'usedBytes' | 'quotaState'> {
  const readUsed = database.prepare<[number], number>('SELECT used_bytes FROM store WHERE id = ?').pluck();
  const readQuotaState = prepareQuotaState(database);
  return {
    usedBytes: (storeId) => answering(() => readUsed.get(storeId) ?? refuseUnknown(storeId)),
    quotaState: (storeId) => answering(() => readQuotaState(storeId) ?? refuseUnknown(storeId)),
  };
}
