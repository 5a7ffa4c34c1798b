/**
 * A record of the first segment format, which is only read: bytes of one message and its filings, without a number. Rows
 * that point into such segments stay valid; nothing is replayed from them.
 *
 *   header   magic "FDR1", length of the filings (u32), length of the body (u64), CRC-32 of the filings,
 *            CRC-32 of the header so far; all little-endian: 24 bytes
 *   filings  for each recipient: length of JSON (u32), length of prefix (u32), JSON, prefix
 *   body     the message's bytes as received; empty when the filings point at an earlier record
 *   trailer  CRC-32 of the body (u32)
 */
import { crc32 } from 'node:zlib';
import type { DecodedEntry, RecordFormat, RecordHeader } from './segment-record.js';
import type { RecordedFiling } from './recorded-change.js';

const MAGIC = Buffer.from('FDR1', 'latin1');
const HEADER_BYTES = 24;
const LENGTHS_BYTES = 8;
const HEADER_CRC_OFFSET = 20;

export const oldFormat: RecordFormat = {
  magic: MAGIC,
  headerBytes: HEADER_BYTES,
  firstRecordOffset: 0,
  crcSeed: 0,
  decodeHeader(bytes): RecordHeader | null {
    if (bytes.length < HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
    if (crc32(bytes.subarray(0, HEADER_CRC_OFFSET)) !== bytes.readUInt32LE(HEADER_CRC_OFFSET)) return null;
    return {
      number: null,
      syncedThrough: 0,
      isContinued: false,
      entriesLength: bytes.readUInt32LE(4),
      bodyLength: Number(bytes.readBigUInt64LE(8)),
      entriesCrc: bytes.readUInt32LE(16),
    };
  },
  decodeEntries(bytes) {
    const entries: DecodedEntry[] = [];
    let at = 0;
    while (at < bytes.length) {
      const jsonStart = at + LENGTHS_BYTES;
      const prefixOffset = jsonStart + bytes.readUInt32LE(at);
      const prefixLength = bytes.readUInt32LE(at + 4);
      const filing = JSON.parse(bytes.toString('utf8', jsonStart, prefixOffset)) as RecordedFiling;
      entries.push({ filing, changes: [], prefixOffset, prefixLength, blobsOffset: prefixOffset + prefixLength });
      at = prefixOffset + prefixLength;
    }
    return entries;
  },
};
