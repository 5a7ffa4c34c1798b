/**
 * A server in the background, of another program or ours: started with an argument list, observed, ended by its process id.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from './wait-for.js';

/** A server that has not ended this long after SIGTERM gets SIGKILL. */
const STOP_WITHIN_MS = 15_000;
/** Of its output; the last part is kept for the error message. */
const KEPT_OUTPUT_CHARACTERS = 200_000;

export interface BackgroundProcess {
  readonly pid: number;
  /** Standard output and standard error so far, as they came. */
  output(): string;
  running(): boolean;
  kill(signal: NodeJS.Signals): void;
  /** When it has ended: exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** SIGTERM, and SIGKILL if that does not end it. Resolves when it is gone. */
  stop(): Promise<void>;
}

export interface BackgroundCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** In a session of its own: Postfix's master signals its whole process group. */
  readonly ownSession?: boolean;
}

export function startInBackground({
  command,
  args,
  env,
  cwd,
  ownSession = false,
}: BackgroundCommand): BackgroundProcess {
  const child = spawn(command, args, {
    env: env ?? process.env,
    cwd,
    detached: ownSession,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-KEPT_OUTPUT_CHARACTERS);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => {
    output += `\n${error.message}\n`;
  });
  const ended = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals);
  ended.catch(() => undefined);
  const running = (): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null;

  return {
    pid: child.pid ?? -1,
    output: () => output,
    running,
    kill: (signal) => {
      child.kill(signal);
    },
    ended,
    stop: async () => {
      if (!running()) return;
      child.kill('SIGTERM');
      await waitFor(`the end of ${command}`, () => !running(), { withinMs: STOP_WITHIN_MS }).catch(() => {
        child.kill('SIGKILL');
      });
      await waitFor(`the end of ${command} after SIGKILL`, () => !running());
    },
  };
}
