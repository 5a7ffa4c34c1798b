/**
 * The reads of the delivery desk, on the main thread's own connection: with a write-ahead log, they do not wait for writers
 * and see every answered commit.
 */
import type Database from 'better-sqlite3';
import type { DeskSnapshot, SnapshotRequest, DeliveryDesk } from '../delivery-desk.js';
import { refuseUnknown } from './refuse-unknown.js';
import { prepareAnswerLogRead } from './answer-log.js';
import { answering } from './answering.js';
import { prepareMessagesCounted } from './count-messages.js';
import { prepareCalendarReads } from './read-calendar.js';
import { deliveryKey } from './schema.js';

interface SnapshotRow {
  readonly used_bytes: number;
  readonly calendar_version: number;
  readonly made_at: number | null;
}

export function prepareDeskReads(
  database: Database.Database,
  duplicateWindowMs: number,
): Pick<DeliveryDesk, 'read' | 'messagesCounted'> {
  const calendar = prepareCalendarReads(database);
  const messagesCounted = prepareMessagesCounted(database);
  const readAnswerLog = prepareAnswerLogRead(database);
  const readStore = database.prepare<[Buffer, number], SnapshotRow>(
    `SELECT used_bytes, calendar_version, made_at FROM store
     LEFT JOIN delivery ON delivery.store_id = store.id AND delivery.delivery_id = ? WHERE store.id = ?`,
  );

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
    messagesCounted: (keys, windowMs, now) => answering(() => messagesCounted(keys, windowMs, now)),
  };
}

function isOneRead({ calendar, answerLog = null }: SnapshotRequest): boolean {
  return calendar === null && answerLog === null;
}
