/** The list of commands: all are in the help, and each has options or commands of its own once it is called. */
import { Readable, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { allCommands } from '../../../src/admin/cli/all-commands.js';
import { runCommandLine } from '../../../src/admin/cli/run-command-line.js';

async function printed(...argv: readonly string[]): Promise<string> {
  let output = '';
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      output += chunk.toString();
      done();
    },
  });
  const unused = () => Promise.reject(new Error('help opens nothing'));
  const streams = { stdin: Readable.from([]), stdout: stream, stderr: stream, environment: {} };
  expect(
    await runCommandLine(argv, {
      version: '1.2.3',
      openContext: unused,
      startServices: unused,
      restoreBackup: unused,
      streams,
    }),
  ).toBe(0);
  return output;
}

const onOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

test('the help lists every command with what it does', async () => {
  const help = onOneLine(await printed('--help'));
  for (const { name, summary } of allCommands) expect(help).toContain(`${name} ${summary}`);
});

test.each(allCommands.map(({ name, summary }) => [name, summary]))('%s --help', async (name, summary) => {
  const help = await printed(name, '--help');
  expect(onOneLine(help)).toContain(summary);
  expect(help).toMatch(/\nExamples?:\n {2}frontdesk |\nCommands:\n/);
});

/** The names of the commands below this one, as its help lists them. */
const commandsIn = (help: string): string[] =>
  Array.from((help.split('\nCommands:\n')[1] ?? '').matchAll(/^ {2}([a-z][\w-]*)/gm), ([, name = '']) => name).filter(
    (name) => name !== 'help',
  );

test.each(allCommands.map(({ name }) => name))('%s: the help fits a terminal of 80 columns', async (name) => {
  const group = await printed(name, '--help');
  const helps = [group, ...(await Promise.all(commandsIn(group).map((below) => printed(name, below, '--help'))))];
  for (const help of helps) {
    const [text = ''] = help.split(/^Examples?:$/m);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  }
});

test('help NAME is the same as NAME --help', async () => {
  expect(await printed('help', 'account')).toBe(await printed('account', '--help'));
  expect(await printed('help', 'deliver')).toBe(await printed('deliver', '--help'));
});
