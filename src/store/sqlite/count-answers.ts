/**
 * How many answers an organizer got in the last hour, counted by the minute: what keeps a house from being used to
 * flood somebody. The writer counts in the commit of the delivery that answers, readers add up.
 */
import type Database from 'better-sqlite3';
import type { Instant } from '../../mail/instant.js';

const MINUTE_MS = 60_000;
const MINUTES_KEPT = 60;

const minuteOf = (at: Instant): number => Math.floor(at / MINUTE_MS);

export function prepareAnswerCount(database: Database.Database): (organizer: string, at: Instant) => void {
  const count = database.prepare<[string, number]>(
    `INSERT INTO answer_count (organizer, minute, answers) VALUES (?, ?, 1)
     ON CONFLICT (organizer, minute) DO UPDATE SET answers = answers + 1`,
  );
  const forget = database.prepare<[number]>('DELETE FROM answer_count WHERE minute <= ?');
  return (organizer, at) => {
    count.run(organizer, minuteOf(at));
    forget.run(minuteOf(at) - MINUTES_KEPT);
  };
}

export function prepareAnswersInLastHour(database: Database.Database): (organizer: string, now: Instant) => number {
  const sum = database
    .prepare<[string, number, number], number>(
      'SELECT coalesce(sum(answers), 0) FROM answer_count WHERE organizer = ? AND minute > ? AND minute <= ?',
    )
    .pluck();
  // What a clock that was set back since has counted ahead of us withholds nothing until then.
  return (organizer, now) => sum.get(organizer, minuteOf(now) - MINUTES_KEPT, minuteOf(now) + 1) ?? 0;
}
