/**
 * What prevents this process from accepting messages now: its stage, its listener, its store. Concurrent requests share
 * one check, so that monitoring causes little load.
 */
import type { Outbox } from '../../store/outbox.js';
import type { RunningProcess } from '../../runtime/running-process.js';

/** A commit takes milliseconds; a disk that takes longer than this delays messages. */
const STORE_ANSWERS_WITHIN_MS = 5_000;

type Obstacles = Promise<readonly string[]>;

/** @returns a function that resolves to one line per obstacle and never rejects */
export function obstacleFinder(
  outbox: Pick<Outbox, 'enqueue' | 'nextDueAt'>,
  process: RunningProcess,
): () => Obstacles {
  let inProgress: Obstacles | null = null;
  return () => {
    inProgress ??= findObstacles(outbox, process).finally(() => (inProgress = null));
    return inProgress;
  };
}

async function findObstacles(outbox: Pick<Outbox, 'enqueue' | 'nextDueAt'>, process: RunningProcess): Obstacles {
  if (process.stage === 'stopping') return ['the process is stopping'];
  const delivery = process.services.has('delivery') ? [] : ['the LMTP listener is not running'];
  const [reads, writes] = await Promise.all([
    whyNot(() => outbox.nextDueAt()),
    // Nothing to write, but the call passes through the writer.
    whyNot(() => outbox.enqueue([])),
  ]);
  return [
    ...delivery,
    ...(reads === null ? [] : [`the store cannot be read: ${reads}`]),
    ...(writes === null ? [] : [`the store cannot be written: ${writes}`]),
  ];
}

async function whyNot(work: () => Promise<unknown>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no answer'), STORE_ANSWERS_WITHIN_MS);
  });
  try {
    return await Promise.race([work().then(() => null), tooLong]);
  } catch {
    // The cause is logged where the store is used; it is not for everyone who can send this request.
    return 'error';
  } finally {
    clearTimeout(timer);
  }
}
