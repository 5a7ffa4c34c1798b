/**
 * Writes the parts of records to a file: small parts are gathered, so that a group of small records is one write; large
 * ones are written as they are.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Disk } from './disk.js';

/** Chunk size for copying spill files. */
const COPY_CHUNK_BYTES = 1024 * 1024;
/** Parts up to this size are gathered. */
const GATHER_BYTES = 256 * 1024;

/** The bytes of a message to be written to a segment. */
export type BodySource =
  | { readonly kind: 'memory'; readonly bytes: Uint8Array }
  | { readonly kind: 'spill'; readonly path: string; readonly sizeBytes: number };

/** In bytes. */
export function sizeOf(body: BodySource): number {
  return body.kind === 'memory' ? body.bytes.length : body.sizeBytes;
}

export interface Staging {
  /** The next part is written at this position; what was not flushed is dropped. */
  begin(file: number, position: number): void;
  /** Adds the bytes; the caller may reuse them after the call. */
  add(bytes: Uint8Array): void;
  /** Writes what was added. */
  flush(): void;
  /** Shared by callers that copy files. */
  readonly chunk: Buffer;
}

export function createStaging(disk: Disk): Staging {
  const buffer = Buffer.alloc(GATHER_BYTES);
  let file = -1;
  let position = 0;
  let filled = 0;
  const flush = (): void => {
    if (filled > 0) disk.write(file, buffer.subarray(0, filled), position);
    position += filled;
    filled = 0;
  };
  return {
    chunk: Buffer.alloc(COPY_CHUNK_BYTES),
    begin(nextFile, nextPosition) {
      file = nextFile;
      position = nextPosition;
      filled = 0;
    },
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

/** Adds the bytes of the body; returns their CRC-32, continued from `crcSeed`. */
export function addBody(body: BodySource | null, staging: Staging, crcSeed: number): number {
  if (body === null) return crcSeed;
  if (body.kind === 'spill') return copySpillFile(body, staging, crcSeed);
  staging.add(body.bytes);
  return crc32(body.bytes, crcSeed);
}

function copySpillFile(
  spill: { readonly path: string; readonly sizeBytes: number },
  staging: Staging,
  crcSeed: number,
): number {
  const { chunk } = staging;
  const file = openSync(spill.path, 'r');
  try {
    let crc = crcSeed;
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
