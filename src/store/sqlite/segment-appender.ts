/**
 * Appends records to the segments. Locations are assigned first, so that rows can name them; then all records are
 * written with one sync per file. Bytes after the tail in the database were never acknowledged; a new process starts a
 * new segment instead of writing there, so existing bytes are never cut or overwritten.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Disk } from './disk.js';
import { segmentLength, segmentNumbers, segmentPath } from './segment-files.js';
import {
  type BodyLocation,
  encodeRecordHead,
  encodeTrailer,
  RECORD_TRAILER_BYTES,
  type RecordedFiling,
} from './segment-record.js';

/** Maximum size of a segment; a single larger record gets its own segment. */
const SEGMENT_BYTES = 64 * 1024 * 1024;
/** Chunk size for copying spill files. */
const COPY_CHUNK_BYTES = 1024 * 1024;
/** Parts up to this size are gathered, so that a group of small records is one write. */
const GATHER_BYTES = 256 * 1024;

/** The bytes of a message to be written to a segment. */
export type BodySource =
  | { readonly kind: 'memory'; readonly bytes: Uint8Array }
  | { readonly kind: 'spill'; readonly path: string; readonly sizeBytes: number };

export interface SegmentPosition {
  readonly segment: number;
  readonly tail: number;
}

export interface FilingToRecord {
  readonly filing: RecordedFiling;
  readonly prefix: Uint8Array;
}

export interface PlacedRecord {
  readonly body: BodyLocation;
  /** The offset of each filing's prefix in the same segment. */
  readonly prefixOffsets: readonly number[];
}

export interface SegmentAppender {
  /** Assigns a location to the record; nothing is written yet. Without a body: a record of filings only. */
  place(filings: readonly FilingToRecord[], body: BodySource | null): PlacedRecord;
  /** Writes and syncs the placed records; returns the number of syncs. Throws errors of the disk. */
  flush(): number;
  /** The location of the next record. */
  position(): SegmentPosition;
  /** Keeps the placed records, whether or not the rows that name them are committed. */
  keep(): void;
  /** Drops the records placed since `keep`, and frees their space. */
  discard(): void;
  close(): void;
}

interface Placed {
  readonly segment: number;
  readonly offset: number;
  readonly head: Buffer;
  readonly body: BodySource | null;
}

/** @param known the position of the last commit; null if the database has none */
export function openSegmentAppender(folder: string, disk: Disk, known: SegmentPosition | null): SegmentAppender {
  let kept = firstPosition(folder, known);
  let next = kept;
  let placed: Placed[] = [];
  let syncFailed = false;
  const open = openFiles(folder, disk);
  const buffer = Buffer.alloc(GATHER_BYTES);
  const chunk = Buffer.alloc(COPY_CHUNK_BYTES);

  return {
    place(filings, body) {
      const bodyLength = body === null ? 0 : sizeOf(body);
      const { bytes: head, prefixOffsets } = encodeRecordHead(filings, bodyLength);
      const length = head.length + bodyLength + RECORD_TRAILER_BYTES;
      if (next.tail > 0 && next.tail + length > SEGMENT_BYTES) next = { segment: next.segment + 1, tail: 0 };
      const { segment, tail: offset } = next;
      placed.push({ segment, offset, head, body });
      next = { segment, tail: offset + length };
      return {
        body: { segment, offset: offset + head.length, length: bodyLength },
        prefixOffsets: prefixOffsets.map((prefixOffset) => offset + prefixOffset),
      };
    },
    flush() {
      const groups = bySegment(placed);
      for (const [segment, records] of groups) {
        const file = open.file(segment);
        const staging = stageAt(disk, file, records[0]?.offset ?? 0, buffer);
        for (const { head, body } of records) {
          staging.add(head);
          staging.add(encodeTrailer(addBody(body, staging, chunk)));
        }
        staging.flush();
        if (records[0]?.offset === 0) disk.syncFolder(folder);
        syncFailed = true;
        disk.sync(file);
        syncFailed = false;
      }
      return groups.size;
    },
    position: () => next,
    keep() {
      kept = next;
      placed = [];
    },
    discard() {
      placed = [];
      if (next === kept) return;
      const isCut = cutBack(open, disk, kept, next.segment);
      // After a failed sync, pages may be lost although they look written: the segment gets no further records.
      if (!isCut || syncFailed) kept = { segment: next.segment + 1, tail: 0 };
      syncFailed = false;
      next = kept;
    },
    close: () => open.close(),
  };
}

function bySegment(placed: readonly Placed[]): ReadonlyMap<number, readonly Placed[]> {
  const groups = new Map<number, Placed[]>();
  for (const record of placed) {
    const group = groups.get(record.segment);
    if (group === undefined) groups.set(record.segment, [record]);
    else group.push(record);
  }
  return groups;
}

/** Continues at the known tail if the newest segment ends exactly there; otherwise in a new segment. */
function firstPosition(folder: string, known: SegmentPosition | null): SegmentPosition {
  const newest = segmentNumbers(folder).at(-1) ?? 0;
  if (known === null) return { segment: newest + 1, tail: 0 };
  if (known.segment >= newest && segmentLength(folder, known.segment) === known.tail) return known;
  return { segment: Math.max(newest, known.segment) + 1, tail: 0 };
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

/** false: the space could not be freed. The bytes are then skipped, as nothing points at them. */
function cutBack(open: { file(segment: number): number }, disk: Disk, kept: SegmentPosition, last: number): boolean {
  try {
    for (let segment = last; segment >= kept.segment; segment--) {
      disk.truncate(open.file(segment), segment === kept.segment ? kept.tail : 0);
    }
    return true;
  } catch {
    return false;
  }
}

/** In bytes. */
export function sizeOf(body: BodySource): number {
  return body.kind === 'memory' ? body.bytes.length : body.sizeBytes;
}

interface Staging {
  /** Adds the bytes; the caller may reuse them after the call. */
  add(bytes: Uint8Array): void;
  /** Writes what was added. */
  flush(): void;
}

/** Gathers consecutive parts of a file, so that many small parts are one write; large parts are not copied. */
function stageAt(disk: Disk, file: number, start: number, buffer: Buffer): Staging {
  let position = start;
  let filled = 0;
  const flush = (): void => {
    if (filled > 0) disk.write(file, buffer.subarray(0, filled), position);
    position += filled;
    filled = 0;
  };
  return {
    flush,
    add(bytes) {
      if (filled + bytes.length > buffer.length) flush();
      if (bytes.length > buffer.length) {
        disk.write(file, bytes, position);
        position += bytes.length;
        return;
      }
      buffer.set(bytes, filled);
      filled += bytes.length;
    },
  };
}

/** Adds the bytes of the body; returns their CRC-32. */
function addBody(body: BodySource | null, staging: Staging, chunk: Buffer): number {
  if (body === null) return 0;
  if (body.kind === 'spill') return copySpillFile(body, staging, chunk);
  staging.add(body.bytes);
  return crc32(body.bytes);
}

function copySpillFile(
  spill: { readonly path: string; readonly sizeBytes: number },
  staging: Staging,
  chunk: Buffer,
): number {
  const file = openSync(spill.path, 'r');
  try {
    let crc = 0;
    let copied = 0;
    while (copied < spill.sizeBytes) {
      const read = readSync(file, chunk, 0, Math.min(chunk.length, spill.sizeBytes - copied), copied);
      if (read === 0) throw new Error(`spill file ends after ${copied} of ${spill.sizeBytes} bytes`);
      const bytes = chunk.subarray(0, read);
      staging.add(bytes);
      crc = crc32(bytes, crc);
      copied += read;
    }
    return crc;
  } finally {
    closeSync(file);
  }
}
