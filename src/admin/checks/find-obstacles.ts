/**
 * What keeps this house from taking mail right now: its stage, its listener, its store. One look at a time, however many
 * ask: whoever watches over us must not be a load.
 */
import type { Desk } from '../../store/desk.js';
import type { RunningProcess } from '../../runtime/running-process.js';

/** A commit takes milliseconds; a disk that takes longer than this holds mail up. */
const STORE_ANSWERS_WITHIN_MS = 5_000;

type Obstacles = Promise<readonly string[]>;

/** @returns a function that resolves to one line an obstacle and never rejects */
export function obstacleFinder(desk: Pick<Desk, 'enqueue' | 'nextDueAt'>, process: RunningProcess): () => Obstacles {
  let inProgress: Obstacles | null = null;
  return () => {
    inProgress ??= findObstacles(desk, process).finally(() => (inProgress = null));
    return inProgress;
  };
}

async function findObstacles(desk: Pick<Desk, 'enqueue' | 'nextDueAt'>, process: RunningProcess): Obstacles {
  if (process.stage === 'stopping') return ['the process is ending'];
  const delivery = process.services.has('delivery') ? [] : ['LMTP does not listen'];
  const [reads, writes] = await Promise.all([
    whyNot(() => desk.nextDueAt()),
    // Nothing to write, but it goes all the way through the writer.
    whyNot(() => desk.enqueue([])),
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
    // The whole cause is in the log of whoever needed the store; not for everybody who can ask.
    return 'it fails';
  } finally {
    clearTimeout(timer);
  }
}
