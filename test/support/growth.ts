/**
 * Tests that the time of a function grows no faster than its input: it gets hostile texts of growing size, and the times are compared
 * with each other, never with a bound that a slow machine would exceed.
 */

/** Characters, each four times the one before. What is cut at some length must be caught below it. */
const SIZES = [256, 1024, 4096, 16_384];
/** Each size is compared with the one so many places before it, of a sixteenth of its characters. */
const APART = 2;
/** What takes less is not compared: it is noise, and harms nobody at the largest size. */
const NEGLIGIBLE_MS = 5;
/** Linear growth is 16, quadratic growth 256; the rest is left to a busy machine and a garbage collector. */
const MAX_RATIO = 64;
const RUNS = 5;
const MICROSECONDS_PER_MS = 1000;
/** A second opinion before anything is said to grow too fast. */
const OPINIONS = 3;

/** What is measured: makes its input of about so many characters, or of so many parts, and gives back what is to be timed. */
export type Sized = (size: number) => () => unknown;

/**
 * null: the time grows in proportion to the size; else how it grew, for the message of a failed test.
 *
 * @param sizes each four times the one before
 */
export async function excessiveGrowth(sized: Sized, sizes: readonly number[] = SIZES): Promise<string | null> {
  const largest = Math.max(...sizes);
  if ((await fastest(sized(largest), 1)) <= NEGLIGIBLE_MS) return null;
  for (const [index, size] of sizes.entries()) {
    const smaller = sizes[index - APART];
    const growth = smaller === undefined ? null : await confirmGrowth(sized, smaller, size);
    if (growth !== null) return growth;
  }
  return null;
}

const isSuspect = (milliseconds: number, before: number): boolean =>
  milliseconds > NEGLIGIBLE_MS && milliseconds > before * MAX_RATIO;

async function confirmGrowth(sized: Sized, smaller: number, larger: number): Promise<string | null> {
  let growth = '';
  for (let opinion = 0; opinion < OPINIONS; opinion++) {
    const before = await fastest(sized(smaller), RUNS);
    const act = sized(larger);
    // Mostly one run acquits: more of them could only find it faster.
    let after = await fastest(act, 1);
    if (isSuspect(after, before)) after = await fastest(act, RUNS);
    if (!isSuspect(after, before)) return null;
    growth = `size ${smaller}: ${before.toFixed(2)} ms, size ${larger}: ${after.toFixed(2)} ms`;
  }
  return growth;
}

/** In milliseconds of processor time: how busy the machine is with other things does not count. */
export async function fastest(act: () => unknown, runs: number): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage();
    const result = act();
    if (result instanceof Promise) await result;
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / MICROSECONDS_PER_MS);
  }
  return best;
}
