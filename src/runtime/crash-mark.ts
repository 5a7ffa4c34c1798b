/**
 * Finds the messages that crash the process, so that they do not do so forever, and blames none for a crash that it only
 * happened to be there for. A file has a mark while the event loop works on the text of a message, and the next process
 * finds it. That alone is no proof: a process is killed for many reasons, and a busy one is always at work on some
 * message. It makes the message a suspect. When a suspect comes again, it is handled alone, while nothing else is under
 * way. Only a crash in the middle of that counts, and after two a message is filed without being read. A suspect that is
 * handled to its end is no suspect any more.
 *
 * A mark costs one or two small writes without a sync, as writes outlive their process; the mark of a suspect is synced,
 * too. It is cleared in the next turn of the event loop, so that consecutive work on a message shares it, and waiting
 * (for the disk, the directory) is under no mark.
 * Path: lmtp/message-collector.ts (header section), delivery/deliver.ts and what it calls.
 */
import {
  closeSync,
  fdatasyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createAloneTurns } from './alone-turns.js';

export interface CrashMark {
  /** The process has crashed on it twice while it was handled alone: its text is not read. */
  isBarred(name: string): boolean;
  /** Runs the handling of a message up to its end; of a suspect, alone. Not nested. */
  handling<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Runs a part of it before: the end of that proves nothing yet. */
  beginning<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Runs work on the text, which must be synchronous and not nested, under the mark. A thrown error is not a crash. */
  during<Result>(name: string, work: () => Result): Result;
  close(): void;
}

/** Crashes while a message is handled alone, after which it is not read. */
const MAX_CRASHES = 2;
/** Maximum length of a name of letters, digits and -. */
const NAME_BYTES = 64;
/** Behind a name in the mark: it is handled alone. */
const ALONE = '!';
const MARK_BYTES = NAME_BYTES + ALONE.length;
/** Names remembered; the oldest are dropped. */
const MAX_REMEMBERED = 1000;
/** A delivery takes milliseconds; one that takes this long waits for something that others need not wait for. */
const MAX_WAIT_MS = 2_000;
/** What versions before this one left. */
const formerFiles = ['booking.mark', 'booking.endings'];

/**
 * Throws errors of the file system.
 *
 * @param folder exists, and only this process uses it
 * @param maxWaitMs how long a suspect, and others for its sake, wait at most
 */
export function openCrashMark(folder: string, maxWaitMs = MAX_WAIT_MS): CrashMark {
  const markPath = join(folder, 'crash.mark');
  const suspects = openSuspects(join(folder, 'crash.suspects'));
  for (const name of formerFiles) rmSync(join(folder, name), { force: true });
  const left = readIfThere(markPath).trim();
  if (left !== '') suspects.crashed(left.slice(0, NAME_BYTES).trimEnd(), left.endsWith(ALONE));
  const mark = openMark(markPath);
  const turns = createAloneTurns(maxWaitMs);
  const keyOf = (name: string): string => name.slice(0, NAME_BYTES);
  const isBarred = (name: string): boolean => (suspects.crashesOf(keyOf(name)) ?? 0) >= MAX_CRASHES;
  const isSuspect = (name: string): boolean => suspects.crashesOf(keyOf(name)) !== null && !isBarred(name);
  const beginning = <Result>(name: string, work: () => Promise<Result>): Promise<Result> =>
    isSuspect(name) ? turns.alone(keyOf(name), work) : turns.among(work);
  return {
    isBarred,
    async handling(name, work) {
      const result = await beginning(name, work);
      if (isSuspect(name)) suspects.cleared(keyOf(name));
      return result;
    },
    beginning,
    during(name, work) {
      const key = keyOf(name);
      return mark.during(key, turns.isAlone(key), work);
    },
    close() {
      mark.close();
    },
  };
}

/** The file with the name of what the event loop works on. */
function openMark(path: string) {
  writeFileSync(path, ' '.repeat(MARK_BYTES), { mode: 0o600 });
  const file = openSync(path, 'r+');
  let isClosed = false;
  let written = ''.padEnd(MARK_BYTES);
  let willClear = false;
  const write = (name: string, isAlone: boolean): void => {
    const text = `${name.padEnd(NAME_BYTES)}${isAlone ? ALONE : ' '}`;
    // Work may still run after the close, when the file descriptor may already belong to another file.
    if (isClosed || text === written) return;
    written = text;
    try {
      writeSync(file, text, 0, 'latin1');
      if (isAlone) fdatasyncSync(file);
    } catch {
      // A full or failing disk (on some file systems, overwriting needs space) loses the mark, but not the answer.
    }
  };
  const clear = (): void => {
    willClear = false;
    write('', false);
  };
  return {
    during<Result>(name: string, isAlone: boolean, work: () => Result): Result {
      write(name, isAlone);
      try {
        return work();
      } finally {
        if (!willClear) setImmediate(clear);
        willClear = true;
      }
    },
    close() {
      write('', false);
      isClosed = true;
      closeSync(file);
    },
  };
}

/** The file with the names of suspects, and how often the process crashed on each while it was handled alone. */
function openSuspects(path: string) {
  const crashes = new Map(readSuspects(path));
  const save = (): void => {
    const lines = [...crashes].slice(-MAX_REMEMBERED).map(([name, times]) => `${name} ${times}\n`);
    writeFileSync(`${path}.new`, lines.join(''), { mode: 0o600, flush: true });
    renameSync(`${path}.new`, path);
  };
  return {
    /** null: it is no suspect. */
    crashesOf: (name: string): number | null => crashes.get(name) ?? null,
    crashed(name: string, isAlone: boolean): void {
      const times = (crashes.get(name) ?? 0) + (isAlone ? 1 : 0);
      crashes.delete(name);
      crashes.set(name, times);
      save();
    },
    cleared(name: string): void {
      crashes.delete(name);
      try {
        save();
      } catch {
        // It is a suspect once more after the next start, and handled alone once more.
      }
    },
  };
}

function readSuspects(path: string): [string, number][] {
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
