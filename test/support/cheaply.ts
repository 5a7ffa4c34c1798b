/**
 * A bound on processor time, which does not depend on the load of the machine. It is generous compared with the time measured on
 * a quiet machine, and far below the time of anything unbounded.
 */
import { expect } from 'vitest';

const MICROSECONDS_PER_MS = 1000;

/** @returns what `act` gives; fails when it took more than so many milliseconds of processor time */
export function cheaply<Value>(withinMs: number, act: () => Value): Value {
  const before = process.cpuUsage();
  const value = act();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / MICROSECONDS_PER_MS, 'milliseconds of processor time').toBeLessThan(withinMs);
  return value;
}
