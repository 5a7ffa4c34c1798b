/**
 * Writes booking decisions in order, and deletes the oldest ones.
 */
import type Database from 'better-sqlite3';
import type { DecisionRecord } from '../../booking/decision-record.js';
import type { StoreId } from '../../directory/account.js';
import { prepareLeftWrites } from './left-to-person.js';
import type { FiledAt } from './recorded-change.js';

/** Decisions kept per store, for `booking explain`. */
const MAX_DECISIONS = 10_000;

/** The number of the next decision of a store. */
export function prepareNextDecision(database: Database.Database): (storeId: StoreId) => number {
  const read = database.prepare<[number], number>('SELECT decisions_made + 1 FROM store WHERE id = ?').pluck();
  return (storeId) => read.get(storeId) ?? 1;
}

export function prepareDecisionWrite(
  database: Database.Database,
): (storeId: StoreId, number: number, decision: DecisionRecord, filed: FiledAt | null) => void {
  const count = database.prepare<[number, number]>(
    'UPDATE store SET decisions_made = max(decisions_made, ?) WHERE id = ?',
  );
  const insert = database.prepare<[number, number, string]>(
    'INSERT INTO decision (store_id, number, record) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const trim = database.prepare<[number, number]>('DELETE FROM decision WHERE store_id = ? AND number <= ?');
  const trimLeft = database.prepare<[number, number]>('DELETE FROM left_to_person WHERE store_id = ? AND number <= ?');
  const noteLeft = prepareLeftWrites(database);
  return (storeId, number, decision, filed) => {
    count.run(number, storeId);
    insert.run(storeId, number, JSON.stringify(decision));
    trim.run(storeId, number - MAX_DECISIONS);
    trimLeft.run(storeId, number - MAX_DECISIONS);
    noteLeft(storeId, number, decision, filed);
  };
}
