/**
 * Prunes the index of deliveries a few rows at a time, so that no delivery waits for it.
 */
import type Database from 'better-sqlite3';
import type { PlanToWrite } from './write-calls.js';

/** Rows deleted for each plan written: more than one, so that the index shrinks if there are many old rows. */
const PRUNED_PER_PLAN = 4;

/** Deletes some rows older than the duplicate window before the newest of the plans. */
export function preparePruning(
  database: Database.Database,
  duplicateWindowMs: number,
): (plans: readonly PlanToWrite[]) => void {
  const prune = database.prepare<[number, number]>(
    `DELETE FROM delivery WHERE (store_id, delivery_id) IN (
       SELECT store_id, delivery_id FROM delivery WHERE made_at <= ? ORDER BY made_at LIMIT ?)`,
  );
  return (plans) => {
    const newest = plans.reduce((latest, { receivedAt }) => Math.max(latest, receivedAt), 0);
    prune.run(newest - duplicateWindowMs, PRUNED_PER_PLAN * plans.length);
  };
}
