/**
 * Opens the engines of a data folder. The only file that knows which engine stands behind a port.
 * Path: wiring.ts for the services, wiring-command.ts for one command.
 */
import { join } from 'node:path';
import { openSqliteDirectory, type SqliteDirectory } from './directory/sqlite/open-directory.js';
import { systemClock } from './runtime/clock.js';
import { openCrashMark, type CrashMark } from './runtime/crash-mark.js';
import { openSecret } from './runtime/secret-file.js';
import type { Config } from './settings/config.js';
import { openSqliteStore, type SqliteStore } from './store/sqlite/open-sqlite-store.js';
import type { Restored, RestoreJob } from './store/sqlite/restore-backup.js';

export interface Engines {
  readonly store: SqliteStore;
  readonly directory: SqliteDirectory;
  /** Signs the proofs of what was submitted here. */
  readonly secret: Uint8Array;
  readonly crashMark: CrashMark;
  /** Completes pending writes and unlocks the data folder. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Most commands write nothing: the writer is started by the first call that does. */
  readonly isForCommand: boolean;
  /** Begins a new database also beside messages whose database is lost. */
  readonly replacesLostDatabase?: boolean;
}

/**
 * All of them or none: a store left open would keep its thread, and with it the process, alive. Throws StoreError or
 * DirectoryError, or what the file system throws.
 */
export async function openEngines(
  { dataFolder, data, delivery, lmtp }: Config,
  { isForCommand, replacesLostDatabase = false }: OpenOptions,
): Promise<Engines> {
  const store = await openSqliteStore({
    dataFolder,
    expectedDataId: data.id === '' ? null : data.id,
    duplicateWindowMs: delivery.duplicateWindow,
    startWriter: !isForCommand,
    replacesLostDatabase,
  });
  let directory: SqliteDirectory | undefined;
  try {
    directory = openSqliteDirectory({ path: store.databasePath, recipientDelimiter: lmtp.recipientDelimiter });
    const secret = openSecret(join(dataFolder, 'submission.key'));
    const crashMark = openCrashMark(dataFolder);
    return { store, directory, secret, crashMark, close: () => closeAll(store, directory, crashMark) };
  } catch (error) {
    await closeAll(store, directory, null);
    throw error;
  }
}

async function closeAll(
  store: SqliteStore,
  directory: SqliteDirectory | undefined,
  crashMark: CrashMark | null,
): Promise<void> {
  crashMark?.close();
  directory?.close();
  await store.close();
}

/** Restores the data folder that no process uses. Throws BackupError or StoreError, or what the file system throws. */
export async function restoreDataFolder(job: Omit<RestoreJob, 'now'>): Promise<Restored> {
  const { restoreBackup } = await import('./store/sqlite/restore-backup.js');
  return restoreBackup({ ...job, now: systemClock() });
}
