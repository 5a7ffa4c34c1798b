/**
 * The calendar port of the SQLite engine: reads on the main thread's own connection, which see every answered commit.
 */
import type Database from 'better-sqlite3';
import type { DecisionRecord } from '../../booking/decision-record.js';
import type { Calendars } from '../calendars.js';
import { answering } from './answering.js';
import { prepareLeftReads } from './left-to-person.js';
import { prepareCalendarReads } from './read-calendar.js';

export function prepareCalendars(database: Database.Database): Calendars {
  const calendar = prepareCalendarReads(database);
  const left = prepareLeftReads(database);
  const readDecisions = database
    .prepare<[number, number], string>('SELECT record FROM decision WHERE store_id = ? ORDER BY number DESC LIMIT ?')
    .pluck();
  return {
    agenda: (storeId, interval) => answering(() => calendar.busy(storeId, [interval])),
    entries: (storeId, uids) => answering(() => calendar.entries(storeId, uids)),
    entriesIndexedBefore: (storeId, before) => answering(() => calendar.entriesIndexedBefore(storeId, before)),
    entriesPendingUntil: (storeId, now) => answering(() => calendar.entriesPendingUntil(storeId, now)),
    entriesWaiting: (storeId) => answering(() => calendar.entriesWaiting(storeId)),
    storesWaitingUntil: (now) => answering(() => calendar.storesWaitingUntil(now)),
    decisions: (storeId, limit) =>
      answering(() => readDecisions.all(storeId, limit).map((record) => JSON.parse(record) as DecisionRecord)),
    leftToPerson: (storeId, asked) => answering(() => left.messages(storeId, asked)),
    leftCounts: (now) => answering(() => left.counts(now)),
  };
}
