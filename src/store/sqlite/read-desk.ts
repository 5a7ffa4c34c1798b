/**
 * The reads of the desk port, on the main thread's own connection: with a write-ahead log, they do not wait for writers
 * and see every answered commit.
 */
import type Database from 'better-sqlite3';
import type { DecisionRecord } from '../../booking/decision-record.js';
import type { StoreId } from '../../directory/account.js';
import type { Desk, DeskSnapshot, SnapshotRequest } from '../desk.js';
import { StoreError } from '../store-error.js';
import { prepareAnswerLogRead } from './answer-log.js';
import { answering } from './answering.js';
import { prepareMessagesCounted } from './count-messages.js';
import { prepareQuotaState } from './quota-told.js';
import { prepareLeftReads } from './left-to-person.js';
import { prepareCalendarReads } from './read-calendar.js';
import { deliveryKey } from './schema.js';

type DeskReads = Pick<
  Desk,
  | 'read'
  | 'agenda'
  | 'entries'
  | 'entriesIndexedBefore'
  | 'entriesPendingUntil'
  | 'entriesWaiting'
  | 'storesWaitingUntil'
  | 'decisions'
  | 'leftToPerson'
  | 'leftCounts'
  | 'messagesCounted'
  | 'usedBytes'
  | 'quotaState'
>;

interface SnapshotRow {
  readonly used_bytes: number;
  readonly calendar_version: number;
  readonly made_at: number | null;
}

export function prepareDeskReads(database: Database.Database, duplicateWindowMs: number): DeskReads {
  const calendar = prepareCalendarReads(database);
  const left = prepareLeftReads(database);
  const messagesCounted = prepareMessagesCounted(database);
  const readAnswerLog = prepareAnswerLogRead(database);
  const readStore = database.prepare<[Buffer, number], SnapshotRow>(
    `SELECT used_bytes, calendar_version, made_at FROM store
     LEFT JOIN delivery ON delivery.store_id = store.id AND delivery.delivery_id = ? WHERE store.id = ?`,
  );
  const readUsed = database.prepare<[number], number>('SELECT used_bytes FROM store WHERE id = ?').pluck();
  const readQuotaState = prepareQuotaState(database);
  const readDecisions = database
    .prepare<[number, number], string>('SELECT record FROM decision WHERE store_id = ? ORDER BY number DESC LIMIT ?')
    .pluck();

  const snapshot = ({ storeId, deliveryId, now, calendar: asked, answerLog = null }: SnapshotRequest): DeskSnapshot => {
    const row = readStore.get(deliveryKey(deliveryId), storeId);
    if (row === undefined) return refuseUnknown(storeId);
    return {
      duplicate: row.made_at !== null && row.made_at > now - duplicateWindowMs,
      usedBytes: row.used_bytes,
      calendar: asked && {
        version: row.calendar_version,
        entries: calendar.entries(storeId, asked.uids),
        tombstones: calendar.tombstones(storeId, asked.uids, now),
        busy: calendar.busy(storeId, asked.busyIn),
      },
      answerLog: answerLog && readAnswerLog(storeId, answerLog.sender, now),
    };
  };
  const atOneMoment = database.transaction(snapshot);

  return {
    read: (request) => answering(() => (isOneRead(request) ? snapshot(request) : atOneMoment(request))),
    agenda: (storeId, interval) => answering(() => calendar.busy(storeId, [interval])),
    entries: (storeId, uids) => answering(() => calendar.entries(storeId, uids)),
    entriesIndexedBefore: (storeId, before) => answering(() => calendar.entriesIndexedBefore(storeId, before)),
    entriesWaiting: (storeId) => answering(() => calendar.entriesWaiting(storeId)),
    storesWaitingUntil: (now) => answering(() => calendar.storesWaitingUntil(now)),
    entriesPendingUntil: (storeId, now) => answering(() => calendar.entriesPendingUntil(storeId, now)),
    decisions: (storeId, limit) =>
      answering(() => readDecisions.all(storeId, limit).map((record) => JSON.parse(record) as DecisionRecord)),
    leftToPerson: (storeId, asked) => answering(() => left.messages(storeId, asked)),
    leftCounts: (now) => answering(() => left.counts(now)),
    messagesCounted: (keys, windowMs, now) => answering(() => messagesCounted(keys, windowMs, now)),
    quotaState: (storeId) => answering(() => readQuotaState(storeId) ?? refuseUnknown(storeId)),
    usedBytes: (storeId) => answering(() => readUsed.get(storeId) ?? refuseUnknown(storeId)),
  };
}

function isOneRead({ calendar, answerLog = null }: SnapshotRequest): boolean {
  return calendar === null && answerLog === null;
}

function refuseUnknown(storeId: StoreId): never {
  throw new StoreError('not-found', `there is no store ${storeId}`);
}
