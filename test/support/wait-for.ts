/** Waits for a condition instead of a time: polls it until it is true, within a limit. */
import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** After this it throws. Default 10 s: far more than any condition of ours needs on a busy machine. */
  readonly withinMs?: number;
  readonly everyMs?: number;
}

/**
 * Resolves to the first value of `probe` that is neither null, undefined nor false. A probe that throws counts as not
 * yet; what it threw last is the cause of the error.
 */
export async function waitFor<T>(
  what: string,
  probe: () => T | Promise<T>,
  { withinMs = 10_000, everyMs = 20 }: WaitOptions = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinMs;
  let last: unknown;
  do {
    try {
      const value = await probe();
      if (value !== null && value !== undefined && value !== false) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await delay(everyMs);
  } while (performance.now() < deadline);
  throw new Error(`waited ${withinMs} ms in vain for: ${what}`, { cause: last });
}
