/**
 * A record of a segment file: the bytes of one message and its filings. This is enough to restore the rows of desk.db.
 *
 *   header   magic "FDR1", length of the filings (u32), length of the body (u64), CRC-32 of the filings,
 *            CRC-32 of the header so far; all little-endian: 24 bytes
 *   filings  for each recipient: length of JSON (u32), length of prefix (u32), JSON, prefix
 *   body     the message's bytes as received; empty when the filings point at an earlier record
 *   trailer  CRC-32 of the body (u32)
 *
 * CRC-32 (ISO-HDLC, as in gzip): it has to find torn and rotten bytes, not an attacker, who could also write the right
 * hash; and it costs a fifth of a SHA-256.
 */
import { crc32 } from 'node:zlib';

export const RECORD_MAGIC = Buffer.from('FDR1', 'latin1');
export const RECORD_HEADER_BYTES = 24;
export const RECORD_TRAILER_BYTES = 4;
const FILING_LENGTHS_BYTES = 8;
const HEADER_CRC_OFFSET = 20;

/** The location of a body: number of the segment, offset and length in bytes. */
export interface BodyLocation {
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
}

/** The filing for one recipient as recorded in the segment. */
export interface RecordedFiling {
  readonly storeGuid: string;
  readonly deliveryId: string;
  readonly folder: string;
  readonly uidValidity: number;
  readonly uid: number;
  readonly flags: readonly string[];
  readonly receivedAt: number;
  readonly outsideQuota: boolean;
  /** The location of the body in another record; null: in this record. */
  readonly body: BodyLocation | null;
}

export interface RecordHead {
  /** Header and filings, ready to be written before the body. */
  readonly bytes: Buffer;
  /** Offset of each filing's prefix from the start of the record. */
  readonly prefixOffsets: readonly number[];
}

/** @param bodyLength bytes that follow the head */
export function encodeRecordHead(
  filings: readonly { readonly filing: RecordedFiling; readonly prefix: Uint8Array }[],
  bodyLength: number,
): RecordHead {
  const parts: Uint8Array[] = [];
  const prefixOffsets: number[] = [];
  let length = RECORD_HEADER_BYTES;
  for (const { filing, prefix } of filings) {
    const json = Buffer.from(JSON.stringify(filing), 'utf8');
    const lengths = Buffer.allocUnsafe(FILING_LENGTHS_BYTES);
    lengths.writeUInt32LE(json.length, 0);
    lengths.writeUInt32LE(prefix.length, 4);
    parts.push(lengths, json, prefix);
    prefixOffsets.push(length + FILING_LENGTHS_BYTES + json.length);
    length += FILING_LENGTHS_BYTES + json.length + prefix.length;
  }
  const header = Buffer.allocUnsafe(RECORD_HEADER_BYTES);
  const bytes = Buffer.concat([header, ...parts], length);
  RECORD_MAGIC.copy(bytes, 0);
  bytes.writeUInt32LE(length - RECORD_HEADER_BYTES, 4);
  bytes.writeBigUInt64LE(BigInt(bodyLength), 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(RECORD_HEADER_BYTES)), 16);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, HEADER_CRC_OFFSET)), HEADER_CRC_OFFSET);
  return { bytes, prefixOffsets };
}

export function encodeTrailer(bodyCrc: number): Buffer {
  const trailer = Buffer.allocUnsafe(RECORD_TRAILER_BYTES);
  trailer.writeUInt32LE(bodyCrc, 0);
  return trailer;
}

export interface RecordHeader {
  readonly filingsLength: number;
  readonly bodyLength: number;
  readonly filingsCrc: number;
}

/** Decodes the first bytes of a record; null if no record starts there. */
export function decodeRecordHeader(bytes: Buffer): RecordHeader | null {
  if (bytes.length < RECORD_HEADER_BYTES || !bytes.subarray(0, RECORD_MAGIC.length).equals(RECORD_MAGIC)) return null;
  if (crc32(bytes.subarray(0, HEADER_CRC_OFFSET)) !== bytes.readUInt32LE(HEADER_CRC_OFFSET)) return null;
  return {
    filingsLength: bytes.readUInt32LE(4),
    bodyLength: Number(bytes.readBigUInt64LE(8)),
    filingsCrc: bytes.readUInt32LE(16),
  };
}

export interface DecodedFiling {
  readonly filing: RecordedFiling;
  /** Offset from the start of the filings. */
  readonly prefixOffset: number;
  readonly prefixLength: number;
}

/** Decodes the filings of a record; null if they are damaged. */
export function decodeFilings(bytes: Buffer, crc: number): readonly DecodedFiling[] | null {
  if (crc32(bytes) !== crc) return null;
  const filings: DecodedFiling[] = [];
  let at = 0;
  while (at < bytes.length) {
    const jsonStart = at + FILING_LENGTHS_BYTES;
    const prefixOffset = jsonStart + bytes.readUInt32LE(at);
    const prefixLength = bytes.readUInt32LE(at + 4);
    const filing = JSON.parse(bytes.toString('utf8', jsonStart, prefixOffset)) as RecordedFiling;
    filings.push({ filing, prefixOffset, prefixLength });
    at = prefixOffset + prefixLength;
  }
  return filings;
}
