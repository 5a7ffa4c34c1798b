/**
 * Runs an executable of the administrator's: without a shell, with an environment of our choosing, in a process group of
 * its own that ends with its time.
 */
import { spawn } from 'node:child_process';

export interface ExecutableRun {
  /** null: a signal ended it, or it could not be started. */
  readonly code: number | null;
  /** `timeout`, `stopped`, or why it could not be started; null: it ended by itself. */
  readonly because: string | null;
  /** What it wrote to both its outputs, as far as it is kept. */
  readonly output: string;
}

/** Enough to see what went wrong; more is read and dropped. */
const MAX_OUTPUT_BYTES = 4 * 1024;
/** From asking its group to end until it is made to. */
const KILL_AFTER_MS = 2_000;
/** A child that it left behind may hold its outputs open: whoever has ended is not waited for longer. */
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
      // Whoever was told to end and ended may have left others of its group.
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
    // The group is gone.
  }
}
