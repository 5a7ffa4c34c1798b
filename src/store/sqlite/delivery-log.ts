/**
 * The writer's part for what is remembered of deliveries: attempts to book, counted before they start, and the index
 * of deliveries made, pruned a few rows at a time so that no delivery waits for it.
 */
import type Database from 'better-sqlite3';
import { deliveryKey } from './schema.js';
import type { PlanToWrite, WriteHandlers } from './write-calls.js';

/** Rows pruned for each plan written: more than one, so that the index shrinks when old rows are many. */
const PRUNED_PER_PLAN = 4;

export interface DeliveryLog {
  readonly countAttempt: WriteHandlers['countAttempt'];
  /** Drops some rows older than the window, seen from the newest of the plans. */
  prune(plans: readonly PlanToWrite[]): void;
}

export function prepareDeliveryLog(database: Database.Database, duplicateWindowMs: number): DeliveryLog {
  const count = database
    .prepare<[number, Buffer, number], number>(
      `INSERT INTO attempt (store_id, delivery_id, attempts, last_at) VALUES (?, ?, 1, ?)
       ON CONFLICT DO UPDATE SET attempts = attempts + 1, last_at = excluded.last_at RETURNING attempts`,
    )
    .pluck();
  const prune = database.prepare<[number, number]>(
    `DELETE FROM delivery WHERE (store_id, delivery_id) IN (
       SELECT store_id, delivery_id FROM delivery WHERE made_at <= ? ORDER BY made_at LIMIT ?)`,
  );
  const pruneAttempts = database.prepare<[number]>('DELETE FROM attempt WHERE last_at <= ?');
  return {
    countAttempt({ storeId, deliveryId, now }) {
      pruneAttempts.run(now - duplicateWindowMs);
      return count.get(storeId, deliveryKey(deliveryId), now) ?? 1;
    },
    prune(plans) {
      const newest = plans.reduce((latest, { receivedAt }) => Math.max(latest, receivedAt), 0);
      prune.run(newest - duplicateWindowMs, PRUNED_PER_PLAN * plans.length);
    },
  };
}
