/**
 * Counts the messages sent because of received ones, by key and minute, so that the server cannot be used to flood an
 * address. The writer counts in the commit of the delivery; readers add up.
 */
import type Database from 'better-sqlite3';
import type { Instant } from '../../mail/instant.js';
import type { MessageCount } from '../delivery-desk.js';

const MINUTE_MS = 60_000;
const MINUTES_KEPT = 24 * 60;

const minuteOf = (at: Instant): number => Math.floor(at / MINUTE_MS);

export function prepareMessageCount(
  database: Database.Database,
): (counts: readonly MessageCount[], at: Instant) => void {
  const count = database.prepare<[string, number, number]>(
    `INSERT INTO answer_count (organizer, minute, answers) VALUES (?, ?, ?)
     ON CONFLICT (organizer, minute) DO UPDATE SET answers = answers + excluded.answers`,
  );
  const forget = database.prepare<[number]>('DELETE FROM answer_count WHERE minute <= ?');
  return (counts, at) => {
    if (counts.length === 0) return;
    for (const { key, messages } of counts) count.run(key, minuteOf(at), messages);
    forget.run(minuteOf(at) - MINUTES_KEPT);
  };
}

export function prepareMessagesCounted(
  database: Database.Database,
): (keys: readonly string[], windowMs: number, now: Instant) => readonly number[] {
  const sum = database
    .prepare<[string, number, number], number>(
      'SELECT coalesce(sum(answers), 0) FROM answer_count WHERE organizer = ? AND minute > ? AND minute <= ?',
    )
    .pluck();
  // Counts in the future, from a clock that has been set back since, are ignored.
  return (keys, windowMs, now) =>
    keys.map((key) => sum.get(key, minuteOf(now) - Math.ceil(windowMs / MINUTE_MS), minuteOf(now) + 1) ?? 0);
}
