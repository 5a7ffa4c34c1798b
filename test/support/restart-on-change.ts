/**
 * Runs a program, and restarts it when a file below some folders changes. Each folder is watched separately: the recursive watch of Node
 * on Linux loses a file that an editor replaces by renaming.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

/** One save makes several events, and a checkout makes many. */
const QUIET_MS = 150;

export interface RestartedProgram {
  /** Its first word is the executable. */
  readonly command: readonly string[];
  readonly watched: readonly string[];
  /** Before each start after the first. */
  readonly onRestart: () => void;
}

/** @returns ends the program with SIGTERM, and resolves when it has ended */
export function restartOnChange({ command, watched, onRestart }: RestartedProgram): () => Promise<void> {
  const [executable = '', ...args] = command;
  // In a process group of its own: Ctrl-C at a terminal reaches us alone, and the program gets one signal, not two.
  const start = (): ChildProcess => spawn(executable, args, { stdio: 'inherit', detached: true });
  let child = start();
  let watchers: readonly FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  let restarting = Promise.resolve();

  const restart = async (): Promise<void> => {
    await end(child);
    onRestart();
    watchAll();
    child = start();
  };
  const onEvent = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      restarting = restarting.then(restart);
    }, QUIET_MS);
  };
  const stopWatching = (): void => {
    for (const each of watchers) each.close();
  };
  const watchAll = (): void => {
    stopWatching();
    watchers = watched.flatMap(foldersBelow).map((folder) => watch(folder, onEvent));
  };

  watchAll();
  return async () => {
    stopWatching();
    clearTimeout(timer);
    await restarting;
    stopWatching();
    await end(child);
  };
}

function foldersBelow(folder: string): readonly string[] {
  const below = readdirSync(folder, { recursive: true, withFileTypes: true });
  return [
    folder,
    ...below.filter((entry) => entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name)),
  ];
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
