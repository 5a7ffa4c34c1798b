/**
 * Lets some work run alone: it waits until all other work has ended, and other work waits until it has. Nobody waits
 * for long: after a bound both go on side by side, and the work is not alone.
 * Path: crash-mark.ts, for messages on which the process has crashed.
 */
import { setTimeout as delay } from 'node:timers/promises';

export interface AloneTurns {
  /** Runs beside other work. */
  among<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Runs alone, after other work that runs alone. */
  alone<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Work of this name runs, and nothing beside it. */
  isAlone(name: string): boolean;
}

export function createAloneTurns(maxWaitMs: number): AloneTurns {
  let running = 0;
  let single: { readonly name: string; isAlone: boolean } | null = null;
  /** The end of the last work that runs alone or is to. */
  let last: Promise<unknown> | null = null;
  let wakeSingle: (() => void) | null = null;

  async function run<Result>(work: () => Promise<Result>): Promise<Result> {
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      if (running === 0) wakeSingle?.();
    }
  }

  async function runSingle<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    if (running > 0) await within(new Promise<void>((resolve) => (wakeSingle = resolve)), maxWaitMs);
    wakeSingle = null;
    single = { name, isAlone: running === 0 };
    try {
      return await work();
    } finally {
      single = null;
    }
  }

  return {
    async among(work) {
      if (last !== null) {
        await within(last, maxWaitMs);
        if (single !== null) single.isAlone = false;
      }
      return await run(work);
    },
    async alone(name, work) {
      const before = last;
      const own = (before === null ? Promise.resolve() : before).then(() => runSingle(name, work));
      const ended = own.then(
        () => undefined,
        () => undefined,
      );
      last = ended;
      try {
        return await own;
      } finally {
        if (last === ended) last = null;
      }
    },
    isAlone: (name) => single?.name === name && single.isAlone,
  };
}

async function within(promise: Promise<unknown>, maxWaitMs: number): Promise<void> {
  const stop = new AbortController();
  await Promise.race([
    promise,
    delay(maxWaitMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined),
  ]);
  stop.abort();
}
