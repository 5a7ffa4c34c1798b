/**
 * What a command needs: performing actions, reading input and printing. Created once per run; tests bring their own
 * streams.
 */
import type { Readable, Writable } from 'node:stream';
import type { Command } from 'commander';
import type { Log } from '../../runtime/log.js';
import type { Config } from '../../settings/config.js';
import { dataFolderOf, type ConfigFlags, type Environment } from '../../settings/data-folder.js';
import type { ActionName, ResultOf } from '../actions/all-actions.js';
import { performAction, type ContextOpener } from './perform-action.js';

export interface CommandLineStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly environment: Environment | undefined;
}

export interface RunningServices {
  readonly log: Log;
  /** Drains and closes everything. */
  close(): Promise<void>;
}

/** Starts all services in this process. @param readConfig called now and at each reload; throws ConfigError */
export type ServicesStarter = (readConfig: () => Config) => Promise<RunningServices>;

/** Restores a data folder from a backup. No process may use it. Throws BackupError or StoreError. */
export type BackupRestorer = (job: {
  /** Absolute folders. */
  readonly backup: string;
  readonly dataFolder: string;
  readonly replace: boolean;
}) => Promise<{ readonly madeAt: string; readonly heldMessages: number; readonly movedTo: string | null }>;

/** The functions that the commands use to open the engines and to start the services. */
export interface CommandParts {
  readonly restoreBackup: BackupRestorer;
  readonly openContext: ContextOpener;
  readonly startServices: ServicesStarter;
}

export interface CommandContext extends Pick<CommandParts, 'startServices' | 'restoreBackup'> {
  /** Absolute. */
  dataFolder(): string;
  /** The effective configuration, read on first use. Throws ConfigError. */
  config(): Promise<Config>;
  /** Reads the configuration again at each call; throws ConfigError. */
  configReader(): Promise<() => Config>;
  perform<Name extends ActionName>(name: Name, input: unknown, bytes?: Uint8Array): Promise<ResultOf<Name>>;
  /** Whether `--json` was given. */
  isForPrograms(): boolean;
  /** Prints the result as JSON if `--json` was given, else as the text that `text` returns. */
  show<Result>(result: Result, text: (result: Result) => string): void;
  write(output: string | Uint8Array): void;
  /** Reads standard input to its end and keeps at most `maxBytes + 1` bytes. */
  readInput(maxBytes: number): Promise<Uint8Array>;
  /** Asks for a new password on the terminal, twice, without showing it. Throws ActionError if there is no terminal. */
  askPassword(): Promise<string>;
  /** The exit code if nothing is thrown; 0 unless set. */
  exitCode: number;
}

export function commandContext(
  program: Command,
  { openContext, startServices, restoreBackup }: CommandParts,
  streams: CommandLineStreams,
): CommandContext {
  const options = () => program.opts<ConfigFlags & { json?: boolean }>();
  let config: Promise<Config> | null = null;
  const context: CommandContext = {
    startServices,
    restoreBackup,
    dataFolder: () => dataFolderOf(options(), streams.environment),
    config: () => (config ??= context.configReader().then((read) => read())),
    configReader: async () => {
      const { loadConfig } = await import('../../settings/config.js');
      return () => loadConfig(options(), streams.environment);
    },
    perform: (name, input, bytes) => {
      const given = options();
      const place = {
        dataFolder: context.dataFolder(),
        config: () => context.config(),
        isConfigGiven: given.config !== undefined || given.set !== undefined,
        noteNewFolder: (folder: string) =>
          void streams.stderr.write(
            `note: ${folder} is a new data folder; --data or FRONTDESK_DATA names another one\n`,
          ),
      };
      return performAction(place, openContext, name, input, bytes);
    },
    isForPrograms: () => options().json === true,
    show: (result, text) =>
      context.write(context.isForPrograms() ? `${JSON.stringify(result, null, 2)}\n` : text(result)),
    write: (output) => void streams.stdout.write(output),
    readInput: (maxBytes) => readAll(streams.stdin, maxBytes),
    askPassword: async () => (await import('./ask-password.js')).askPassword(streams),
    exitCode: 0,
  };
  return context;
}

/** Reads to the end, so that the writing process does not get SIGPIPE. */
async function readAll(stream: Readable, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let kept = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Buffer | string).subarray(0, maxBytes + 1 - kept);
    if (bytes.length > 0) chunks.push(bytes);
    kept += bytes.length;
  }
  return Buffer.concat(chunks);
}
