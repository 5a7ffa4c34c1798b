/**
 * The data folder: whose it is, and who has it. `desk.db` (accounts, stores, rows), `mail/` (segments), `data.id` (which
 * data this is, so that a configuration can name it), `lock.db` (held by the one process that owns the folder).
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
  /** Gives the folder free. */
  release(): void;
}

/**
 * Takes the data folder for this process, making it (mode 0700) where there is none. Throws StoreError: `locked` when
 * another process has it, `not-found` when the configuration names data that is not here (a volume that is not
 * mounted): then nothing was made or changed.
 */
export function openDataFolder(path: string, expectedDataId: string | null): DataFolder {
  const idPath = join(path, 'data.id');
  requireExpectedData(path, idPath, expectedDataId);
  const segmentFolder = join(path, 'mail');
  mkdirSync(segmentFolder, { recursive: true, mode: 0o700 });
  const release = takeLock(path);
  try {
    // Under the lock: of two first starts at once, one makes the id.
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
      'not-found',
      `the data folder ${path} ${state}, the configuration names data ${expected}: is the volume mounted?`,
    );
  }
  const found = readDataId(idPath);
  if (found !== expected) {
    throw new StoreError(
      'not-found',
      `the data folder ${path} holds data ${found}, the configuration names ${expected}`,
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
 * The lock is a transaction that stays open on lock.db: the system drops it with the process, however it ends. The
 * pid beside it only tells a person who it is; nothing may open lock.db itself, as closing it again would drop the
 * lock (POSIX record locks).
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
