import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCrashMark } from '../../../src/runtime/crash-mark.js';

const mail = 'a'.repeat(64);
const other = 'b'.repeat(64);
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-crash-mark-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What a process that was killed inside `during` leaves. */
function endWhileLookingAt(name: string): void {
  const mark = openCrashMark(folder);
  const left = mark.during(name, () => readFileSync(join(folder, 'booking.mark')));
  mark.close();
  writeFileSync(join(folder, 'booking.mark'), left);
}

it('a process that ended while it looked at a message is counted against that message, and no other', () => {
  endWhileLookingAt(mail);
  endWhileLookingAt(mail);
  const mark = openCrashMark(folder);
  expect([mark.crashCount(mail), mark.crashCount(other)]).toEqual([2, 0]);
  mark.close();
});

it('work that has ended or thrown is not counted', () => {
  const mark = openCrashMark(folder);
  expect(mark.during(mail, () => 7)).toBe(7);
  expect(() =>
    mark.during(mail, () => {
      throw new Error('a fault');
    }),
  ).toThrow('a fault');
  mark.close();
  const next = openCrashMark(folder);
  expect(next.crashCount(mail)).toBe(0);
  next.close();
});

it('after a turn of the event loop, a crash counts against no message', async () => {
  const mark = openCrashMark(folder);
  mark.during(mail, () => 7);
  mark.during(other, () => 7);
  await new Promise((resolve) => setImmediate(resolve));
  const next = openCrashMark(folder);
  expect([next.crashCount(mail), next.crashCount(other)]).toEqual([0, 0]);
  mark.close();
  next.close();
});

it('what cannot be read of the files counts as nothing', () => {
  writeFileSync(join(folder, 'booking.endings'), `${mail} 3\nnonsense\n${other}\n`);
  const mark = openCrashMark(folder);
  expect([mark.crashCount(mail), mark.crashCount(other)]).toEqual([3, 0]);
  mark.close();
});

it('work that goes on after the close writes into no file that has the number now', () => {
  const mark = openCrashMark(folder);
  mark.close();
  const path = join(folder, 'another');
  const file = openSync(path, 'w+');
  expect(mark.during(mail, () => 7)).toBe(7);
  closeSync(file);
  expect(readFileSync(path, 'latin1')).toBe('');
});
