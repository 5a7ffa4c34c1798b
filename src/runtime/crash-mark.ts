/**
 * Records what the process was working on when it crashed: a file has a mark while a piece of work runs, and the next
 * process finds it. It costs one or two small writes without a sync, as writes outlive their process, and a loss of power
 * is not a crash. The mark is cleared in the next turn of the event loop, so that consecutive work on a message shares it.
 * Booking works on each message under a mark, so that a message that crashes the process does not do so forever.
 */
import { closeSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface CrashMark {
  /** How often a process has crashed during work of this name. */
  crashCount(name: string): number;
  /** Runs the work, which must be synchronous and not nested. A thrown error is not a crash. */
  during<Result>(name: string, work: () => Result): Result;
  close(): void;
}

/** Maximum length of a name of letters, digits and -. */
const NAME_BYTES = 64;
/** Names remembered; the oldest are dropped. */
const MAX_REMEMBERED = 1000;

/** @param folder exists, and only this process uses it. Throws errors of the file system. */
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
    // Work may still run after the close, when the file descriptor may already belong to another file.
    if (isClosed || name === written) return;
    written = name;
    try {
      writeSync(file, name.slice(0, NAME_BYTES).padEnd(NAME_BYTES), 0, 'latin1');
    } catch {
      // A full or failing disk (on some file systems, overwriting needs space) loses the mark, but not the answer.
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
