/**
 * Appends records to the segments. Locations are assigned first, so that rows can name them; then all records are
 * written with one sync per file. Records whose write or sync failed are void for good: they are cut off, or the head of
 * the next segment names the end before them.
 */
import type { Disk } from './disk.js';
import type { BodyLocation } from './recorded-change.js';
import { readSegmentHead } from './scan-segment.js';
import { openSegmentReader, segmentLength, segmentNumbers, segmentPath } from './segment-files.js';
import { createSegmentHead, SEGMENT_HEAD_BYTES, type SegmentEnd, type SegmentKey } from './segment-head.js';
import { encodeRecordHead, encodeTrailer, type EntryToRecord, RECORD_TRAILER_BYTES } from './segment-record.js';
import { addBody, type BodySource, createStaging, sizeOf, type Staging } from './stage-record.js';

/** Maximum size of a segment; a single larger record gets its own segment. */
const SEGMENT_BYTES = 64 * 1024 * 1024;

/** Where the next record begins, and the number of the last one. */
export interface SegmentPosition {
  readonly segment: number;
  readonly tail: number;
  readonly number: number;
}

export interface PlacedRecord {
  readonly body: BodyLocation;
  /** The offset of each entry's prefix in the same segment. */
  readonly prefixOffsets: readonly number[];
}

export interface SegmentAppender {
  /**
   * Assigns a location to the record; nothing is written yet. Without a body: a record of entries only.
   *
   * @param isContinued whether the same call has further records; they are only valid together
   */
  place(entries: readonly EntryToRecord[], body: BodySource | null, isContinued: boolean): PlacedRecord;
  /** Writes and syncs the placed records; returns the number of syncs. Throws errors of the disk. */
  flush(): number;
  position(): SegmentPosition;
  /** Keeps the placed records: they are on disk, and will be replayed if the database loses them. false: there are none. */
  keep(): boolean;
  /** Drops the records placed since `keep`, and frees their space. */
  discard(): void;
  close(): void;
}

/** A segment that records are placed in. */
interface OpenSegment {
  readonly segment: number;
  readonly key: SegmentKey;
  readonly previous: SegmentEnd | null;
  /** To be written before its first record; null: on disk. */
  readonly newHead: Uint8Array | null;
}

interface Placed {
  readonly in: OpenSegment;
  readonly offset: number;
  readonly parts: readonly Uint8Array[];
  readonly body: BodySource | null;
}

/** Where the next record is placed. */
interface Place {
  readonly open: OpenSegment;
  readonly tail: number;
  readonly number: number;
}

/** @param known the position behind the last replayed record */
export function openSegmentAppender(folder: string, disk: Disk, known: SegmentPosition): SegmentAppender {
  const files = openSegmentFiles(folder, disk);
  let kept = firstPlace(folder, known);
  let next = kept;
  let placed: Placed[] = [];
  return {
    place(entries, body, isContinued) {
      const bodyLength = body === null ? 0 : sizeOf(body);
      const numbers = { number: next.number + 1, syncedThrough: kept.number, isContinued };
      let head = encodeRecordHead(entries, bodyLength, numbers, next.open.key);
      const length = head.length + bodyLength + RECORD_TRAILER_BYTES;
      if (next.tail > SEGMENT_HEAD_BYTES && next.tail + length > SEGMENT_BYTES) {
        const { open, tail, number } = next;
        next = newPlace(open.segment + 1, { segment: open.segment, validEnd: tail }, number);
        head = encodeRecordHead(entries, bodyLength, numbers, next.open.key);
      }
      const { open, tail: offset } = next;
      placed.push({ in: open, offset, parts: head.parts, body });
      next = { open, tail: offset + length, number: numbers.number };
      return {
        body: { segment: open.segment, offset: offset + head.length, length: bodyLength },
        prefixOffsets: head.prefixOffsets.map((prefixOffset) => offset + prefixOffset),
      };
    },
    flush: () => files.write(placed),
    position: () => ({ segment: next.open.segment, tail: next.tail, number: next.number }),
    keep() {
      const hasRecords = placed.length > 0;
      if (hasRecords) next = { ...next, open: { ...next.open, newHead: null } };
      kept = next;
      placed = [];
      return hasRecords;
    },
    discard() {
      const last = next.open.segment;
      const hasRecords = placed.length > 0;
      placed = [];
      next = kept;
      if (!hasRecords || files.cutBack(endOf(kept), last)) return;
      kept = newPlace(last + 1, validEndOf(kept), kept.number);
      next = kept;
    },
    close: () => files.close(),
  };
}

function newPlace(segment: number, previous: SegmentEnd | null, number: number): Place {
  const { bytes, key } = createSegmentHead(previous);
  return { open: { segment, key, previous, newHead: bytes }, tail: SEGMENT_HEAD_BYTES, number };
}

/** The bytes that a segment has on disk. */
function endOf({ open, tail }: Place): SegmentEnd {
  return { segment: open.segment, validEnd: open.newHead === null ? tail : 0 };
}

/** A segment whose head was never on disk is passed over: its successor names the one before it. */
function validEndOf(place: Place): SegmentEnd {
  return place.open.newHead === null ? endOf(place) : (place.open.previous ?? endOf(place));
}

/** Continues at the known tail if the newest segment ends exactly there; otherwise in a new segment. */
function firstPlace(folder: string, { segment, tail, number }: SegmentPosition): Place {
  const newest = segmentNumbers(folder).at(-1) ?? 0;
  const key = segment >= newest && segmentLength(folder, segment) === tail ? keyOf(folder, segment, tail) : null;
  if (key !== null) return { open: { segment, key, previous: null, newHead: null }, tail, number };
  return newPlace(Math.max(newest, segment) + 1, segment === 0 ? null : { segment, validEnd: tail }, number);
}

/** null: a segment of the first format. */
function keyOf(folder: string, segment: number, length: number): SegmentKey | null {
  const segments = openSegmentReader(folder);
  try {
    return readSegmentHead(segments, segment, length)?.key ?? null;
  } finally {
    segments.close();
  }
}

interface SegmentFiles {
  /** Returns the number of syncs. */
  write(placed: readonly Placed[]): number;
  /** false: the space could not be freed, or what was cut off may come back. */
  cutBack(kept: SegmentEnd, last: number): boolean;
  close(): void;
}

function openSegmentFiles(folder: string, disk: Disk): SegmentFiles {
  const open = openFiles(folder, disk);
  const staging = createStaging(disk);
  /** After a failed sync, pages may be lost although they look written: the segment gets no further records. */
  let syncFailed = false;
  const sync = (file: number): void => {
    syncFailed = true;
    disk.sync(file);
    syncFailed = false;
  };
  return {
    write(placed) {
      let syncs = 0;
      for (const [segment, records] of bySegment(placed)) {
        const file = open.file(segment);
        const newHead = records[0]?.in.newHead ?? null;
        if (newHead !== null) {
          disk.write(file, newHead, 0);
          sync(file);
          disk.syncFolder(folder);
          syncs++;
        }
        staging.begin(file, records[0]?.offset ?? 0);
        for (const record of records) addRecord(record, staging);
        staging.flush();
        sync(file);
        syncs++;
      }
      return syncs;
    },
    cutBack({ segment: first, validEnd }, last) {
      if (syncFailed) {
        syncFailed = false;
        return false;
      }
      try {
        for (let segment = last; segment >= first; segment--) {
          const file = open.file(segment);
          disk.truncate(file, segment === first ? validEnd : 0);
          disk.sync(file);
        }
        return true;
      } catch {
        return false;
      }
    },
    close: () => open.close(),
  };
}

function addRecord({ in: { key }, parts, body }: Placed, staging: Staging): void {
  for (const part of parts) staging.add(part);
  staging.add(encodeTrailer(addBody(body, staging, key.crcSeed)));
}

function bySegment(placed: readonly Placed[]): ReadonlyMap<number, readonly Placed[]> {
  const groups = new Map<number, Placed[]>();
  for (const record of placed) {
    const { segment } = record.in;
    const group = groups.get(segment);
    if (group === undefined) groups.set(segment, [record]);
    else group.push(record);
  }
  return groups;
}

/** The file that is written; one at a time. */
function openFiles(folder: string, disk: Disk): { file(segment: number): number; close(): void } {
  let current: { readonly segment: number; readonly file: number } | null = null;
  const close = (): void => {
    if (current !== null) disk.close(current.file);
    current = null;
  };
  return {
    file(segment) {
      if (current?.segment === segment) return current.file;
      close();
      const file = disk.open(segmentPath(folder, segment));
      current = { segment, file };
      return file;
    },
    close,
  };
}
