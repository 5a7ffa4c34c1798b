/**
 * Writes changes of a calendar, in the order remove, put, extend, tombstones, and the new version. Runs inside the
 * transaction of the delivery.
 */
import type Database from 'better-sqlite3';
import type { BusyInterval, CalendarChange, CalendarEntry, EntryKey, Tombstone } from '../../booking/calendar-entry.js';
import type { StoreId } from '../../directory/account.js';
import type { Instant } from '../../mail/instant.js';
import { durationClassOf } from './duration-class.js';
import { WHOLE_MEETING } from './schema.js';

/** Maximum number of tombstones per store; those that expire first are deleted first. */
const MAX_TOMBSTONES = 1_000;

/** An empty change does not change the version. */
export function isEmptyChange({ remove, put, extend = [], tombstones }: CalendarChange): boolean {
  return remove.length + put.length + extend.length + tombstones.length === 0;
}

/** Applies the change and sets the version. */
export function prepareCalendarWrites(
  database: Database.Database,
): (storeId: StoreId, change: CalendarChange, version: number, now: Instant) => void {
  const entries = prepareEntryWrites(database);
  const addTombstones = prepareTombstones(database);
  const setVersion = database.prepare<[number, number]>('UPDATE store SET calendar_version = ? WHERE id = ?');
  return (storeId, change, version, now) => {
    for (const key of change.remove) entries.remove(storeId, key);
    for (const { entry, busy } of change.put) entries.put(storeId, entry, busy);
    for (const { entry, busy } of change.extend ?? []) entries.extend(storeId, entry, busy);
    if (change.tombstones.length > 0) addTombstones(storeId, change.tombstones, now);
    setVersion.run(version, storeId);
  };
}

interface EntryWrites {
  remove(storeId: StoreId, key: EntryKey): void;
  put(storeId: StoreId, entry: CalendarEntry, busy: readonly BusyInterval[]): void;
  extend(storeId: StoreId, entry: CalendarEntry, busy: readonly BusyInterval[]): void;
}

function prepareEntryWrites(database: Database.Database): EntryWrites {
  const find = database
    .prepare<[number, string, string], number>(
      'SELECT id FROM calendar_entry WHERE store_id = ? AND uid = ? AND organizer = ?',
    )
    .pluck();
  const removeBusy = database.prepare<[number, number]>('DELETE FROM busy WHERE store_id = ? AND entry_id = ?');
  const removeEntry = database.prepare<[number]>('DELETE FROM calendar_entry WHERE id = ?');
  const insertEntry = database.prepare<[number, string, string, string]>(
    'INSERT INTO calendar_entry (store_id, uid, organizer, entry) VALUES (?, ?, ?, ?)',
  );
  const updateEntry = database.prepare<[string, number]>('UPDATE calendar_entry SET entry = ? WHERE id = ?');
  const nextNumber = database
    .prepare<[number, number], number>(
      'SELECT coalesce(max(number) + 1, 0) FROM busy WHERE store_id = ? AND entry_id = ?',
    )
    .pluck();
  const insertAll = prepareBusyInsert(database);
  const remove = (storeId: StoreId, { uid, organizer }: EntryKey): void => {
    const id = find.get(storeId, uid, organizer);
    if (id === undefined) return;
    removeBusy.run(storeId, id);
    removeEntry.run(id);
  };
  const put = (storeId: StoreId, entry: CalendarEntry, busy: readonly BusyInterval[]): void => {
    remove(storeId, entry);
    const id = Number(insertEntry.run(storeId, entry.uid, entry.organizer, JSON.stringify(entry)).lastInsertRowid);
    insertAll(storeId, id, busy, 0);
  };
  return {
    remove,
    put,
    extend(storeId, entry, busy) {
      const id = find.get(storeId, entry.uid, entry.organizer);
      if (id === undefined) {
        put(storeId, entry, busy);
        return;
      }
      updateEntry.run(JSON.stringify(entry), id);
      insertAll(storeId, id, busy, nextNumber.get(storeId, id) ?? 0);
    },
  };
}

/** Numbers the intervals of an entry from `firstNumber` on. */
function prepareBusyInsert(
  database: Database.Database,
): (storeId: StoreId, entryId: number, busy: readonly BusyInterval[], firstNumber: number) => void {
  const insertBusy = database.prepare<(number | string | null)[]>(
    `INSERT INTO busy (store_id, duration_class, start_at, end_at, entry_id, number, uid, organizer, recurrence_id,
       partstat, summary, is_public, waiting_since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (storeId, id, busy, firstNumber) => {
    for (const [index, interval] of busy.entries()) {
      const {
        uid,
        organizer,
        start,
        end,
        recurrenceId,
        partstat,
        summary,
        isPublic = false,
        waitingSince = null,
      } = interval;
      const key = [storeId, durationClassOf(end - start), start, end, id, firstNumber + index];
      insertBusy.run(...key, uid, organizer, recurrenceId, partstat, summary, Number(isPublic), waitingSince);
    }
  };
}

/** The time of a known cancellation only moves forward: an older one that arrives late has no effect. */
function prepareTombstones(
  database: Database.Database,
): (storeId: StoreId, tombstones: readonly Tombstone[], now: Instant) => void {
  const upsert = database.prepare<[number, string, string, number, number, number, number]>(
    `INSERT INTO tombstone (store_id, uid, organizer, recurrence_id, and_later, cancelled_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET cancelled_at = max(cancelled_at, excluded.cancelled_at),
       expires_at = max(expires_at, excluded.expires_at)`,
  );
  const dropExpired = database.prepare<[number, number]>(
    'DELETE FROM tombstone WHERE store_id = ? AND expires_at <= ?',
  );
  const trim = database.prepare<[number, number]>(
    `DELETE FROM tombstone WHERE (store_id, uid, organizer, recurrence_id, and_later) IN (
       SELECT store_id, uid, organizer, recurrence_id, and_later FROM tombstone WHERE store_id = ?
       ORDER BY expires_at DESC, cancelled_at DESC, uid, organizer, recurrence_id, and_later LIMIT -1 OFFSET ?)`,
  );
  return (storeId, tombstones, now) => {
    for (const { uid, organizer, recurrenceId, thisAndFuture, cancelledAt, expiresAt } of tombstones) {
      const andLater = thisAndFuture === true ? 1 : 0;
      upsert.run(storeId, uid, organizer, recurrenceId ?? WHOLE_MEETING, andLater, cancelledAt, expiresAt);
    }
    dropExpired.run(storeId, now);
    trim.run(storeId, MAX_TOMBSTONES);
  };
}
