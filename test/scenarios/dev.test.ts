/**
 * `npm run dev`: the services run from the sources, and start again when a file changes.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startInBackground } from '../support/background-process.js';
import { restartOnChange } from '../support/restart-on-change.js';
import { throwAwayFolder } from '../support/throw-away-folder.js';
import { waitFor } from '../support/wait-for.js';

async function temporaryFolder(): Promise<string> {
  const folder = await throwAwayFolder('dev');
  onTestFinished(() => folder.remove());
  return folder.path;
}

test('the services start from the sources and end with SIGTERM', async () => {
  const data = await temporaryFolder();
  const ports = ['lmtp.listen=127.0.0.1:0', 'submission.listen=127.0.0.1:0', 'http.listen='];
  const dev = startInBackground({
    command: process.execPath,
    args: [
      ...['--import', './test/support/run-sources.js', 'test/support/run-dev.ts', '--data', data],
      ...ports.flatMap((port) => ['--set', port]),
    ],
  });
  onTestFinished(() => dev.stop());
  await waitFor('the services', () => dev.output().includes('"process-started"'), { withinMs: 60_000 });
  dev.kill('SIGTERM');
  await dev.ended;
  expect(dev.output()).toContain('"process-stopped"');
});

/** Appends a line at each start: what is in the files of a folder. */
const program = `
  const { appendFileSync, readdirSync, readFileSync } = require('node:fs');
  const [folder, output] = process.argv.slice(1);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => readFileSync(parentPath + '/' + name, 'utf8')).sort();
  appendFileSync(output, texts.join(' ') + '\\n');
  setInterval(() => undefined, 1_000);
`;

test('a program starts again after a change in place, a replacement by renaming, and a file in a new folder', async () => {
  const folder = await temporaryFolder();
  const watched = join(folder, 'watched');
  const output = join(folder, 'output');
  const file = join(watched, 'deep', 'file.ts');
  await mkdir(join(watched, 'deep'), { recursive: true });
  await writeFile(file, 'one');
  const end = restartOnChange({
    command: [process.execPath, '--eval', program, watched, output],
    watched: [watched],
    onRestart: () => undefined,
  });
  onTestFinished(end);
  const started = (texts: string) =>
    waitFor(`a start with ${texts}`, async () => (await readFile(output, 'utf8')).endsWith(`${texts}\n`), {
      withinMs: 60_000,
    });

  await started('one');
  await writeFile(file, 'two');
  await started('two');
  await writeFile(join(folder, 'other'), 'three');
  await rename(join(folder, 'other'), file);
  await started('three');
  await writeFile(file, 'four');
  await started('four');
  await mkdir(join(watched, 'new'));
  await writeFile(join(watched, 'new', 'file.ts'), 'five');
  await started('five four');
  await writeFile(join(watched, 'new', 'file.ts'), 'six');
  await started('four six');
});
