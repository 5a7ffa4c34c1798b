/**
 * Writes booking decisions in order, and deletes the oldest ones.
 */
import type Database from 'better-sqlite3';
import type { DecisionRecord } from '../../booking/decision-record.js';
import type { StoreId } from '../../directory/account.js';

/** Decisions kept per store, for `booking explain`. */
const MAX_DECISIONS = 10_000;

export function prepareDecisionWrite(
  database: Database.Database,
): (storeId: StoreId, decision: DecisionRecord) => void {
  const next = database
    .prepare<[number], number>(
      'UPDATE store SET decisions_made = decisions_made + 1 WHERE id = ? RETURNING decisions_made',
    )
    .pluck();
  const insert = database.prepare<[number, number, string]>(
    'INSERT INTO decision (store_id, number, record) VALUES (?, ?, ?)',
  );
  const trim = database.prepare<[number, number]>('DELETE FROM decision WHERE store_id = ? AND number <= ?');
  return (storeId, decision) => {
    const number = next.get(storeId) ?? 0;
    insert.run(storeId, number, JSON.stringify(decision));
    trim.run(storeId, number - MAX_DECISIONS);
  };
}
