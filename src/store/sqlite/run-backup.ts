/**
 * `BackupStore.backUp`: makes the backup in a thread, one at a time.
 */
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../runtime/clock.js';
import { BackupError, type BackupResult, type BackupStore } from '../backup-store.js';
import { StoreError } from '../store-error.js';
import type { FromBackup } from './backup-thread.js';
import type { BackupJob } from './make-backup.js';

export function prepareBackup(
  data: Pick<BackupJob, 'source' | 'dataId' | 'duplicateWindowMs'>,
  clock: Clock,
): BackupStore {
  let isRunning = false;
  return {
    async backUp(folder, options) {
      if (isRunning) throw new BackupError('another backup is in progress', 'wait for its end');
      isRunning = true;
      try {
        return await backUpInThread({ ...data, ...options, folder, now: clock() });
      } finally {
        isRunning = false;
      }
    },
  };
}

function backUpInThread(job: BackupJob): Promise<BackupResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./backup-thread.js', import.meta.url), { workerData: job });
    let cause = new Error('its thread ended unexpectedly');
    worker.once('message', (answer: FromBackup) => {
      if (answer.kind === 'done') resolve(answer.result);
      else reject(new BackupError(answer.message, answer.hint));
    });
    worker.once('error', (error: Error) => (cause = error));
    // Has no effect after the result.
    worker.once('exit', () => reject(new StoreError('unavailable', `the backup failed: ${cause.message}`, { cause })));
  });
}
