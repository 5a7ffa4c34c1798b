import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCrashMark } from '../../../src/runtime/crash-mark.js';

const message = 'a'.repeat(64);
const other = 'b'.repeat(64);
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-crash-mark-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const markFile = (): string => join(folder, 'crash.mark');

/** What is under way in a process that crashes has no end. */
const forever = (): Promise<never> => new Promise(() => undefined);
const MAX_WAIT_MS = 10;

/** The process crashes while the event loop is at work on the message, and the neighbour is on its way. */
async function crashOn(name: string, neighbour: string | null = null): Promise<void> {
  const mark = openCrashMark(folder, MAX_WAIT_MS);
  if (neighbour !== null) void mark.handling(neighbour, forever);
  const left = await new Promise<Buffer>((resolve) => {
    void mark.handling(name, () => {
      mark.during(name, () => {
        resolve(readFileSync(markFile()));
      });
      return forever();
    });
  });
  mark.close();
  writeFileSync(markFile(), left);
}

/** The message comes, and is handled to its end. */
async function handle(name: string): Promise<void> {
  const mark = openCrashMark(folder);
  await mark.handling(name, () => {
    mark.during(name, () => undefined);
    return Promise.resolve();
  });
  mark.close();
}

function barred(...names: readonly string[]): boolean[] {
  const mark = openCrashMark(folder);
  const outcome = names.map((name) => mark.isBarred(name));
  mark.close();
  return outcome;
}

describe('a message that crashes the process', () => {
  it('makes it a suspect, then counts while it is alone: after three crashes it is not read, and no other is affected', async () => {
    await crashOn(message);
    expect(barred(message)).toEqual([false]);
    await crashOn(message);
    expect(barred(message)).toEqual([false]);
    await crashOn(message);
    expect(barred(message, other)).toEqual([true, false]);
  });

  it('two kills in the middle of it prove nothing; once it is handled to its end, all is forgotten', async () => {
    await crashOn(message);
    await crashOn(message);
    await handle(message);
    await crashOn(message);
    await crashOn(message);
    expect(barred(message)).toEqual([false]);
  });

  it('a suspect that is not alone after all does not count', async () => {
    for (let time = 0; time < 5; time += 1) await crashOn(message, other);
    expect(barred(message, other)).toEqual([false, false]);
  });

  it('a barred message is handled like any other: it does not wait, nor do others', async () => {
    for (let time = 0; time < 3; time += 1) await crashOn(message);
    const mark = openCrashMark(folder);
    let end = (): void => undefined;
    const beside = mark.handling(other, () => new Promise<void>((resolve) => (end = resolve)));
    expect(await mark.handling(message, () => Promise.resolve(7))).toBe(7);
    end();
    await beside;
    mark.close();
  });

  it('the end of a first part clears nobody', async () => {
    await crashOn(message);
    const mark = openCrashMark(folder);
    await mark.beginning(message, () => Promise.resolve());
    mark.close();
    await crashOn(message);
    await crashOn(message);
    expect(barred(message)).toEqual([true]);
  });

  it('whatever is killed whenever, a message is barred only after two crashes in a row while it is alone', async () => {
    const step = fc.constantFrom('alone', 'beside', 'handled');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        for (const file of ['crash.mark', 'crash.suspects']) rmSync(join(folder, file), { force: true });
        let [isSuspect, crashes] = [false, 0];
        for (const each of steps) {
          if (each === 'handled') await handle(message);
          else await crashOn(message, each === 'alone' ? null : other);
          const isBarred = crashes >= 2;
          if (each === 'handled' && !isBarred) [isSuspect, crashes] = [false, 0];
          if (each === 'alone' && isSuspect && !isBarred) crashes += 1;
          if (each !== 'handled') isSuspect = true;
          expect(barred(message)).toEqual([crashes >= 2]);
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe('a suspect', () => {
  it('is handled alone: it waits for what is under way, and what comes later waits for it', async () => {
    await crashOn(message);
    const mark = openCrashMark(folder);
    const order: string[] = [];
    let end = (): void => undefined;
    const first = mark.handling(other, async () => {
      await new Promise<void>((resolve) => (end = resolve));
      order.push('first');
    });
    const suspect = mark.handling(message, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push('suspect');
    });
    const later = mark.handling('c', () => Promise.resolve(order.push('later')));
    end();
    await Promise.all([first, suspect, later]);
    expect(order).toEqual(['first', 'suspect', 'later']);
    mark.close();
  });
});

it('work that came to its end, or threw, is no crash', () => {
  const mark = openCrashMark(folder);
  expect(mark.during(message, () => 7)).toBe(7);
  expect(() =>
    mark.during(message, () => {
      throw new Error('a fault');
    }),
  ).toThrow('a fault');
  mark.close();
  expect(readFileSync(markFile(), 'latin1').trim()).toBe('');
});

it('when the event loop has turned, no message is marked', async () => {
  const mark = openCrashMark(folder);
  mark.during(message, () => 7);
  mark.during(other, () => 7);
  expect(readFileSync(markFile(), 'latin1').trim()).toBe(other);
  await new Promise((resolve) => setImmediate(resolve));
  expect(readFileSync(markFile(), 'latin1').trim()).toBe('');
  mark.close();
});

it('what cannot be read of the files counts as nothing, and what earlier versions left goes', () => {
  writeFileSync(join(folder, 'crash.suspects'), `${message} 2\nnonsense\n${other}\n`);
  writeFileSync(join(folder, 'booking.endings'), `${other} 2\n`);
  expect(barred(message, other)).toEqual([true, false]);
  expect(existsSync(join(folder, 'booking.endings'))).toBe(false);
});

it('work that goes on after the close writes into no file that has the number now', () => {
  const mark = openCrashMark(folder);
  mark.close();
  const path = join(folder, 'another');
  const file = openSync(path, 'w+');
  expect(mark.during(message, () => 7)).toBe(7);
  closeSync(file);
  expect(readFileSync(path, 'latin1')).toBe('');
});
