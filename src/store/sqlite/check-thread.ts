/**
 * The thread of `store check`, which reads the whole store while the main thread continues to serve. Started by
 * run-check.ts; posts its findings and ends.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../../runtime/sqlite/open-database.js';
import { checkStore } from './check-store.js';
import type { WriterThreadData } from './writer-thread.js';

const { databasePath, segmentFolder, duplicateWindowMs } = workerData as WriterThreadData;
const database = openDatabase(databasePath);
try {
  parentPort?.postMessage(checkStore(database, segmentFolder, duplicateWindowMs));
} finally {
  database.close();
}
