/**
 * `MailStore.check`: runs the check in its thread, and has the writer restore what is lost.
 */
import { Worker } from 'node:worker_threads';
import type { MailStore, StoreProblem } from '../mail-store.js';
import { StoreError } from '../store-error.js';
import type { StoreFindings } from './check-store.js';
import type { LogEntry } from './log-entry.js';
import type { WriterClient } from './writer-client.js';
import type { WriterThreadData } from './writer-thread.js';

/** Rows restored in one call; deliveries continue between the calls. */
const RESTORED_PER_CALL = 500;

export function prepareCheck(data: WriterThreadData, writer: WriterClient): MailStore['check'] {
  return async ({ rebuild }) => {
    const { messages, problems, lost } = await findInThread(data);
    if (!rebuild) return { messages, problems: [...problems, ...lostProblems(lost)], rebuilt: 0 };
    let rebuilt = 0;
    for (let from = 0; from < lost.length; from += RESTORED_PER_CALL) {
      rebuilt += await writer.call('restore', { lost: lost.slice(from, from + RESTORED_PER_CALL) });
    }
    return { messages: messages + rebuilt, problems, rebuilt };
  };
}

function findInThread(data: WriterThreadData): Promise<StoreFindings> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./check-thread.js', import.meta.url), { workerData: data });
    let cause: unknown = null;
    worker.once('message', resolve);
    worker.once('error', (error) => (cause = error));
    // Has no effect after the findings.
    worker.once('exit', () => reject(new StoreError('unavailable', 'the check ended unexpectedly', { cause })));
  });
}

function lostProblems(lost: readonly LogEntry[]): readonly StoreProblem[] {
  const counts = new Map<string, number>();
  for (const { filing } of lost) {
    const guid = filing?.filing.storeGuid ?? null;
    if (guid !== null) counts.set(guid, (counts.get(guid) ?? 0) + 1);
  }
  return [...counts].map(([guid, count]) => ({
    storeId: null,
    what: `store ${guid}: ${count} messages are in the segments but not in the index; --rebuild restores them`,
  }));
}
