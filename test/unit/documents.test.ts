/**
 * Everything that the documents name exists: files, headings, npm scripts, commands of frontdesk with their options. A
 * document that was forgotten in a rename fails here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testCommandLine, type TestCommandLine } from '../support/command-line.js';

const filesIn = (folder: string, ending: string, recursive = false): readonly string[] =>
  readdirSync(folder, { recursive, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith(ending));

const documents = [
  ...filesIn('.', '.md'),
  ...filesIn('docs', '.md', true),
  ...filesIn('.github', '.md', true),
  'fixtures/README.md',
];
const withCommands = [
  ...documents,
  ...filesIn('packaging', '.yml', true),
  ...filesIn('.github', '.yml', true),
  'docker-compose.yml',
];

const read = (path: string): string => readFileSync(path, 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };

/** As GitHub makes the anchor of a heading. */
const anchorsIn = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe.each(documents)('%s', (path) => {
  const text = read(path);

  test('links to files and headings that exist', () => {
    const targets = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, target = '']) => target);
    const broken = targets.filter((target) => {
      const [file = '', anchor] = target.split('#');
      const linked = file === '' ? path : join(dirname(path), file);
      return !existsSync(linked) || (anchor !== undefined && !anchorsIn(read(linked)).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  test('names source files that exist', () => {
    const named = [...text.matchAll(/`((?:src|services|test|packaging|fixtures|bin)\/[\w./-]+)`/g)].map(
      ([, file = '']) => file,
    );
    // NAME stands for a name that the reader chooses.
    expect(named.filter((file) => !file.includes('NAME') && !existsSync(file))).toEqual([]);
  });

  test('names npm scripts that exist', () => {
    const named = [...text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, script = '']) => script);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});

test('messages that the documents quote are the pinned ones', () => {
  const lines = (text: string): string => text.replaceAll(/ +$/gm, '').trimEnd();
  const pinned = filesIn('test/unit/texts/expected', '.txt').map((path) => lines(read(path)));
  const quoted = documents.flatMap((path) =>
    [...read(path).matchAll(/^```\n(Subject: [^{][\s\S]*?)^```/gm)].map(([, block = '']) => lines(block)),
  );
  expect(quoted.filter((block) => !pinned.includes(block))).toEqual([]);
  expect(quoted).not.toEqual([]);
});

test('the programs that .vscode/launch.json debugs exist', () => {
  const { configurations } = JSON.parse(read('.vscode/launch.json')) as {
    readonly configurations: readonly { readonly program: string }[];
  };
  for (const { program } of configurations) {
    expect(existsSync(program.replace('${workspaceFolder}/', ''))).toBe(true);
  }
});

test('decisions are numbered without a gap', () => {
  const numbers = readdirSync('docs/decisions').map((name) => name.slice(0, 4));
  expect(numbers.toSorted()).toEqual(numbers.map((_, index) => String(index + 1).padStart(4, '0')));
});

describe('commands', () => {
  let commandLine: TestCommandLine;
  const helps = new Map<string, Promise<string>>();
  beforeAll(async () => {
    commandLine = await testCommandLine();
  });
  afterAll(() => commandLine.remove());

  const helpOf = (words: readonly string[]): Promise<string> => {
    const key = words.join(' ');
    const known = helps.get(key) ?? commandLine.run([...words, '--help']).then(({ stdout }) => stdout);
    helps.set(key, known);
    return known;
  };

  /** @returns what is wrong with it; null: nothing */
  async function faultOf(command: string): Promise<string | null> {
    const words = command.split(/\s+/);
    const path = words.slice(0, words.findIndex((word) => !/^[a-z-]+$/.test(word)) >>> 0).filter((word) => word !== '');
    const [group = '', name = ''] = path;
    const groupHelp = await helpOf([group]);
    if (!groupHelp.startsWith(`Usage: frontdesk ${group}`)) return `${command}: there is no command ${group}`;
    const isGroup = /^Commands:/m.test(groupHelp);
    if (isGroup && name === '') return null;
    const help = isGroup ? await helpOf([group, name]) : groupHelp;
    if (isGroup && !help.startsWith(`Usage: frontdesk ${group} ${name}`)) return `${command}: there is no ${name}`;
    const unknown = words.filter((word) => /^--[a-z]/.test(word) && !new RegExp(`${word}\\b`).test(help));
    return unknown.length === 0 ? null : `${command}: there is no ${unknown.join(', ')}`;
  }

  test.each(withCommands)('in %s exist, with the options that they are given', async (path) => {
    const text = read(path).replaceAll(/\\\n\s*/g, ' ');
    const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) => block.split('\n'));
    const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
    const inContainers = text.match(/exec frontdesk frontdesk .*/g) ?? [];
    const commands = [...blocks, ...spans, ...inContainers].flatMap((line) =>
      [...line.matchAll(/(?:^|\s)(?:frontdesk )+(?:--data \S+ )?((?!-|frontdesk-)[a-z][^#|;`&<>]*)/g)].map(
        ([, command = '']) => command,
      ),
    );
    const faults = await Promise.all(commands.map(faultOf));
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  });
});
