/**
 * Names and reads segment files. Bytes that the database points at never change, so readers need no lock; they keep a few
 * files open.
 */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../store-error.js';

/** Files that a reader keeps open; mostly the newest segments are read. */
const KEPT_OPEN = 32;
const segmentFileName = /^(\d{6,})\.seg$/;

export function segmentPath(folder: string, segment: number): string {
  return join(folder, `${String(segment).padStart(6, '0')}.seg`);
}

/** Ascending. */
export function segmentNumbers(folder: string): readonly number[] {
  return readdirSync(folder)
    .map((name) => Number(segmentFileName.exec(name)?.[1] ?? 0))
    .filter((segment) => segment > 0)
    .sort((one, other) => one - other);
}

/** Size of the segment's file in bytes; null if it does not exist. */
export function segmentLength(folder: string, segment: number): number | null {
  return statSync(segmentPath(folder, segment), { throwIfNoEntry: false })?.size ?? null;
}

export interface SegmentReader {
  /** Throws StoreError('corrupt') if the bytes do not exist. */
  read(segment: number, offset: number, length: number): Buffer<ArrayBuffer>;
  close(): void;
}

export function openSegmentReader(folder: string): SegmentReader {
  const files = new Map<number, number>();
  const fileOf = (segment: number): number => {
    const known = files.get(segment);
    if (known !== undefined) return known;
    const [oldest] = files;
    if (oldest !== undefined && files.size >= KEPT_OPEN) {
      files.delete(oldest[0]);
      closeSync(oldest[1]);
    }
    const file = openSync(segmentPath(folder, segment), 'r');
    files.set(segment, file);
    return file;
  };
  return {
    read(segment, offset, length) {
      const bytes = Buffer.alloc(length);
      try {
        if (readFully(fileOf(segment), bytes, offset) === length) return bytes;
      } catch (error) {
        throw new StoreError('corrupt', `segment ${segment} cannot be read`, { cause: error });
      }
      throw new StoreError('corrupt', `segment ${segment} ends before byte ${offset + length}`);
    },
    close() {
      for (const file of files.values()) closeSync(file);
      files.clear();
    },
  };
}

/** Fills the buffer from the position; returns the number of bytes read. */
function readFully(file: number, bytes: Buffer, position: number): number {
  let filled = 0;
  while (filled < bytes.length) {
    const read = readSync(file, bytes, filled, bytes.length - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}
