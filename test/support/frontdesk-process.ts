/**
 * frontdesk as an administrator uses it: the command line, and `frontdesk start` as a separate process on loopback with a
 * temporary data folder. Tests that kill it start it again on the same folder.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { startInBackground, type BackgroundProcess } from './background-process.js';
import { freePort } from './free-port.js';
import { throwAwayFolder } from './throw-away-folder.js';
import { waitFor } from './wait-for.js';

/** Of the build of a test run; outside of one, what `npm run build` has made. */
const LAUNCHER = resolve(process.env['BUILT_FRONTDESK'] ?? '.', 'bin/frontdesk.js');
/** A command that says nothing this long is stuck. */
const COMMAND_WITHIN_MS = 60_000;
/** It takes about a second; a machine that is busy with something else may need far longer. */
const START_WITHIN_MS = 30_000;

export interface FrontdeskOptions {
  /** Where its outgoing messages go; without it, they wait in the outbox. */
  readonly relayPort?: number;
  /** Further configuration: `{ FRONTDESK_QUOTA_TEMPFAIL: 'yes' }`. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface CommandResult {
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Standard output, parsed. */
  json(): unknown;
}

export interface Frontdesk {
  readonly lmtpPort: number;
  readonly dataFolder: string;
  /** Of the running process. */
  pid(): number;
  /** Runs a command of the command line; throws with its error text if it does not exit with 0. */
  cli(args: readonly string[], stdin?: string | Uint8Array): Promise<CommandResult>;
  /** Starts the services (again) and waits until LMTP answers. */
  start(): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM: an orderly end. The folder stays, it can be started again. */
  stop(): Promise<void>;
  /** What it has logged since its last start. */
  log(): string;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

/** A data folder with a command line; nothing runs until `start`. */
export async function prepareFrontdesk({ relayPort, env = {} }: FrontdeskOptions = {}): Promise<Frontdesk> {
  const folder = await throwAwayFolder('data');
  const lmtpPort = await freePort();
  const dataFolder = join(folder.path, 'data');
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    FRONTDESK_DATA: dataFolder,
    // Many run side by side, and the default is one port for all.
    FRONTDESK_HTTP_LISTEN: '',
    FRONTDESK_SUBMISSION_LISTEN: '',
    FRONTDESK_LMTP_LISTEN: `127.0.0.1:${lmtpPort}`,
    FRONTDESK_RELAY_HOST: relayPort === undefined ? '' : '127.0.0.1',
    FRONTDESK_RELAY_PORT: String(relayPort ?? 25),
    FRONTDESK_OUTBOX_FIRST_RETRY: '200ms',
    FRONTDESK_OUTBOX_LONGEST_RETRY: '1s',
    ...env,
  };
  let running: BackgroundProcess | null = null;

  const stop = async (): Promise<void> => {
    await running?.stop();
  };
  return {
    lmtpPort,
    dataFolder,
    pid: () => running?.pid ?? -1,
    cli: (args, stdin = '') => runCommand(args, stdin, environment),
    start: async () => {
      const started = startInBackground({ command: process.execPath, args: [LAUNCHER, 'start'], env: environment });
      running = started;
      const listens = async (): Promise<boolean> => !started.running() || (await greeting(lmtpPort)).startsWith('220');
      await waitFor('frontdesk to listen', listens, { withinMs: START_WITHIN_MS }).catch((cause: unknown) => {
        throw new Error(`frontdesk did not start: ${started.output()}`, { cause });
      });
      if (!started.running()) throw new Error(`frontdesk did not start: ${started.output()}`);
    },
    kill: async () => {
      if (running === null) return;
      const killed = running;
      killed.kill('SIGKILL');
      await waitFor('the end of frontdesk', () => !killed.running());
    },
    stop,
    log: () => running?.output() ?? '',
    remove: async () => {
      await stop();
      await folder.remove();
    },
  };
}

/** The first line that the server on a port says. */
async function greeting(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  try {
    const [line] = (await once(socket, 'data')) as [Buffer];
    return line.toString();
  } finally {
    socket.destroy();
  }
}

async function runCommand(
  args: readonly string[],
  stdin: string | Uint8Array,
  env: NodeJS.ProcessEnv,
): Promise<CommandResult> {
  const child = spawn(process.execPath, [LAUNCHER, ...args], { env, timeout: COMMAND_WITHIN_MS });
  const stdout: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  // A command that reads no input may have ended before all of it was written.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code !== 0)
    throw new Error(
      `frontdesk ${args.join(' ')} ended with ${code ?? signal ?? '?'}: ${stderr}${Buffer.concat(stdout).toString()}`,
    );
  const bytes = Buffer.concat(stdout);
  return { stdout: bytes, stderr, json: () => JSON.parse(bytes.toString()) as unknown };
}
