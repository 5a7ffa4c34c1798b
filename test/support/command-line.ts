/** The command line in this process: on a temporary folder, with its output as text. */
import { Readable, Writable } from 'node:stream';
import { join } from 'node:path';
import type { ContextOpener, OpenContext } from '../../src/admin/cli/perform-action.js';
import type { CommandLineParts } from '../../src/admin/cli/program.js';
import { runSetOof } from '../../src/admin/cli/run-set-oof.js';
import { runCommandLine } from '../../src/admin/cli/run-command-line.js';
import { openAdminContext } from './admin-context.js';
import { throwAwayFolder } from './throw-away-folder.js';

export interface CommandRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TestCommandLine {
  readonly dataFolder: string;
  run(args: readonly string[], stdin?: string): Promise<CommandRun>;
  /** `frontdesk-set-oof` */
  runSetOof(args: readonly string[]): Promise<CommandRun>;
  /** Runs with `--json`; throws with the error text unless it exits with 0. */
  json(args: readonly string[], stdin?: string): Promise<unknown>;
  remove(): Promise<void>;
}

/** The server stays open from one command to the next, because opening it is slow. */
export async function testCommandLine(): Promise<TestCommandLine> {
  const folder = await throwAwayFolder('admin');
  const dataFolder = join(folder.path, 'data');
  let opened: Promise<OpenContext> | null = null;
  const openContext: ContextOpener = async (config) => {
    const server = await (opened ??= openAdminContext(config));
    return { ...server, config, close: () => Promise.resolve() };
  };
  const runProgram = async (
    program: (parts: CommandLineParts) => Promise<number>,
    stdin: string,
  ): Promise<CommandRun> => {
    const [stdout, stderr] = [collector(), collector()];
    const code = await program({
      version: '0.0.0',
      openContext,
      restoreBackup: () => Promise.reject(new Error('no backups here')),
      startServices: () => Promise.reject(new Error('no services here')),
      streams: {
        stdin: Readable.from([Buffer.from(stdin)]),
        stdout: stdout.stream,
        stderr: stderr.stream,
        environment: { FRONTDESK_DATA: dataFolder },
      },
    });
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  };
  const run = (args: readonly string[], stdin = ''): Promise<CommandRun> =>
    runProgram((parts) => runCommandLine(args, parts), stdin);
  return {
    dataFolder,
    run,
    runSetOof: (args) => runProgram((parts) => runSetOof(args, parts), ''),
    json: async (args, stdin) => {
      const { code, stdout, stderr } = await run([...args, '--json'], stdin);
      if (code !== 0) throw new Error(`${args.join(' ')} exits with ${code}: ${stderr}`);
      return JSON.parse(stdout) as unknown;
    },
    remove: async () => {
      await (await opened)?.close();
      await folder.remove();
    },
  };
}

function collector(): { stream: Writable; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
