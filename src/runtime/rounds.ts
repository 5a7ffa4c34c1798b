/**
 * Work that comes round: once at the start, and again after each interval.
 */
import type { Log } from './log.js';

/**
 * Never throws: what goes wrong is logged and tried again the next time.
 *
 * @param work ends soon once its signal is aborted
 */
export function startRounds(
  everyMs: number,
  work: (signal: AbortSignal) => Promise<unknown>,
  log: Log,
): { /** Resolves when what is under way has ended. */ stop(): Promise<void> } {
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
