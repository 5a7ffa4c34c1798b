/**
 * Runs periodic work: at the start, and again after each interval.
 */
import type { Log } from './log.js';

/**
 * Never throws: errors are logged, and the work is tried again in the next round.
 *
 * @param work ends soon once its signal is aborted
 */
export function startRounds(
  everyMs: number,
  work: (signal: AbortSignal) => Promise<unknown>,
  log: Log,
): { /** Resolves when the running round has ended. */ stop(): Promise<void> } {
  let round: Promise<unknown> = Promise.resolve();
  const stopping = new AbortController();
  const run = (): void => {
    round = round.then(() => work(stopping.signal)).catch((error: unknown) => log('store-failed', { cause: error }));
  };
  run();
  const timer = setInterval(run, everyMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await round;
    },
  };
}
