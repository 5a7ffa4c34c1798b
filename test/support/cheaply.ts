/**
 * A bound on what something costs, by processor time: how busy the machine is with other things does not count. Wide
 * beside what is measured on a quiet machine, and far below what anything unbounded takes.
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
