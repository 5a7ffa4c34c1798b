/**
 * Remembers what the process was looking at when it ended: a mark is in a file while a piece of work runs, and whoever
 * opens the file next finds it. A small write or two a piece of work, nothing synced: what a process wrote outlives it,
 * and after a loss of power nobody is to blame. The mark goes when the event loop turns, so that several looks at a mail
 * in a row are one.
 * Path: booking looks at each mail under its mark, so that a mail that ends the process does not do so for ever.
 */
import { closeSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface CrashMark {
  /** How often a process ended while it looked at this. */
  crashCount(name: string): number;
  /** Runs the work, which is synchronous and marks nothing itself. A fault that is thrown is no end of the process. */
  during<Result>(name: string, work: () => Result): Result;
  close(): void;
}

/** Of a name, which is kept as it is: letters, digits and - only. */
const NAME_BYTES = 64;
/** Mails remembered; the oldest are forgotten. */
const MAX_REMEMBERED = 1000;

/** @param folder exists, and is this process's alone. Throws what the file system throws. */
export function openCrashMark(folder: string): CrashMark {
  const markPath = join(folder, 'booking.mark');
  const endingsPath = join(folder, 'booking.endings');
  const crashCount = new Map(readEndings(endingsPath));
  const left = readIfThere(markPath).trim();
  if (left !== '') {
    const count = (crashCount.get(left) ?? 0) + 1;
    crashCount.delete(left);
    crashCount.set(left, count);
    const lines = [...crashCount].slice(-MAX_REMEMBERED).map(([name, times]) => `${name} ${times}\n`);
    writeFileSync(`${endingsPath}.new`, lines.join(''), { mode: 0o600 });
    renameSync(`${endingsPath}.new`, endingsPath);
  }
  writeFileSync(markPath, ' '.repeat(NAME_BYTES), { mode: 0o600 });
  const file = openSync(markPath, 'r+');
  let isClosed = false;
  let written = '';
  let willClear = false;
  const write = (name: string): void => {
    // What is cut off at the end of the house may still be at work: the number of a closed file is soon another file's.
    if (isClosed || name === written) return;
    written = name;
    try {
      writeSync(file, name.slice(0, NAME_BYTES).padEnd(NAME_BYTES), 0, 'latin1');
    } catch {
      // A disk that is full or failing (on some file systems writing over needs room) costs the mark, not the answer.
    }
  };
  const clear = (): void => {
    willClear = false;
    write('');
  };
  return {
    crashCount: (name) => crashCount.get(name.slice(0, NAME_BYTES)) ?? 0,
    during(name, work) {
      write(name);
      try {
        return work();
      } finally {
        if (!willClear) setImmediate(clear);
        willClear = true;
      }
    },
    close() {
      write('');
      isClosed = true;
      closeSync(file);
    },
  };
}

function readEndings(path: string): [string, number][] {
  return readIfThere(path)
    .split('\n')
    .map((line) => /^(\S{1,64}) (\d{1,9})$/.exec(line))
    .flatMap((match) => (match?.[1] === undefined ? [] : [[match[1], Number(match[2])] satisfies [string, number]]));
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
