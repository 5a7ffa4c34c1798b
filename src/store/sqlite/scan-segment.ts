/**
 * Reads a segment from start to end, record by record, and checks the hashes. Torn bytes, as a crash leaves them at the
 * end, are skipped: the next record is found by its magic.
 */
import { crc32 } from 'node:zlib';
import type { SegmentReader } from './segment-files.js';
import {
  type DecodedFiling,
  decodeFilings,
  decodeRecordHeader,
  RECORD_HEADER_BYTES,
  RECORD_MAGIC,
  RECORD_TRAILER_BYTES,
} from './segment-record.js';

/** Chunk size for hashing bodies and for finding magics. */
const STEP_BYTES = 1024 * 1024;

export interface ScannedRecord {
  readonly bodyOffset: number;
  readonly bodyLength: number;
  readonly isBodyIntact: boolean;
  /** Prefix offsets are relative to the start of the segment. */
  readonly filings: readonly DecodedFiling[];
}

/** @param length bytes in the segment's file */
export function* scanSegment(segments: SegmentReader, segment: number, length: number): Generator<ScannedRecord> {
  let at = 0;
  while (at + RECORD_HEADER_BYTES <= length) {
    const record = readRecord(segments, segment, at, length);
    if (record === null) {
      at = findMagic(segments, segment, at + 1, length);
      continue;
    }
    yield record;
    at = record.bodyOffset + record.bodyLength + RECORD_TRAILER_BYTES;
  }
}

/** null: no complete record starts here. */
function readRecord(segments: SegmentReader, segment: number, at: number, length: number): ScannedRecord | null {
  const header = decodeRecordHeader(segments.read(segment, at, RECORD_HEADER_BYTES));
  if (header === null) return null;
  const filingsStart = at + RECORD_HEADER_BYTES;
  const bodyOffset = filingsStart + header.filingsLength;
  const trailerOffset = bodyOffset + header.bodyLength;
  if (trailerOffset + RECORD_TRAILER_BYTES > length) return null;
  const filings = decodeFilings(segments.read(segment, filingsStart, header.filingsLength), header.filingsCrc);
  if (filings === null) return null;
  const wanted = segments.read(segment, trailerOffset, RECORD_TRAILER_BYTES).readUInt32LE(0);
  return {
    bodyOffset,
    bodyLength: header.bodyLength,
    isBodyIntact: hashOf(segments, segment, bodyOffset, header.bodyLength) === wanted,
    filings: filings.map((filing) => ({ ...filing, prefixOffset: filingsStart + filing.prefixOffset })),
  };
}

function hashOf(segments: SegmentReader, segment: number, offset: number, length: number): number {
  let crc = 0;
  for (let done = 0; done < length; done += STEP_BYTES) {
    crc = crc32(segments.read(segment, offset + done, Math.min(STEP_BYTES, length - done)), crc);
  }
  return crc;
}

/** The next place from `from` that looks like a record's start; `length` if there is none. */
function findMagic(segments: SegmentReader, segment: number, from: number, length: number): number {
  for (let at = from; at + RECORD_MAGIC.length <= length; at += STEP_BYTES) {
    // A magic across the border of two chunks belongs to the first.
    const step = Math.min(STEP_BYTES + RECORD_MAGIC.length - 1, length - at);
    const found = segments.read(segment, at, step).indexOf(RECORD_MAGIC);
    if (found >= 0) return at + found;
  }
  return length;
}
