/**
 * Runs a change of the directory as one transaction.
 */
import type Database from 'better-sqlite3';

export type AtOnce = <Arguments extends unknown[], Result>(
  change: (...given: Arguments) => Result,
) => (...given: Arguments) => Result;

/** `immediate`: checks and writes are one step, also for another process on the same file. */
export const changingAtOnce =
  (database: Database.Database): AtOnce =>
  (change) =>
  (...given) =>
    database.transaction(() => change(...given)).immediate();
