/**
 * Replays the log into the tables: the calls whose records are on disk, but whose commit was lost with the power, or was
 * never made. Runs before the first write of a process, and after a commit that failed.
 */
import type Database from 'better-sqlite3';
import type { Clock } from '../../runtime/clock.js';
import { prepareApplyEntry } from './apply-entry.js';
import { prepareHoldOutbox } from './hold-outbox.js';
import { entriesOf, madeAt } from './log-entry.js';
import { type LogCall, type LogItem, readLog } from './read-log.js';
import type { SegmentPosition } from './segment-appender.js';
import { openSegmentReader, type SegmentReader } from './segment-files.js';

/** Calls replayed in one commit. */
const CALLS_PER_COMMIT = 500;
/** A log that ends so long ago is that of a restored backup, or of a machine that was off: nobody knows what was sent. */
const HELD_AFTER_MS = 3_600_000;

export interface ReplayResult {
  readonly calls: number;
  /** Records that were on disk and cannot be read any more. */
  readonly damagedRecords: number;
  /** Outgoing messages that are held because the log is old. */
  readonly heldMessages: number;
  readonly position: SegmentPosition;
}

/**
 * The bytes must be on disk (disk.sync) before the function is called. It throws errors of the database and the segments.
 *
 * @param setPosition records the position in the open transaction
 */
export function prepareReplay(
  database: Database.Database,
  setPosition: (position: SegmentPosition) => void,
  clock: Clock,
): (folder: string, from: SegmentPosition) => ReplayResult {
  const applyEntry = prepareApplyEntry(database);
  const holdOutbox = prepareHoldOutbox(database);
  const applyAll = database.transaction((segments: SegmentReader, calls: readonly LogCall[]): number => {
    let newest = 0;
    for (const { records, end } of calls) {
      for (const entry of records.flatMap(({ segment, record }) => entriesOf(segment, record))) {
        applyEntry(entry, segments);
        newest = Math.max(newest, madeAt(entry) ?? 0);
      }
      setPosition(end);
    }
    return newest > 0 && clock() - newest > HELD_AFTER_MS ? holdOutbox() : 0;
  });
  return (folder, from) => {
    const segments = openSegmentReader(folder);
    let result: ReplayResult = { calls: 0, damagedRecords: 0, heldMessages: 0, position: from };
    try {
      for (const items of inGroups(readLog(segments, folder, from))) {
        const calls = items.filter((item) => item.kind === 'call');
        const held = applyAll.immediate(segments, calls);
        result = {
          calls: result.calls + calls.length,
          damagedRecords: result.damagedRecords + damagedIn(items),
          heldMessages: result.heldMessages + held,
          position: calls.at(-1)?.end ?? result.position,
        };
      }
      return result;
    } finally {
      segments.close();
    }
  };
}

function damagedIn(items: readonly LogItem[]): number {
  return items.reduce((sum, item) => sum + (item.kind === 'damage' ? item.through - item.from + 1 : 0), 0);
}

function* inGroups(items: Iterable<LogItem>): Generator<readonly LogItem[]> {
  let group: LogItem[] = [];
  for (const item of items) {
    group.push(item);
    if (group.length < CALLS_PER_COMMIT) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
