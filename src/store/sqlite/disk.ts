/**
 * The file operations for writing segments. A parameter of the writer, so that tests can make each of them fail; reads
 * do not use it.
 */
import { closeSync, constants, fdatasyncSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';

export interface Disk {
  /** Opens a file for writing; creates it with mode 0600 if it does not exist. */
  open(path: string): number;
  /** Writes all of the bytes at the position. */
  write(file: number, bytes: Uint8Array, position: number): void;
  /** The written bytes are on disk when it returns. */
  sync(file: number): void;
  truncate(file: number, length: number): void;
  /** New file names in the folder are on disk when it returns. */
  syncFolder(path: string): void;
  close(file: number): void;
}

export const realDisk: Disk = {
  open: (path) => openSync(path, constants.O_WRONLY | constants.O_CREAT, 0o600),
  write(file, bytes, position) {
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(file, bytes, written, bytes.length - written, position + written);
    }
  },
  sync: fdatasyncSync,
  truncate: ftruncateSync,
  syncFolder(path) {
    const folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  },
  close: closeSync,
};
