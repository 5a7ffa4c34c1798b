/**
 * The position in the log up to which the tables contain it, and the replay of what is behind it. Used by the writer when
 * it is opened, and by readers to see whether a writer must be opened first.
 */
import type Database from 'better-sqlite3';
import type { Clock } from '../../runtime/clock.js';
import type { Disk } from './disk.js';
import { prepareReplay, type ReplayResult } from './replay-log.js';
import type { SegmentPosition } from './segment-appender.js';
import { segmentLength, segmentNumbers, segmentPath } from './segment-files.js';

export interface LogRecovery extends ReplayResult {
  /** Records the position in the open transaction. */
  setPosition(position: SegmentPosition): void;
  /** Replays again. Throws errors of the database and the segments. */
  replay(): void;
}

export interface RecoverOptions {
  readonly database: Database.Database;
  readonly segmentFolder: string;
  readonly disk: Disk;
  readonly clock: Clock;
}

/** Replays the log. Throws errors of the database, the disk and the segments. */
export function recoverLog({ database, segmentFolder, disk, clock }: RecoverOptions): LogRecovery {
  const write = database.prepare<[number, number, number]>(
    'INSERT OR REPLACE INTO segment_tail (singleton, segment, tail, number) VALUES (1, ?, ?, ?)',
  );
  const setPosition = ({ segment, tail, number }: SegmentPosition): void => void write.run(segment, tail, number);
  const replayFrom = prepareReplay(database, setPosition, clock);
  const begin = (): SegmentPosition => {
    const position = endOfSegments(segmentFolder);
    // Synced like every commit of a new connection: without a position, nothing would ever be replayed.
    setPosition(position);
    return position;
  };
  const replay = (): ReplayResult => {
    const position = readPosition(database) ?? begin();
    if (!hasUnread(segmentFolder, position)) return { calls: 0, damagedRecords: 0, heldMessages: 0, position };
    syncSegments(segmentFolder, disk, position.segment);
    return replayFrom(segmentFolder, position);
  };
  return { ...replay(), setPosition, replay: () => void replay() };
}

/** Whether there are bytes in the segments that the tables do not contain. */
export function mustReplay(database: Database.Database, segmentFolder: string): boolean {
  const position = readPosition(database);
  return position !== null && hasUnread(segmentFolder, position);
}

export function readPosition(database: Database.Database): SegmentPosition | null {
  return database.prepare<[], SegmentPosition>('SELECT segment, tail, number FROM segment_tail').get() ?? null;
}

/** The position of a new database: whatever is in the segments was not written with it. */
function endOfSegments(folder: string): SegmentPosition {
  const segment = segmentNumbers(folder).at(-1) ?? 0;
  return { segment, tail: segmentLength(folder, segment) ?? 0, number: 0 };
}

function hasUnread(folder: string, { segment, tail }: SegmentPosition): boolean {
  const newest = segmentNumbers(folder).at(-1) ?? 0;
  return newest > segment || (segmentLength(folder, segment) ?? 0) > tail;
}

/** What is replayed may only be in memory, if the process was killed between its write and its sync. */
function syncSegments(folder: string, disk: Disk, from: number): void {
  for (const segment of segmentNumbers(folder)) {
    if (segment < from) continue;
    const file = disk.open(segmentPath(folder, segment));
    disk.sync(file);
    disk.close(file);
  }
  disk.syncFolder(folder);
}
