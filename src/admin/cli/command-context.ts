/**
 * What a command needs: performing actions, reading input and printing. Created once per run; tests bring their own
 * streams.
 */
import type { Readable, Writable } from 'node:stream';
import type { Command } from 'commander';
import type { z } from 'zod';
import { loadConfig, type Config, type ConfigFlags, type Environment } from '../../settings/config.js';
import type { Action } from '../action.js';
import { performAction, type ContextOpener } from './perform-action.js';

export interface CommandLineStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly environment: Environment | undefined;
}

export interface CommandContext {
  /** The effective configuration, read on first use. Throws ConfigError. */
  config(): Config;
  /** Reads the configuration again. Throws ConfigError. */
  readConfig(): Config;
  perform<Input extends z.ZodType, Result>(
    action: Action<Input, Result>,
    input: unknown,
    bytes?: Uint8Array,
  ): Promise<Result>;
  /** Whether `--json` was given. */
  isForPrograms(): boolean;
  /** Prints the result as JSON if `--json` was given, else as the text that `text` returns. */
  show<Result>(result: Result, text: (result: Result) => string): void;
  write(output: string | Uint8Array): void;
  /** Reads standard input to its end and keeps at most `maxBytes + 1` bytes. */
  readInput(maxBytes: number): Promise<Uint8Array>;
  /** The exit code if nothing is thrown; 0 unless set. */
  exitCode: number;
}

export function commandContext(
  program: Command,
  openContext: ContextOpener,
  streams: CommandLineStreams,
): CommandContext {
  const options = () => program.opts<ConfigFlags & { json?: boolean }>();
  let config: Config | null = null;
  const context: CommandContext = {
    config: () => (config ??= context.readConfig()),
    readConfig: () => loadConfig(options(), streams.environment),
    perform: (action, input, bytes) => performAction(context.config(), openContext, action, input, bytes),
    isForPrograms: () => options().json === true,
    show: (result, text) =>
      context.write(context.isForPrograms() ? `${JSON.stringify(result, null, 2)}\n` : text(result)),
    write: (output) => void streams.stdout.write(output),
    readInput: (maxBytes) => readAll(streams.stdin, maxBytes),
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
