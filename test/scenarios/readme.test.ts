/** The commands of README.md work in the order in which they stand there; test/peers/readme.test.ts adds Postfix. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCatchingServer, type CatchingServer } from '../support/catching-server.js';
import { freePort } from '../support/free-port.js';
import { commandBlocks, openReadmeShell, type LineResult, type ReadmeShell } from '../support/run-readme.js';
import { throwAwayFolder, type ThrowAwayFolder } from '../support/throw-away-folder.js';

let folder: ThrowAwayFolder;
let outside: CatchingServer;
let shell: ReadmeShell;
beforeAll(async () => {
  folder = await throwAwayFolder('readme');
  outside = await startCatchingServer();
  const env = {
    FRONTDESK_DATA: join(folder.path, 'data'),
    FRONTDESK_LMTP_LISTEN: `127.0.0.1:${await freePort()}`,
    FRONTDESK_SUBMISSION_LISTEN: '127.0.0.1:0',
    FRONTDESK_HTTP_LISTEN: '',
    FRONTDESK_RELAY_PORT: String(outside.port),
  };
  shell = await openReadmeShell({ folder: folder.path, env });
});
afterAll(async () => {
  await shell.close();
  await outside.close();
  await folder.remove();
});

test('first come the demo and the tests', () => {
  expect(commandBlocks()[0]).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['demo', 'test']));
});

test('every line works, and does what the text around it says', { timeout: 300_000 }, async () => {
  const [, ...blocks] = commandBlocks();
  const results: LineResult[] = [];
  for (const line of blocks.flat().filter((each) => !each.startsWith('post'))) results.push(await shell.run(line));

  expect(results.filter(({ code }) => code !== 0)).toEqual([]);
  expect(results.length).toBeGreaterThan(15);
  const sent = await outside.waitFor(1);
  expect(sent.bytes.toString()).toMatch(/^From: "?John Doe"? <john@corp\.example>\r$/m);
  expect(sent.bytes.toString()).toMatch(/^Sender: .*mary@corp\.example/m);
  const output = (words: string): string | undefined => results.find(({ line }) => line.includes(words))?.output;
  expect(output('audit list')).toMatch(/mary.*john/);
});
