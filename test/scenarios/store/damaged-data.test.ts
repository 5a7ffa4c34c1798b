/**
 * Data that something else has damaged, as the command line meets it: one message that cannot be read hides no other, and
 * a database that cannot be read is one line with what to do, whatever the command.
 */
import { cp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { prepareFrontdesk, type Frontdesk } from '../../support/frontdesk-process.js';
import { throwAwayFolder } from '../../support/throw-away-folder.js';

let frontdesk: Frontdesk;
let backup: Awaited<ReturnType<typeof throwAwayFolder>>;
beforeAll(async () => {
  frontdesk = await prepareFrontdesk();
  backup = await throwAwayFolder('backup');
  await frontdesk.cli(['domain', 'add', 'corp.example']);
  await frontdesk.cli(['account', 'create', 'ann', '--kind', 'user', '--email', 'ann@corp.example']);
  for (const subject of ['one', 'two', 'three'])
    await frontdesk.cli(['deliver', '--to', 'ann@corp.example'], `Subject: ${subject}\r\n\r\n${subject} text\r\n`);
  await cp(frontdesk.dataFolder, backup.path, { recursive: true });
}, 120_000);
afterAll(async () => {
  await frontdesk.remove();
  await backup.remove();
});

beforeEach(async () => {
  await rm(frontdesk.dataFolder, { recursive: true });
  await cp(backup.path, frontdesk.dataFolder, { recursive: true });
});

const segment = (): string => join(frontdesk.dataFolder, 'mail', '000001.seg');
const database = (): string => join(frontdesk.dataFolder, 'desk.db');

/** What a command says that does not exit with 0. */
async function failure(args: readonly string[], stdin = ''): Promise<string> {
  return frontdesk.cli(args, stdin).then(
    () => 'it succeeded',
    (error: unknown) => (error as Error).message.replace(/^frontdesk .* ended with \d+: /, ''),
  );
}

describe('a message that cannot be read', () => {
  test('is a line in the list, beside the others', async () => {
    await truncate(segment(), 600);
    const { stdout } = await frontdesk.cli(['message', 'list', 'ann']);
    expect(stdout.toString()).toMatch(/one .*\n2 .*\(cannot be read\).*\n3 .*\(cannot be read\)/);
    expect(stdout.toString()).toMatch(/\n2 messages cannot be read; next: frontdesk store check\n$/);
    expect((await frontdesk.cli(['message', 'list', 'ann', '--json'])).json()).toMatchObject([
      { uid: 1, subject: 'one', damaged: false },
      { uid: 2, subject: '', damaged: true },
      { uid: 3, damaged: true },
    ]);
  });

  test.each([
    ['the segment is cut off', () => truncate(segment(), 600)],
    ['the segment is gone', () => rm(segment())],
    [
      'the segment is a folder',
      async () => {
        await rm(segment());
        await mkdir(segment());
      },
    ],
  ])('%s: what is asked of it is one line with what to do, and the check goes to its end', async (_, damage) => {
    await damage();
    expect(await failure(['message', 'show', 'ann', '2'])).toMatch(
      /^error: segment 1 [^\n]+\nnext: [^\n]*store check[^\n]*\n$/,
    );
    expect(await failure(['store', 'check'])).toMatch(
      /message 2: its bytes .*\n.*; next: frontdesk store check --rebuild\n$/s,
    );
    expect(await failure(['store', 'check', '--rebuild'])).toMatch(/; next: restore [^\n]+\n$/);
  });
});

describe('a database that cannot be read', () => {
  const restore = /^error: the database [^\n]+\nnext: [^\n]*restore desk\.db from a backup[^\n]+\n$/;
  const damages: readonly (readonly [string, () => Promise<void>])[] = [
    ['cut off', () => truncate(database(), 5000)],
    ['no database', () => writeFile(database(), 'hello\n'.repeat(40_000))],
    [
      'overwritten in the middle',
      async () => {
        const bytes = await readFile(database());
        bytes.fill(0xa5, 8192);
        await writeFile(database(), bytes);
      },
    ],
    ['empty', () => truncate(database(), 0)],
    ['gone', () => rm(database())],
  ];
  const commands = [['account', 'list'], ['message', 'list', 'ann'], ['queue', 'list'], ['store', 'check'], ['start']];

  test.each(damages)('%s: every command says what to do, in one line', async (_, damage) => {
    await damage();
    const said = await Promise.all(commands.map((command) => failure(command)));
    expect(said.filter((each) => !restore.test(each))).toEqual([]);
    expect(await failure(['doctor'])).toMatch(/^bad +data folder: the database .*\n +-> .*restore desk\.db/m);
    const delivered = await frontdesk.cli(['deliver', '--to', 'ann@corp.example'], 'Subject: x\r\n\r\n').catch(String);
    expect(delivered).toMatch(/ended with 75: error: the database/);
  });

  test('gone without a backup: a rebuild files its messages again', async () => {
    await rm(database());
    expect((await frontdesk.cli(['store', 'check', '--rebuild'])).stdout.toString()).toMatch(
      /^3 messages, 3 restored/m,
    );
    expect((await frontdesk.cli(['store', 'list', '--json'])).json()).toMatchObject([
      { messageCount: 3, account: null },
    ]);
  });
});

test('an account name does not begin with -', async () => {
  const create = ['account', 'create', '--kind', 'user', '--email', 'x@corp.example', '--'];
  expect(await failure([...create, '-x'])).toMatch(
    /^error: name: "-x" is not valid; allowed: .*without - at its start/,
  );
  expect(await failure([...create, 'x-'])).toBe('it succeeded');
});
