/**
 * Reads a store's calendar: entries, tombstones, and the busy intervals.
 */
import type Database from 'better-sqlite3';
import type { BusyInterval, CalendarEntry, Tombstone } from '../../booking/calendar-entry.js';
import type { StoreId } from '../../directory/account.js';
import { instant, type Instant, type Interval } from '../../mail/instant.js';
import { durationClasses } from './duration-class.js';
import { WHOLE_MEETING } from './schema.js';

export interface CalendarReads {
  entries(storeId: StoreId, uids: readonly string[]): readonly CalendarEntry[];
  entriesIndexedBefore(storeId: StoreId, before: Instant): readonly CalendarEntry[];
  entriesPendingUntil(storeId: StoreId, now: Instant): readonly CalendarEntry[];
  entriesWaiting(storeId: StoreId): readonly CalendarEntry[];
  storesWaitingUntil(now: Instant): readonly StoreId[];
  /** Tombstones that have not expired. */
  tombstones(storeId: StoreId, uids: readonly string[], now: Instant): readonly Tombstone[];
  /** Ordered by start, each once, however many of the intervals it overlaps. */
  busy(storeId: StoreId, intervals: readonly Interval[]): readonly BusyInterval[];
}

interface TombstoneRow {
  readonly uid: string;
  readonly organizer: string;
  readonly recurrence_id: number;
  readonly and_later: number;
  readonly cancelled_at: Instant;
  readonly expires_at: Instant;
}

export function prepareCalendarReads(database: Database.Database): CalendarReads {
  const readEntries = database
    .prepare<[number, string, number, string], string>(
      `SELECT entry FROM (
         SELECT entry, organizer FROM calendar_entry WHERE store_id = ? AND uid = ?
         UNION ALL
         SELECT entry, organizer FROM calendar_entry WHERE store_id = ? AND approval_uid = ?
       ) ORDER BY organizer`,
    )
    .pluck();
  const readShort = database
    .prepare<[number, number], string>(
      'SELECT entry FROM calendar_entry WHERE store_id = ? AND indexed_until < ? ORDER BY indexed_until, id',
    )
    .pluck();
  const readExpired = database
    .prepare<[number, number], string>(
      'SELECT entry FROM calendar_entry WHERE store_id = ? AND pending_until <= ? ORDER BY pending_until, id',
    )
    .pluck();
  const readWaiting = database
    .prepare<[number], string>(
      `SELECT entry FROM calendar_entry WHERE store_id = ? AND waiting_until IS NOT NULL
       ORDER BY json_extract(entry, '$.waiting.since'), id`,
    )
    .pluck();
  const readStoresWaiting = database
    .prepare<[number], StoreId>(
      'SELECT DISTINCT store_id FROM calendar_entry WHERE waiting_until <= ? ORDER BY store_id',
    )
    .pluck();
  const readTombstones = database.prepare<[number, string, number], TombstoneRow>(
    `SELECT uid, organizer, recurrence_id, and_later, cancelled_at, expires_at FROM tombstone
     WHERE store_id = ? AND uid = ? AND expires_at > ? ORDER BY organizer, recurrence_id, and_later`,
  );
  return {
    entries: (storeId, uids) =>
      [...new Set(uids)].flatMap((uid) =>
        readEntries.all(storeId, uid, storeId, uid).map((entry) => JSON.parse(entry) as CalendarEntry),
      ),
    entriesIndexedBefore: (storeId, before) =>
      readShort.all(storeId, before).map((entry) => JSON.parse(entry) as CalendarEntry),
    entriesPendingUntil: (storeId, now) =>
      readExpired.all(storeId, now).map((entry) => JSON.parse(entry) as CalendarEntry),
    entriesWaiting: (storeId) => readWaiting.all(storeId).map((entry) => JSON.parse(entry) as CalendarEntry),
    storesWaitingUntil: (now) => readStoresWaiting.all(now),
    tombstones: (storeId, uids, now) =>
      [...new Set(uids)].flatMap((uid) =>
        readTombstones.all(storeId, uid, now).map((row) => ({
          uid: row.uid,
          organizer: row.organizer,
          recurrenceId: row.recurrence_id === WHOLE_MEETING ? null : instant(row.recurrence_id),
          ...(row.and_later === 1 ? { thisAndFuture: true } : {}),
          cancelledAt: row.cancelled_at,
          expiresAt: row.expires_at,
        })),
      ),
    busy: prepareBusyRead(database),
  };
}

type BusyRow = [
  ...[start: Instant, end: Instant, entryId: number, number: number, recurrenceId: Instant | null],
  ...[partstat: BusyInterval['partstat'], summary: string, uid: string, organizer: string, isPublic: number],
  waitingSince: Instant | null,
];

/**
 * For each duration class in use, one short scan of the index per interval. Intervals are half-open: those that only
 * touch do not overlap, and one without length overlaps if it is strictly inside.
 */
function prepareBusyRead(database: Database.Database): CalendarReads['busy'] {
  const hasClass = database
    .prepare<[number, number], number>('SELECT 1 FROM busy WHERE store_id = ? AND duration_class = ? LIMIT 1')
    .pluck();
  const overlapping = database
    .prepare<[number, number, number, number, number], BusyRow>(
      `SELECT start_at, end_at, entry_id, number, recurrence_id, partstat, summary, uid, organizer, is_public,
         waiting_since
       FROM busy
       WHERE store_id = ? AND duration_class = ? AND start_at < ? AND start_at > ? AND end_at > ?`,
    )
    .raw();
  return (storeId, intervals) => {
    const found = new Map<string, BusyRow>();
    const present = durationClasses.filter(({ number }) => hasClass.get(storeId, number) !== undefined);
    for (const { start, end } of joinIntervals(intervals)) {
      for (const { number, longestMs } of present) {
        for (const row of overlapping.all(storeId, number, end, start - longestMs, start)) {
          found.set(`${row[2]} ${row[3]}`, row);
        }
      }
    }
    return [...found.values()]
      .sort((one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2] || one[3] - other[3])
      .map(([start, end, , , recurrenceId, partstat, summary, uid, organizer, isPublic, waitingSince]) => ({
        uid,
        organizer,
        start,
        end,
        recurrenceId,
        partstat,
        summary,
        ...(isPublic === 1 ? { isPublic: true } : {}),
        ...(waitingSince === null ? {} : { waitingSince }),
      }));
  };
}

/** Merges overlapping intervals, so that no part is scanned twice. */
function joinIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const joined: Interval[] = [];
  for (const interval of intervals.toSorted((one, other) => one.start - other.start)) {
    const last = joined.at(-1);
    if (last === undefined || interval.start >= last.end) joined.push(interval);
    else if (interval.end > last.end) joined[joined.length - 1] = { start: last.start, end: interval.end };
  }
  return joined;
}
