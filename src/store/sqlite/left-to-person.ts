/**
 * Messages that wait for a person: a row each, beside the decision that left it. The row goes with a decision that settles
 * it, with its decision, and once its time has passed; one whose message was removed or moved is not read.
 * Path: write-decision.ts writes, read-desk.ts reads.
 */
import type Database from 'better-sqlite3';
import type { DecisionRecord } from '../../booking/decision-record.js';
import { kindOfLeft, leftUntil, settledBy } from '../../booking/settles.js';
import type { StoreId } from '../../directory/account.js';
import type { Calendars } from '../calendars.js';
import type { FiledAt } from './recorded-change.js';
import { instant } from '../../mail/instant.js';

export function prepareLeftWrites(
  database: Database.Database,
): (storeId: StoreId, number: number, record: DecisionRecord, filed: FiledAt | null) => void {
  const settleOne = database.prepare<[number, number]>('DELETE FROM left_to_person WHERE store_id = ? AND number = ?');
  const settleMeeting = database.prepare<[number, string, string]>(
    'DELETE FROM left_to_person WHERE store_id = ? AND uid = ? AND organizer = ?',
  );
  const settleSame = database.prepare<[number, string, string, string]>(
    'DELETE FROM left_to_person WHERE store_id = ? AND uid = ? AND organizer = ? AND kind = ?',
  );
  const forgetPast = database.prepare<[number, number]>(
    'DELETE FROM left_to_person WHERE store_id = ? AND ends_at <= ?',
  );
  const insert = database.prepare<
    [number, number, string | null, string | null, string, number, number, string, number]
  >('INSERT INTO left_to_person VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
  return (storeId, number, record, filed) => {
    const { uid, organizer, decidedAt, left, settles } = record;
    if (settles !== undefined) settleOne.run(storeId, settles);
    const settled = settledBy(record);
    if (uid !== null && organizer !== null && settled.kind === 'meeting') settleMeeting.run(storeId, uid, organizer);
    if (uid !== null && organizer !== null && settled.kind === 'same')
      settleSame.run(storeId, uid, organizer, settled.kindOfLeft);
    if (left === undefined || filed === null) return;
    forgetPast.run(storeId, decidedAt);
    const until = leftUntil(record);
    const key = [storeId, number, uid, organizer, kindOfLeft(record)] as const;
    insert.run(...key, decidedAt, until, filed.folder, filed.uid);
  };
}

interface LeftRow {
  readonly number: number;
  readonly folder: string;
  readonly uid: number;
  readonly record: string;
}

interface CountRow {
  readonly store_id: number;
  readonly messages: number;
  readonly oldest: number;
}

const THERE = `JOIN folder f ON f.store_id = l.store_id AND f.name = l.folder
  JOIN message m ON m.store_id = l.store_id AND m.folder_id = f.id AND m.uid = l.message_uid`;

export function prepareLeftReads(database: Database.Database): {
  readonly messages: (
    ...asked: Parameters<Calendars['leftToPerson']>
  ) => Awaited<ReturnType<Calendars['leftToPerson']>>;
  readonly counts: (...asked: Parameters<Calendars['leftCounts']>) => Awaited<ReturnType<Calendars['leftCounts']>>;
} {
  const messages = database.prepare<[number, number, number, number], LeftRow>(
    `SELECT l.number, l.folder, l.message_uid AS uid, d.record FROM left_to_person l ${THERE}
     JOIN decision d ON d.store_id = l.store_id AND d.number = l.number
     WHERE l.store_id = ? AND l.number > ? AND l.ends_at > ? ORDER BY l.number LIMIT ?`,
  );
  const counts = database.prepare<[number], CountRow>(
    `SELECT l.store_id, count(*) AS messages, min(l.decided_at) AS oldest FROM left_to_person l ${THERE}
     WHERE l.ends_at > ? GROUP BY l.store_id ORDER BY l.store_id`,
  );
  return {
    messages: (storeId, { now, after, limit }) =>
      messages
        .all(storeId, after, now, limit)
        .map(({ record, ...row }) => ({ ...row, record: JSON.parse(record) as DecisionRecord })),
    counts: (now) =>
      counts.all(now).map(({ store_id, messages: count, oldest }) => ({
        storeId: store_id as StoreId,
        messages: count,
        oldestAt: instant(oldest),
      })),
  };
}
