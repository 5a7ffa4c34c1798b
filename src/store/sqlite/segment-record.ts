/**
 * A record of a segment: the bytes of one message, its filings, and all changes that belong to them. The segments are
 * the log: a commit is replayed from its records if the database has lost it.
 *
 *   header   tag "FDR2" and 8 secret bytes of the segment, number (u64), number of the last record known to be on disk
 *            (u64), length of the body (u64), length of the entries (u32), flags (u32; 1: the call continues in the
 *            next record), CRC-32 of the entries, CRC-32 of the header so far; all little-endian: 52 bytes
 *   entries  each: length of JSON (u32), of prefix (u32), of blobs (u32), JSON, prefix, blobs
 *   body     the message's bytes as received; empty when the filings point at an earlier record, or there are none
 *   trailer  CRC-32 of the body (u32)
 *
 * CRC-32 (ISO-HDLC, as in gzip) finds torn and rotten bytes at a fifth of the cost of a SHA-256. It begins with a secret
 * of the segment, and so does the tag: the bytes of a message cannot pass for a record (segment-head.ts).
 */
import { crc32 } from 'node:zlib';
import type { ChangeToRecord, RecordedChange, RecordedFiling } from './recorded-change.js';
import { keyOf, SEGMENT_HEAD_BYTES, type SegmentKey } from './segment-head.js';

const MAGIC = Buffer.from('FDR2', 'latin1');
const TAG_BYTES = 12;
const HEADER_BYTES = 52;
const HEADER_CRC_OFFSET = 48;
const LENGTHS_BYTES = 12;
const CONTINUED = 1;
export const RECORD_TRAILER_BYTES = 4;
/** Of all formats. */
export const MAX_HEADER_BYTES = HEADER_BYTES;

/** An entry to write: a filing with its prefix, the changes that belong to it, or both. */
export interface EntryToRecord {
  readonly filing: RecordedFiling | null;
  readonly prefix: Uint8Array;
  readonly changes: readonly ChangeToRecord[];
}

export interface RecordNumbers {
  /** Consecutive, from 1. */
  readonly number: number;
  readonly syncedThrough: number;
  readonly isContinued: boolean;
}

/** The bytes of a record before its body. */
export interface RecordHead {
  readonly parts: readonly Uint8Array[];
  readonly length: number;
  /** Offset of each entry's prefix from the start of the record. */
  readonly prefixOffsets: readonly number[];
}

interface EntryJson {
  readonly filing?: RecordedFiling;
  readonly changes?: readonly RecordedChange[];
}

/** @param bodyLength bytes that follow the head */
export function encodeRecordHead(
  entries: readonly EntryToRecord[],
  bodyLength: number,
  { number, syncedThrough, isContinued }: RecordNumbers,
  key: SegmentKey,
): RecordHead {
  const parts: Uint8Array[] = [];
  const prefixOffsets: number[] = [];
  let length = HEADER_BYTES;
  for (const { filing, prefix, changes } of entries) {
    const json = encodeJson(filing, changes);
    const blobs = changes.flatMap(({ blob }) => (blob === null ? [] : [blob]));
    const blobsLength = blobs.reduce((sum, each) => sum + each.length, 0);
    const lengths = Buffer.allocUnsafe(LENGTHS_BYTES);
    lengths.writeUInt32LE(json.length, 0);
    lengths.writeUInt32LE(prefix.length, 4);
    lengths.writeUInt32LE(blobsLength, 8);
    parts.push(lengths, json, prefix, ...blobs);
    prefixOffsets.push(length + LENGTHS_BYTES + json.length);
    length += LENGTHS_BYTES + json.length + prefix.length + blobsLength;
  }
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  MAGIC.copy(header, 0);
  key.tag.copy(header, MAGIC.length);
  header.writeBigUInt64LE(BigInt(number), 12);
  header.writeBigUInt64LE(BigInt(syncedThrough), 20);
  header.writeBigUInt64LE(BigInt(bodyLength), 28);
  header.writeUInt32LE(length - HEADER_BYTES, 36);
  header.writeUInt32LE(isContinued ? CONTINUED : 0, 40);
  header.writeUInt32LE(
    parts.reduce((crc, part) => crc32(part, crc), key.crcSeed),
    44,
  );
  header.writeUInt32LE(crc32(header.subarray(0, HEADER_CRC_OFFSET), key.crcSeed), HEADER_CRC_OFFSET);
  return { parts: [header, ...parts], length, prefixOffsets };
}

function encodeJson(filing: RecordedFiling | null, changes: readonly ChangeToRecord[]): Buffer {
  const json: EntryJson = {
    ...(filing === null ? {} : { filing }),
    ...(changes.length === 0 ? {} : { changes: changes.map(({ change }) => change) }),
  };
  return Buffer.from(JSON.stringify(json), 'utf8');
}

export function encodeTrailer(bodyCrc: number): Buffer {
  const trailer = Buffer.allocUnsafe(RECORD_TRAILER_BYTES);
  trailer.writeUInt32LE(bodyCrc, 0);
  return trailer;
}

export interface RecordHeader {
  /** null: a record of the first format. */
  readonly number: number | null;
  readonly syncedThrough: number;
  readonly isContinued: boolean;
  readonly entriesLength: number;
  readonly bodyLength: number;
  readonly entriesCrc: number;
}

export interface DecodedEntry {
  readonly filing: RecordedFiling | null;
  readonly changes: readonly RecordedChange[];
  /** Offset from the start of the entries. */
  readonly prefixOffset: number;
  readonly prefixLength: number;
  readonly blobsOffset: number;
}

/** How to read the records of one segment. */
export interface RecordFormat {
  /** The first bytes of every record. */
  readonly magic: Buffer;
  readonly headerBytes: number;
  readonly firstRecordOffset: number;
  readonly crcSeed: number;
  /** null: no record starts there. */
  decodeHeader(bytes: Buffer): RecordHeader | null;
  /** @param bytes entries whose CRC was verified */
  decodeEntries(bytes: Buffer): readonly DecodedEntry[];
}

export function formatWith({ tag, crcSeed }: SegmentKey): RecordFormat {
  const magic = Buffer.concat([MAGIC, tag], TAG_BYTES);
  return {
    magic,
    headerBytes: HEADER_BYTES,
    firstRecordOffset: SEGMENT_HEAD_BYTES,
    crcSeed,
    decodeHeader(bytes) {
      if (bytes.length < HEADER_BYTES || !bytes.subarray(0, TAG_BYTES).equals(magic)) return null;
      if (crc32(bytes.subarray(0, HEADER_CRC_OFFSET), crcSeed) !== bytes.readUInt32LE(HEADER_CRC_OFFSET)) return null;
      return {
        number: Number(bytes.readBigUInt64LE(12)),
        syncedThrough: Number(bytes.readBigUInt64LE(20)),
        bodyLength: Number(bytes.readBigUInt64LE(28)),
        entriesLength: bytes.readUInt32LE(36),
        isContinued: (bytes.readUInt32LE(40) & CONTINUED) !== 0,
        entriesCrc: bytes.readUInt32LE(44),
      };
    },
    decodeEntries,
  };
}

/** The key of the segment whose first record begins with the bytes; null: there is no record. */
export function keyOfFirstRecord(bytes: Buffer): SegmentKey | null {
  const key = keyOf(bytes.subarray(MAGIC.length, TAG_BYTES));
  return formatWith(key).decodeHeader(bytes) === null ? null : key;
}

function decodeEntries(bytes: Buffer): readonly DecodedEntry[] {
  const entries: DecodedEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    const jsonStart = at + LENGTHS_BYTES;
    const prefixOffset = jsonStart + bytes.readUInt32LE(at);
    const prefixLength = bytes.readUInt32LE(at + 4);
    const blobsOffset = prefixOffset + prefixLength;
    const { filing = null, changes = [] } = JSON.parse(bytes.toString('utf8', jsonStart, prefixOffset)) as EntryJson;
    entries.push({ filing, changes, prefixOffset, prefixLength, blobsOffset });
    at = blobsOffset + bytes.readUInt32LE(at + 8);
  }
  return entries;
}
