/**
 * The thread of a backup, which reads and writes files while the main thread continues to serve. Started by
 * run-backup.ts; posts its result and ends.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { BackupError, type BackupResult } from '../backup-store.js';
import { makeBackup, type BackupJob } from './make-backup.js';

export type FromBackup =
  | { readonly kind: 'done'; readonly result: BackupResult }
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string };

function answer(job: BackupJob): FromBackup {
  try {
    return { kind: 'done', result: makeBackup(job) };
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    return { kind: 'refused', message: error.message, hint: error.hint };
  }
}

parentPort?.postMessage(answer(workerData as BackupJob));
