/** Work that holds everybody up is followed by as long a time in which it does not. */
import { expect, it } from 'vitest';
import { leaveRoomAfter } from '../../../src/runtime/leave-room.js';

const LONG_MS = 60;

function work(milliseconds: number): void {
  const startedAt = performance.now();
  while (performance.now() - startedAt < milliseconds);
}

it('others run before the result is given, as long as the work took', async () => {
  let turns = 0;
  const count = setInterval(() => (turns += 1), 1);
  const before = performance.now();
  const result = await leaveRoomAfter(() => {
    work(LONG_MS);
    return Promise.resolve('done');
  });
  clearInterval(count);
  expect(result).toBe('done');
  expect(performance.now() - before).toBeGreaterThanOrEqual(2 * LONG_MS - 1);
  expect(turns).toBeGreaterThan(0);
});

it('an error is thrown after the same time', async () => {
  const before = performance.now();
  const failing = leaveRoomAfter(() => {
    work(LONG_MS);
    return Promise.reject(new Error('bad'));
  });
  await expect(failing).rejects.toThrow('bad');
  expect(performance.now() - before).toBeGreaterThanOrEqual(2 * LONG_MS - 1);
});
