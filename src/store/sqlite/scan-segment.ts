/**
 * Reads the records of a segment and checks their hashes. Torn bytes are skipped: the next record is found by its magic.
 */
import { crc32 } from 'node:zlib';
import { oldFormat } from './old-segment-record.js';
import { decodeSegmentHead, SEGMENT_HEAD_BYTES, type SegmentHead } from './segment-head.js';
import type { SegmentReader } from './segment-files.js';
import {
  type DecodedEntry,
  formatWith,
  keyOfFirstRecord,
  MAX_HEADER_BYTES,
  type RecordFormat,
  RECORD_TRAILER_BYTES,
} from './segment-record.js';

/** Every record of the segment before is valid, as far as it can be read. */
const UNKNOWN_END = Number.MAX_SAFE_INTEGER;
/** Chunk size for hashing bodies and for finding magics. */
const STEP_BYTES = 1024 * 1024;

export interface ScannedRecord {
  /** Offset of the record. */
  readonly start: number;
  /** null: a record of the first format. */
  readonly number: number | null;
  readonly syncedThrough: number;
  readonly isContinued: boolean;
  readonly bodyOffset: number;
  readonly bodyLength: number;
  readonly isBodyIntact: boolean;
  /** Offsets are relative to the start of the segment. */
  readonly entries: readonly DecodedEntry[];
  /** Offset behind the record. */
  readonly end: number;
}

/**
 * @param length bytes in the segment's file
 * @returns null: a segment of the first format, an empty one, or one whose head and first record are both damaged
 */
export function readSegmentHead(segments: SegmentReader, segment: number, length: number): SegmentHead | null {
  if (length < SEGMENT_HEAD_BYTES) return null;
  const bytes = segments.read(segment, 0, Math.min(length, SEGMENT_HEAD_BYTES + MAX_HEADER_BYTES));
  const head = decodeSegmentHead(bytes);
  if (head !== null) return head;
  const key = keyOfFirstRecord(bytes.subarray(SEGMENT_HEAD_BYTES));
  // Its place is that of its number.
  return key === null
    ? null
    : { key, previous: segment === 1 ? null : { segment: segment - 1, validEnd: UNKNOWN_END } };
}

export function formatOf(head: SegmentHead | null): RecordFormat {
  return head === null ? oldFormat : formatWith(head.key);
}

/** @param end offset behind the last valid record, or the length of the segment's file */
export function* scanSegment(
  segments: SegmentReader,
  segment: number,
  format: RecordFormat,
  end: number,
  from = format.firstRecordOffset,
): Generator<ScannedRecord> {
  let at = from;
  while (at + format.headerBytes <= end) {
    const record = readRecord(segments, segment, format, at, end);
    if (record === null) {
      at = findMagic(segments, segment, format.magic, at + 1, end);
      continue;
    }
    yield record;
    at = record.end;
  }
}

/** null: no complete record starts here. */
export function readRecord(
  segments: SegmentReader,
  segment: number,
  format: RecordFormat,
  at: number,
  end: number,
): ScannedRecord | null {
  if (at + format.headerBytes > end) return null;
  const header = format.decodeHeader(segments.read(segment, at, format.headerBytes));
  if (header === null) return null;
  const entriesStart = at + format.headerBytes;
  const bodyOffset = entriesStart + header.entriesLength;
  const trailerOffset = bodyOffset + header.bodyLength;
  if (trailerOffset + RECORD_TRAILER_BYTES > end) return null;
  const entries = segments.read(segment, entriesStart, header.entriesLength);
  if (crc32(entries, format.crcSeed) !== header.entriesCrc) return null;
  const wanted = segments.read(segment, trailerOffset, RECORD_TRAILER_BYTES).readUInt32LE(0);
  const { number, syncedThrough, isContinued, bodyLength } = header;
  return {
    start: at,
    number,
    syncedThrough,
    isContinued,
    bodyOffset,
    bodyLength,
    isBodyIntact: hashOf(segments, segment, bodyOffset, bodyLength, format.crcSeed) === wanted,
    entries: format.decodeEntries(entries).map((entry) => ({
      ...entry,
      prefixOffset: entriesStart + entry.prefixOffset,
      blobsOffset: entriesStart + entry.blobsOffset,
    })),
    end: trailerOffset + RECORD_TRAILER_BYTES,
  };
}

function hashOf(segments: SegmentReader, segment: number, offset: number, length: number, seed: number): number {
  let crc = seed;
  for (let done = 0; done < length; done += STEP_BYTES) {
    crc = crc32(segments.read(segment, offset + done, Math.min(STEP_BYTES, length - done)), crc);
  }
  return crc;
}

/** The next place from `from` that looks like a record's start; `length` if there is none. */
function findMagic(segments: SegmentReader, segment: number, magic: Buffer, from: number, length: number): number {
  for (let at = from; at + magic.length <= length; at += STEP_BYTES) {
    // A magic across the border of two chunks belongs to the first.
    const step = Math.min(STEP_BYTES + magic.length - 1, length - at);
    const found = segments.read(segment, at, step).indexOf(magic);
    if (found >= 0) return at + found;
  }
  return length;
}
