/**
 * The first bytes of a segment file: the secret with which its records are recognized, and where the records of the
 * segment before end. On disk before the first record, so that bytes behind that end, torn or never acknowledged, are
 * never read as records.
 *
 *   magic "FDS2", version (u32), secret (8 bytes), number of the segment before (u32; 0: none), reserved (u32), its
 *   valid end (u64), CRC-32 of the head so far; all little-endian: 36 bytes
 *
 * Every record repeats the secret, so that the records of a segment with a damaged head can still be read.
 */
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const MAGIC = Buffer.from('FDS2', 'latin1');
const VERSION = 1;
const SECRET_BYTES = 8;
const CRC_OFFSET = 32;
export const SEGMENT_HEAD_BYTES = 36;

/** The segment's secret, and what is derived from it. */
export interface SegmentKey {
  /** In the header of every record. */
  readonly tag: Buffer;
  /** The CRC-32 that every CRC of the segment continues from. */
  readonly crcSeed: number;
}

/** The offset behind the last valid record of a segment. */
export interface SegmentEnd {
  readonly segment: number;
  readonly validEnd: number;
}

export interface SegmentHead {
  readonly key: SegmentKey;
  /** null: the first segment, or one behind a segment of the first format. */
  readonly previous: SegmentEnd | null;
}

/** A new head with a random secret. */
export function createSegmentHead(previous: SegmentHead['previous']): {
  readonly bytes: Buffer;
  readonly key: SegmentKey;
} {
  const bytes = Buffer.alloc(SEGMENT_HEAD_BYTES);
  MAGIC.copy(bytes, 0);
  bytes.writeUInt32LE(VERSION, 4);
  const secret = randomBytes(SECRET_BYTES);
  secret.copy(bytes, 8);
  bytes.writeUInt32LE(previous?.segment ?? 0, 16);
  bytes.writeBigUInt64LE(BigInt(previous?.validEnd ?? 0), 24);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, CRC_OFFSET)), CRC_OFFSET);
  return { bytes, key: keyOf(secret) };
}

/** @returns null: not a head; the segment has the first format, or its first bytes are damaged */
export function decodeSegmentHead(bytes: Buffer): SegmentHead | null {
  if (bytes.length < SEGMENT_HEAD_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  if (crc32(bytes.subarray(0, CRC_OFFSET)) !== bytes.readUInt32LE(CRC_OFFSET)) return null;
  const segment = bytes.readUInt32LE(16);
  return {
    key: keyOf(bytes.subarray(8, 8 + SECRET_BYTES)),
    previous: segment === 0 ? null : { segment, validEnd: Number(bytes.readBigUInt64LE(24)) },
  };
}

/** @param secret of a head, or of the first record */
export function keyOf(secret: Buffer): SegmentKey {
  return { tag: Buffer.from(secret), crcSeed: crc32(secret) };
}
