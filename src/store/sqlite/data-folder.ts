/**
 * The data folder, its identity and its lock: `desk.db` (accounts, stores, rows), `mail/` (segments), `data.id` (the id
 * that a configuration can name), `lock.db` (locked by the process that uses the folder).
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '../store-error.js';
import { realDisk } from './disk.js';

export interface DataFolder {
  readonly databasePath: string;
  readonly segmentFolder: string;
  /** Content of `data.id`. */
  readonly dataId: string;
  /** Releases the lock. */
  release(): void;
}

/**
 * Locks the data folder for this process and creates it (mode 0700) if it does not exist. Throws StoreError: `locked` if
 * another process has it, `other-data` if the configuration names other data, for example because a volume is not
 * mounted; then nothing was created or changed.
 */
export function openDataFolder(path: string, expectedDataId: string | null): DataFolder {
  const idPath = join(path, 'data.id');
  requireExpectedData(path, idPath, expectedDataId);
  const segmentFolder = join(path, 'mail');
  mkdirSync(segmentFolder, { recursive: true, mode: 0o700 });
  const release = takeLock(path);
  try {
    // Under the lock: of two simultaneous first starts, one creates the id.
    if (!existsSync(idPath)) writeDataId(path, idPath);
    return { databasePath: join(path, 'desk.db'), segmentFolder, dataId: readDataId(idPath), release };
  } catch (error) {
    release();
    throw error;
  }
}

function requireExpectedData(path: string, idPath: string, expected: string | null): void {
  if (expected === null) return;
  if (!existsSync(idPath)) {
    const state = existsSync(path) && readdirSync(path).length > 0 ? 'has no data.id' : 'is empty';
    throw new StoreError(
      'other-data',
      `the data folder ${path} ${state}, but data.id in the configuration is ${expected}: is the volume mounted?`,
    );
  }
  const found = readDataId(idPath);
  if (found !== expected) {
    throw new StoreError(
      'other-data',
      `the data folder ${path} has the id ${found}, but data.id in the configuration is ${expected}`,
    );
  }
}

function readDataId(idPath: string): string {
  return readFileSync(idPath, 'utf8').trim();
}

function writeDataId(path: string, idPath: string): void {
  const draft = `${idPath}.new`;
  writeFileSync(draft, `${randomUUID()}\n`, { mode: 0o600, flush: true });
  renameSync(draft, idPath);
  realDisk.syncFolder(path);
}

/**
 * The lock is a transaction that stays open on lock.db; the system releases it when the process ends in any way. The pid
 * file is only for error messages. No other code may open lock.db, as closing it would release the lock (POSIX record
 * locks).
 */
function takeLock(path: string): () => void {
  const pidPath = join(path, 'lock.pid');
  const lock = new Database(join(path, 'lock.db'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new StoreError('locked', `the data folder ${path} is in use by ${ownerOf(pidPath)}`, { cause: error });
  }
  writeFileSync(pidPath, `${process.pid}\n`, { mode: 0o600 });
  return () => lock.close();
}

function ownerOf(pidPath: string): string {
  try {
    return `process ${readFileSync(pidPath, 'utf8').trim()}`;
  } catch {
    return 'another process';
  }
}
