/** Random numbers that can be repeated after a failure: the seed is printed, and FRONTDESK_TEST_SEED sets it. */
import { randomInt } from 'node:crypto';

export interface SeededRandom {
  readonly seed: number;
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
}

const SEEDS = 2 ** 31;

/** @param wanted a seed that somebody has chosen */
export function seededRandom(purpose: string, wanted?: number): SeededRandom {
  const given = wanted ?? process.env['FRONTDESK_TEST_SEED'];
  const seed = given === undefined ? randomInt(SEEDS) : Number(given);
  process.stdout.write(`${purpose}: FRONTDESK_TEST_SEED=${seed}\n`);
  let state = seed >>> 0;
  // mulberry32: 32 bits of state, good enough to choose moments and recipients.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, next, between: (low, high) => low + Math.floor(next() * (high - low + 1)) };
}
