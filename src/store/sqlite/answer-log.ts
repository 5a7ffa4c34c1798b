/**
 * The log of vacation responses, so that a sender does not get one for every message. The writer checks and updates it in
 * the commit of the delivery; readers use it for the plan.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import { instant, type Instant } from '../../mail/instant.js';
import type { AnswerLogSnapshot, VacationResponse } from '../delivery-desk.js';

const HOUR_MS = 3_600_000;
/** Plans in one commit may have slightly different times. */
const MINUTE_MS = 60_000;
/** Minimum age of deleted entries, so that `oof explain` shows recent ones and a longer interval can be set in time. */
const MIN_KEPT_MS = 31 * 24 * HOUR_MS;
/** Rows deleted for each row written: more than one, so that the log shrinks if there are many old rows. */
const PRUNED_PER_ANSWER = 4;

interface AnsweredRow {
  readonly round: number;
  readonly answered_at: number;
}

type AnswerLog = (storeId: StoreId, sender: string, now: Instant) => AnswerLogSnapshot;

export function prepareAnswerLogRead(database: Database.Database): AnswerLog {
  const find = database.prepare<[number, string], AnsweredRow>(
    'SELECT round, answered_at FROM answered WHERE store_id = ? AND sender = ?',
  );
  // Entries in the future, from a clock that has been set back since, do not count.
  const count = database
    .prepare<[number, number, number], number>(
      'SELECT count(*) FROM answered WHERE store_id = ? AND answered_at > ? AND answered_at <= ?',
    )
    .pluck();
  return (storeId, sender, now) => {
    const row = find.get(storeId, sender);
    return {
      lastAnswer: row === undefined ? null : { at: instant(row.answered_at), round: row.round },
      answersInLastHour: count.get(storeId, now - HOUR_MS, now + MINUTE_MS) ?? 0,
    };
  };
}

/** Whether the sender has no response in this round yet, and the hourly limit is not reached. */
export function prepareMayAnswer(database: Database.Database): (storeId: StoreId, answer: VacationResponse) => boolean {
  const read = prepareAnswerLogRead(database);
  return (storeId, { sender, round, againAfterMs, maxPerHour, mail }) => {
    const at = mail.createdAt;
    const { lastAnswer, answersInLastHour } = read(storeId, sender, at);
    // In both directions: entries in the future, from a clock that has been set back since, do not count.
    if (lastAnswer?.round === round && Math.abs(at - lastAnswer.at) < againAfterMs) return false;
    return maxPerHour <= 0 || answersInLastHour < maxPerHour;
  };
}

/** When the entry of a response has no effect any more. */
export function forgetAnswerAt({ againAfterMs, mail }: VacationResponse): number {
  return mail.createdAt + Math.max(againAfterMs, MIN_KEPT_MS);
}

export interface LoggedAnswer {
  readonly sender: string;
  readonly round: number;
  readonly at: Instant;
  readonly forgetAt: number;
}

export function prepareAnswerWrite(database: Database.Database): (storeId: StoreId, answer: LoggedAnswer) => void {
  const note = database.prepare<[number, string, number, number, number]>(
    'INSERT OR REPLACE INTO answered (store_id, sender, round, answered_at, forget_at) VALUES (?, ?, ?, ?, ?)',
  );
  const forget = database.prepare<[number, number]>(
    `DELETE FROM answered WHERE (store_id, sender) IN (
       SELECT store_id, sender FROM answered WHERE forget_at <= ? ORDER BY forget_at LIMIT ?)`,
  );
  return (storeId, { sender, round, at, forgetAt }) => {
    note.run(storeId, sender, round, at, forgetAt);
    forget.run(at, PRUNED_PER_ANSWER);
  };
}
