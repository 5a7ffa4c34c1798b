/**
 * Runs the command blocks of README.md line by line, as a reader pastes them into a shell. `npx` runs the build of this test run; the
 * caller sets the data folder and the ports.
 */
import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { startInBackground, type BackgroundProcess } from './background-process.js';
import { waitFor } from './wait-for.js';

const START_WITHIN_MS = 60_000;
const commandLine = /^(?:npx|npm|postconf|postfix|echo|printf) /;

export interface LineResult {
  readonly line: string;
  /** 0 for what goes on running in the background. */
  readonly code: number;
  /** Standard output and standard error. */
  readonly output: string;
}

export interface ReadmeShell {
  run(line: string): Promise<LineResult>;
  /** Ends what was started in the background. */
  close(): Promise<void>;
}

export interface ReadmeShellOptions {
  /** Files that the lines write are in it. */
  readonly folder: string;
  /** Configuration of frontdesk, with the data folder. */
  readonly env: Readonly<Record<string, string>>;
  /** Shell scripts by name, in place of programs of the system. */
  readonly programs?: Readonly<Record<string, string>>;
}

/** The fenced blocks of commands, in order; a block with other lines is not one. */
export function commandBlocks(): readonly (readonly string[])[] {
  return [...readFileSync('README.md', 'utf8').matchAll(/^```\n([\s\S]*?)^```$/gm)]
    .map(([, block = '']) => block.trimEnd().split('\n'))
    .filter((lines) => lines.every((line) => commandLine.test(line)));
}

export async function openReadmeShell({ folder, env, programs = {} }: ReadmeShellOptions): Promise<ReadmeShell> {
  const launcher = resolve(process.env['BUILT_FRONTDESK'] ?? '.', 'bin/frontdesk.js');
  const frontdesk = `exec '${process.execPath}' '${launcher}' "$@"`;
  const bin = join(folder, 'bin');
  await mkdir(bin);
  for (const [name, script] of Object.entries({ npx: 'exec "$@"', frontdesk, ...programs })) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const environment = { ...process.env, ...env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
  const background: BackgroundProcess[] = [];
  return {
    async run(line) {
      if (!line.endsWith('&')) return runLine(line, folder, environment);
      const args = ['-c', `exec ${line.slice(0, -1)}`];
      const started = startInBackground({ command: 'bash', args, env: environment, cwd: folder });
      background.push(started);
      const isUp = (): boolean => !started.running() || started.output().includes('"process-started"');
      await waitFor(`the start of ${line}`, isUp, { withinMs: START_WITHIN_MS });
      return { line, code: started.running() ? 0 : 1, output: started.output() };
    },
    close: async () => {
      for (const each of background) await each.stop();
    },
  };
}

function runLine(line: string, cwd: string, env: NodeJS.ProcessEnv): Promise<LineResult> {
  return new Promise((done) => {
    const child = execFile('bash', ['-c', line], { cwd, env }, (error, stdout, stderr) => {
      done({ line, code: error === null ? 0 : (child.exitCode ?? 1), output: stdout + stderr });
    });
  });
}
