/**
 * Whom a store has answered while its account was away: what keeps a sender from being answered with every mail. The
 * writer asks and notes in the commit of the delivery that answers; readers ask for the plan before.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import { instant, type Instant } from '../../mail/instant.js';
import type { AnswerLogSnapshot, VacationResponse } from '../desk.js';

const HOUR_MS = 3_600_000;
/** Plans that come together carry times somewhat apart. */
const MINUTE_MS = 60_000;
/** An administrator who asks is told of answers this old, and more days are given in time. */
const LEAST_KEPT_MS = 31 * 24 * HOUR_MS;
/** Rows pruned for each written: more than one, so that the log shrinks when old rows are many. */
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
  // What a clock that was set back since has noted ahead of us withholds nothing until then.
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

/** Notes the answer and says yes; no when the sender has one already, or the hour is full: then nothing is noted. */
export function prepareAnswerOnce(
  database: Database.Database,
): (storeId: StoreId, answer: VacationResponse) => boolean {
  const read = prepareAnswerLogRead(database);
  const note = database.prepare<[number, string, number, number, number]>(
    'INSERT OR REPLACE INTO answered (store_id, sender, round, answered_at, forget_at) VALUES (?, ?, ?, ?, ?)',
  );
  const forget = database.prepare<[number, number]>(
    `DELETE FROM answered WHERE (store_id, sender) IN (
       SELECT store_id, sender FROM answered WHERE forget_at <= ? ORDER BY forget_at LIMIT ?)`,
  );
  return (storeId, { sender, round, againAfterMs, maxPerHour, mail }) => {
    const at = mail.createdAt;
    const { lastAnswer, answersInLastHour } = read(storeId, sender, at);
    // On either side: what a clock that was set back since has noted ahead of us withholds nothing until then.
    if (lastAnswer?.round === round && Math.abs(at - lastAnswer.at) < againAfterMs) return false;
    if (maxPerHour > 0 && answersInLastHour >= maxPerHour) return false;
    note.run(storeId, sender, round, at, at + Math.max(againAfterMs, LEAST_KEPT_MS));
    forget.run(at, PRUNED_PER_ANSWER);
    return true;
  };
}
