/**
 * What a command has: a way to do actions, to read and to print. Made once a run, for tests with streams of their own.
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
  /** The effective configuration, read when first asked for. Throws ConfigError. */
  config(): Config;
  /** Reads it anew. Throws ConfigError. */
  readConfig(): Config;
  perform<Input extends z.ZodType, Result>(
    action: Action<Input, Result>,
    input: unknown,
    bytes?: Uint8Array,
  ): Promise<Result>;
  /** `--json` was given: a program reads. */
  isForPrograms(): boolean;
  /** Prints JSON if `--json` was given, else what `text` makes of the result. */
  show<Result>(result: Result, text: (result: Result) => string): void;
  write(output: string | Uint8Array): void;
  /** All of standard input, of which no more than `maxBytes + 1` are kept. */
  readInput(maxBytes: number): Promise<Uint8Array>;
  /** What the run exits with if nothing is thrown; 0 unless set. */
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

/** Reads to the end, so that whoever writes is not cut off. */
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
