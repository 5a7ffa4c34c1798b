/**
 * Runs an executable of the administrator: without a shell, with a given environment, in its own process group, which is
 * ended after a timeout.
 */
import { spawn } from 'node:child_process';

export interface ExecutableRun {
  /** null: ended by a signal, or could not be started. */
  readonly code: number | null;
  /** `timeout`, `stopped`, or why it could not be started; null: it ended on its own. */
  readonly because: string | null;
  /** The beginning of what it wrote to standard output and standard error. */
  readonly output: string;
}

/** Enough to see what went wrong; the rest is read and dropped. */
const MAX_OUTPUT_BYTES = 4 * 1024;
/** Time between SIGTERM and SIGKILL. */
const KILL_AFTER_MS = 2_000;
/** A child process that it left may keep its output open; after its exit, the output is read for this long. */
const OUTPUT_AFTER_END_MS = 500;

/** Never throws. */
export function runExecutable(
  path: string,
  environment: Readonly<Record<string, string>>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ExecutableRun> {
  return new Promise((resolve) => {
    const child = spawn(path, [], {
      cwd: '/',
      env: environment,
      shell: false,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    let kept = 0;
    let because: string | null = null;
    let killing: NodeJS.Timeout | undefined;
    const collect = (chunk: Buffer): void => {
      if (kept < MAX_OUTPUT_BYTES) chunks.push(chunk.subarray(0, MAX_OUTPUT_BYTES - kept));
      kept += chunk.length;
    };
    const end = (why: 'timeout' | 'stopped'): void => {
      because ??= why;
      signalGroup(child.pid, 'SIGTERM');
      killing ??= setTimeout(() => signalGroup(child.pid, 'SIGKILL'), KILL_AFTER_MS);
    };
    const onAbort = (): void => end('stopped');
    const timer = setTimeout(() => end('timeout'), timeoutMs);
    const finish = (code: number | null): void => {
      clearTimeout(timer);
      clearTimeout(killing);
      signal.removeEventListener('abort', onAbort);
      // A process that ended after SIGTERM may have left others of its group.
      if (because !== null) signalGroup(child.pid, 'SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ code, because, output: Buffer.concat(chunks).toString('utf8').trim() });
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => {
      because ??= error.message;
      finish(null);
    });
    child.once('exit', (code) => setTimeout(() => finish(code), OUTPUT_AFTER_END_MS));
    child.once('close', (code) => finish(code));
    if (signal.aborted) end('stopped');
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

function signalGroup(pid: number | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // The group does not exist any more.
  }
}
