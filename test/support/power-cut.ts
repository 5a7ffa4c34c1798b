/**
 * A power cut for the writer: records every write and sync of the segments and the database after every commit, and
 * writes what a disk may hold if the power failed at one of these moments.
 *
 * Model: of a file, all synced bytes are there; of the bytes written since, all, none, or a part of the last write. The
 * database is a prefix of its commits that contains at least the last synced one (https://www.sqlite.org/wal.html).
 */
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Disk, realDisk } from '../../src/store/sqlite/disk.js';

type Operation =
  | { readonly kind: 'write'; readonly path: string; readonly bytes: Buffer; readonly position: number }
  | { readonly kind: 'truncate'; readonly path: string; readonly length: number }
  | { readonly kind: 'sync'; readonly path: string }
  | { readonly kind: 'commit'; readonly number: number; readonly isSynced: boolean };

/** What is left of the operations since the last sync of a file. */
export const survivals = ['all', 'none', 'torn'] as const;
export type Survival = (typeof survivals)[number];

export interface PowerCut {
  readonly disk: Disk;
  /** To be called after each commit. @param isSynced whether the commit was synced */
  committed(isSynced: boolean): void;
  /** The number of operations so far. */
  now(): number;
  /** The databases that may be left after so many operations: numbers of commits. */
  databasesAt(moment: number): readonly number[];
  /** Writes a data folder as it may be after so many operations. */
  restore(target: string, moment: number, survival: Survival, database: number): void;
}

export function recordPower(dataFolder: string, snapshots: string): PowerCut {
  const operations: Operation[] = [];
  const paths = new Map<number, string>();
  const pathOf = (file: number): string => paths.get(file) ?? '';
  let commits = 0;
  const disk: Disk = {
    open(path) {
      const file = realDisk.open(path);
      paths.set(file, path);
      return file;
    },
    write(file, bytes, position) {
      realDisk.write(file, bytes, position);
      operations.push({ kind: 'write', path: pathOf(file), bytes: Buffer.from(bytes), position });
    },
    sync(file) {
      realDisk.sync(file);
      operations.push({ kind: 'sync', path: pathOf(file) });
    },
    truncate(file, length) {
      realDisk.truncate(file, length);
      operations.push({ kind: 'truncate', path: pathOf(file), length });
    },
    syncFolder: (path) => realDisk.syncFolder(path),
    close: (file) => realDisk.close(file),
  };
  return {
    disk,
    committed(isSynced) {
      const target = join(snapshots, String(commits));
      mkdirSync(target, { recursive: true });
      for (const name of ['desk.db', 'desk.db-wal']) {
        if (existsSync(join(dataFolder, name))) cpSync(join(dataFolder, name), join(target, name));
      }
      operations.push({ kind: 'commit', number: commits++, isSynced });
    },
    now: () => operations.length,
    databasesAt(moment) {
      const made = operations.slice(0, moment).filter((each) => each.kind === 'commit');
      const synced = made.findLastIndex(({ isSynced }) => isSynced);
      return made.slice(Math.max(synced, 0)).map(({ number }) => number);
    },
    restore(target, moment, survival, database) {
      mkdirSync(join(target, 'mail'), { recursive: true });
      cpSync(join(snapshots, String(database)), target, { recursive: true });
      for (const [path, bytes] of filesAt(operations.slice(0, moment), survival)) {
        writeFileSync(join(target, 'mail', basename(path)), bytes);
      }
    },
  };
}

function filesAt(operations: readonly Operation[], survival: Survival): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  const paths = new Set(operations.flatMap((each) => ('path' in each ? [each.path] : [])));
  for (const path of paths) {
    const own = operations.filter((each) => 'path' in each && each.path === path);
    const synced = own.findLastIndex(({ kind }) => kind === 'sync') + 1;
    const unsynced = survival === 'none' ? [] : own.slice(synced);
    if (synced + unsynced.length === 0) continue;
    const last = unsynced.at(-1);
    const isTorn = survival === 'torn' && last?.kind === 'write';
    const whole = [...own.slice(0, synced), ...(isTorn ? unsynced.slice(0, -1) : unsynced)];
    let bytes = whole.reduce(apply, Buffer.alloc(0));
    if (isTorn) bytes = apply(bytes, { ...last, bytes: last.bytes.subarray(0, last.bytes.length / 2) });
    files.set(path, bytes);
  }
  return files;
}

function apply(bytes: Buffer, operation: Operation): Buffer {
  if (operation.kind === 'truncate') return bytes.subarray(0, operation.length);
  if (operation.kind !== 'write') return bytes;
  const { bytes: written, position } = operation;
  const longer = Buffer.alloc(Math.max(bytes.length, position + written.length));
  bytes.copy(longer);
  written.copy(longer, position);
  return longer;
}
