/**
 * `store backup` and `store restore` on the command line: what is refused, what is kept, what is held.
 */
import { chmod, chown, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepareFrontdesk, type Frontdesk } from '../../support/frontdesk-process.js';
import { throwAwayFolder } from '../../support/throw-away-folder.js';

let frontdesk: Frontdesk;
let folder: Awaited<ReturnType<typeof throwAwayFolder>>;
let backup: string;
beforeEach(async () => {
  frontdesk = await prepareFrontdesk();
  folder = await throwAwayFolder('backup');
  backup = join(folder.path, 'frontdesk');
  await frontdesk.cli(['domain', 'add', 'corp.example']);
  await frontdesk.cli(
    ['account', 'create', 'ann', '--kind', 'user', '--email', 'ann@corp.example', '--password-stdin'],
    'secret-word-1',
  );
  await deliver('one');
});
afterEach(async () => {
  await frontdesk.remove();
  await folder.remove();
});

const deliver = (subject: string): Promise<unknown> =>
  frontdesk.cli(['deliver', '--to', 'ann@corp.example'], `Subject: ${subject}\r\n\r\ntext\r\n`);

async function failure(args: readonly string[]): Promise<string> {
  return frontdesk.cli(args).then(
    () => 'it succeeded',
    (error: unknown) => (error as Error).message.replace(/^frontdesk .* ended with \d+: /, ''),
  );
}

async function subjects(): Promise<unknown> {
  return ((await frontdesk.cli(['message', 'list', 'ann', '--json'])).json() as { subject: string }[]).map(
    (each) => each.subject,
  );
}

const backUp = async (): Promise<string> => (await frontdesk.cli(['store', 'backup', backup])).stdout.toString();

test('a backup is closed to others, is brought up to date, and says what it has', async () => {
  expect(await backUp()).toBe(`backup in ${backup}: 1 segment, ${await sizeText()} copied, 1 message verified\n`);
  expect((await readdir(backup)).toSorted()).toEqual(['backup.json', 'data.id', 'desk.db', 'mail', 'submission.key']);
  for (const name of ['', ...(await readdir(backup))]) expect((await stat(join(backup, name))).mode & 0o077).toBe(0);
  await deliver('two');
  expect(await backUp()).toMatch(/: 1 segment, \d+ B copied, 2 messages verified\n$/);
});

async function sizeText(): Promise<string> {
  return `${(await stat(join(frontdesk.dataFolder, 'mail/000001.seg'))).size} B`;
}

describe('a restore', () => {
  test('over existing data needs --replace, and moves it aside', async () => {
    await backUp();
    await deliver('later');
    expect(await failure(['store', 'restore', backup])).toMatch(/is not empty\nnext: add --replace/);
    expect(await subjects()).toEqual(['one', 'later']);
    const said = (await frontdesk.cli(['store', 'restore', backup, '--replace'])).stdout.toString();
    expect(said).toMatch(
      /^the data that was there before is in .*\.before-\d{8}T\d{6}Z\n.* is restored as of .*: 1 message\n$/,
    );
    expect(await subjects()).toEqual(['one']);
    await deliver('after');
    expect(await subjects()).toEqual(['one', 'after']);
  });

  test('holds outgoing messages until they are released', async () => {
    await frontdesk.cli(['submit', '--as', 'ann'], 'To: eve@out.example\r\nFrom: ann@corp.example\r\n\r\nHello\r\n');
    await backUp();
    const said = (await frontdesk.cli(['store', 'restore', backup, '--replace'])).stdout.toString();
    expect(said).toContain('1 outgoing message held; next: frontdesk queue list, then frontdesk queue release\n');
    expect((await frontdesk.cli(['queue', 'list', '--json'])).json()).toMatchObject([{ state: 'held' }]);
    const found = (await frontdesk.cli(['doctor']).catch((error: unknown) => error)) as {
      stdout?: Buffer;
      message?: string;
    };
    expect(found.stdout?.toString() ?? found.message).toMatch(/outbox: 0 waiting, 1 held/);
    await frontdesk.cli(['queue', 'release']);
    expect((await frontdesk.cli(['queue', 'list', '--json'])).json()).toMatchObject([{ state: 'waiting' }]);
  });

  test('while a process runs is refused', async () => {
    await backUp();
    await frontdesk.start();
    expect(await failure(['store', 'restore', backup, '--replace'])).toMatch(
      /is in use by process \d+\nnext: stop that process/,
    );
    await frontdesk.stop();
  });

  test('from something else is refused', async () => {
    expect(await failure(['store', 'restore', folder.path, '--replace'])).toMatch(/has no backup\.json\nnext: /);
  });
});

describe('a backup is refused', () => {
  test('into a folder with other files, and leaves them alone', async () => {
    await mkdir(backup);
    await writeFile(join(backup, 'photo'), 'mine');
    expect(await failure(['store', 'backup', backup])).toMatch(/is not empty, and has no backup\nnext: /);
    expect(await readdir(backup)).toEqual(['photo']);
  });

  test('into the data folder, or over a backup of other data', async () => {
    expect(await failure(['store', 'backup', join(frontdesk.dataFolder, 'backup')])).toMatch(
      /cannot be inside the data folder/,
    );
    await backUp();
    const manifest = join(backup, 'backup.json');
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace(/"dataId":"[^"]+"/, '"dataId":"other"'));
    expect(await failure(['store', 'backup', backup])).toMatch(/has a backup of the data other, not of /);
  });
});

/** A user of the service. Without root, there is no other user to be, and files stay this user's. */
const SERVICE_UID = 12_345;
const isRoot = process.getuid?.() === 0;

describe('a command of root with the data folder of a service', () => {
  beforeEach(async () => {
    // The folder above is only root's, as /var/lib is.
    await chmod(dirname(frontdesk.dataFolder), 0o711);
    await mkdir(backup);
    await chmod(folder.path, 0o711);
    if (!isRoot) return;
    execFileSync('chown', ['--recursive', `${SERVICE_UID}:${SERVICE_UID}`, frontdesk.dataFolder]);
    await chown(backup, SERVICE_UID, SERVICE_UID);
  });

  async function owners(): Promise<ReadonlySet<number>> {
    const names = ['', ...(await readdir(frontdesk.dataFolder, { recursive: true }))];
    return new Set(await Promise.all(names.map(async (name) => (await stat(join(frontdesk.dataFolder, name))).uid)));
  }
  const service = new Set([isRoot ? SERVICE_UID : process.getuid?.()]);

  test('leaves only files that the service can write', async () => {
    await frontdesk.cli(['domain', 'add', 'other.example']);
    await deliver('two');
    expect(await owners()).toEqual(service);
  });

  test('restores for the service', async () => {
    await backUp();
    await frontdesk.cli(['store', 'restore', backup, '--replace']);
    expect(await subjects()).toEqual(['one']);
    expect(await owners()).toEqual(service);
    const { mode } = await stat(frontdesk.dataFolder);
    expect(mode & 0o777).toBe(0o700);
  });

  test('a backup that the service may not write says so', async () => {
    if (!isRoot) {
      expect(await backUp()).toContain('verified');
      return;
    }
    await chown(backup, 0, 0);
    await chmod(backup, 0o700);
    expect(await failure(['store', 'backup', join(backup, 'today')])).toMatch(
      /the user of frontdesk cannot write to .* \(EACCES\)\nnext: create the folder for that user/,
    );
  });
});
