/**
 * Puts all waiting messages of the outbox on hold: after a restore, nobody knows which of them were sent since.
 * `frontdesk queue release` lets them go.
 */
import type Database from 'better-sqlite3';

/** Returns the number of messages. */
export function prepareHoldOutbox(database: Database.Database): () => number {
  const hold = database.prepare(`UPDATE outbox SET state = 'held', is_behind = 0 WHERE state = 'waiting'`);
  return () => hold.run().changes;
}
