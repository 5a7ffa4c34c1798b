/**
 * The main thread's side of the writer. Calls within one turn of the event loop are posted in one message; answers are
 * returned in order. If the thread ends unexpectedly, every pending call fails with `unavailable` (it may have been
 * committed or not; delivering again is safe), and the next call starts a new thread. The database is closed with the
 * old thread, so nothing remains half-done.
 */
import { type Transferable, Worker } from 'node:worker_threads';
import type { ToldChange } from '../change-feed.js';
import { StoreError } from '../store-error.js';
import type { AnswerOf, AskOf, WriteAnswer, WriteCall, WriteCallName } from './write-calls.js';
import type { WriterMetrics } from './writer.js';
import type { FromWriter, ToWriter, WriterThreadData } from './writer-thread.js';

export interface WriterClient {
  /** Resolves when the thread is ready for calls. Throws StoreError('unavailable') if it cannot start. */
  start(): Promise<void>;
  /** Durable when it resolves. Throws StoreError. */
  call<Name extends WriteCallName>(
    name: Name,
    ask: AskOf<Name>,
    transfer?: readonly Transferable[],
  ): Promise<AnswerOf<Name>>;
  metrics(): WriterMetrics;
  /** Finishes earlier calls first. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (value: AnswerOf<WriteCallName>) => void;
  readonly reject: (error: StoreError) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Waiting[];
  /** Rejects if the thread ends before it is ready. */
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
}

const noMetrics: WriterMetrics = {
  calls: 0,
  commits: 0,
  segmentSyncs: 0,
  failures: 0,
  largestGroup: 0,
  replayedCalls: 0,
  damagedRecords: 0,
  heldMessages: 0,
};

/** @param tell gets what has changed, after the calls were answered */
export function startWriterClient(
  data: WriterThreadData,
  tell: (changes: readonly ToldChange[]) => void,
): WriterClient {
  let thread: Thread | null = null;
  let batch: { readonly call: WriteCall; readonly waiting: Waiting; readonly transfer: readonly Transferable[] }[] = [];
  let metrics = noMetrics;
  let isClosed = false;

  const startThread = (): Thread => {
    const started: Thread = startWriterThread(data, tell, (latest) => (metrics = latest));
    void started.ended.then(() => {
      if (thread === started) thread = null;
      // Commits may not have been answered.
      if (!isClosed) tell([{ kind: 'missed' }]);
    });
    return started;
  };
  const post = (): void => {
    const posted = batch;
    if (posted.length === 0) return;
    batch = [];
    thread ??= startThread();
    thread.waiting.push(...posted.map(({ waiting }) => waiting));
    const message: ToWriter = { kind: 'calls', calls: posted.map(({ call }) => call) };
    thread.worker.postMessage(message, [...new Set(posted.flatMap(({ transfer }) => transfer))]);
  };

  return {
    async start() {
      thread ??= startThread();
      await thread.ready;
    },
    call<Name extends WriteCallName>(name: Name, ask: AskOf<Name>, transfer: readonly Transferable[] = []) {
      return new Promise<AnswerOf<Name>>((resolve, reject) => {
        if (isClosed) {
          reject(new StoreError('unavailable', 'the store is closed'));
          return;
        }
        if (batch.length === 0) setImmediate(post);
        const waiting: Waiting = { resolve: (value) => resolve(value), reject };
        batch.push({ call: { name, ask } as unknown as WriteCall, waiting, transfer });
      });
    },
    metrics: () => metrics,
    async close() {
      isClosed = true;
      if (batch.length > 0) post();
      if (thread === null) return;
      thread.worker.postMessage({ kind: 'close' } satisfies ToWriter);
      await thread.ended;
    },
  };
}

function startWriterThread(
  data: WriterThreadData,
  tell: (changes: readonly ToldChange[]) => void,
  report: (metrics: WriterMetrics) => void,
): Thread {
  const worker = new Worker(new URL('./writer-thread.js', import.meta.url), { workerData: data });
  const waiting: Waiting[] = [];
  let cause: unknown = null;
  worker.on('error', (error) => (cause = error));
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('exit', () => reject(endedError(cause)));
  });
  // If no caller waits for it, the first call fails instead.
  ready.catch(() => null);
  worker.on('message', ({ answers, changes, metrics }: FromWriter) => {
    report(metrics);
    for (const answer of answers) settle(waiting.shift(), answer);
    tell(changes);
  });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      for (const { reject } of waiting.splice(0)) reject(endedError(cause));
      resolve();
    });
  });
  return { worker, waiting, ready, ended };
}

function endedError(cause: unknown): StoreError {
  return new StoreError('unavailable', 'the writer thread ended unexpectedly', { cause });
}

function settle(waiting: Waiting | undefined, answer: WriteAnswer): void {
  if (answer.kind === 'done') waiting?.resolve(answer.value);
  else waiting?.reject(new StoreError(answer.reason, answer.message));
}
