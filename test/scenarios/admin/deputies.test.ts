/** Deputies, rights to write and permissions, as an administrator gives them on the command line. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testCommandLine, type TestCommandLine } from '../../support/command-line.js';

let line: TestCommandLine;
beforeEach(async () => {
  line = await testCommandLine();
  await line.run(['domain', 'add', 'corp.example']);
  await line.run(['company', 'create', 'other']);
  const contact = ['partner', '--kind', 'contact', '--email', 'partner@elsewhere.example'];
  await line.run(['account', 'create', ...contact]);
  for (const name of ['mary', 'john', 'ted'])
    await line.run(['account', 'create', name, '--kind', 'user', '--email', `${name}@corp.example`]);
  await line.run(['account', 'create', 'eve', '--kind', 'user', '--email', 'eve@corp.example', '--company', 'other']);
  await line.run(['group', 'create', 'staff']);
  await line.run(['group', 'add', 'staff', 'john']);
  await line.run(['group', 'add', 'staff', 'ted']);
});
afterEach(() => line.remove());

const say = (command: string) => line.run(command.split(' '));
const ask = (command: string) => line.json(command.split(' '));
const permissions = async (): Promise<string[]> =>
  ((await ask('permission list mary')) as { folder: string; who: string; rights: string; deputy: boolean }[]).map(
    ({ folder, who, rights, deputy }) => `${folder} ${who} ${rights}${deputy ? ' deputy' : ''}`,
  );

describe('deputy', () => {
  test('granted: seen from both sides, in the folders, and in the account', async () => {
    const granted = await ask('deputy grant mary john --send-on-behalf yes --mail viewer --calendar author');
    expect(granted).toEqual({
      owner: 'mary',
      deputy: 'john',
      kind: 'account',
      sendOnBehalf: true,
      mail: { profile: 'viewer', rights: 'lrs' },
      calendar: { profile: 'author', rights: 'lrswiptek' },
      seePrivate: false,
      sendCopy: 'no',
    });
    expect(await ask('deputy list mary@corp.example')).toEqual([granted]);
    expect(await ask('deputy reverse john')).toEqual([granted]);
    expect(await permissions()).toEqual(['Calendar john lrswiptek deputy', 'Inbox john lrs deputy']);
    expect(await ask('account show mary')).toMatchObject({ deputies: ['john'], sendAs: [] });
    expect((await say('deputy list mary')).stdout).toContain('viewer (lrs)');
    expect((await say('account show mary')).stdout).toMatch(/Deputies: +john\n/);
  });

  test('revoked: the folders have what stood there before', async () => {
    await say('permission set mary Inbox john none');
    await say('permission set mary Inbox staff only-read');
    await say('deputy grant mary john --mail editor --calendar viewer');
    expect(await permissions()).toEqual(['Calendar john lrs deputy', 'Inbox john lrsw deputy', 'Inbox staff lrs']);
    const metadata = JSON.parse((await say('deputy list mary --metadata')).stdout) as Record<string, object>;
    expect(Object.values(metadata)).toMatchObject([
      { version: 1, name: 'john', permission: 33_025, previousRights: 'l' },
    ]);
    await say('deputy update mary john --calendar unset --mail author');
    expect(await permissions()).toEqual(['Inbox john lrswiptek deputy', 'Inbox staff lrs']);
    expect((await say('deputy revoke mary john')).stdout).toBe('john is no longer a deputy of mary\n');
    expect(await permissions()).toEqual(['Inbox john l', 'Inbox staff lrs']);
    expect((await say('deputy list mary')).stdout).toContain('mary has no deputies');
  });

  test('a deputy, or a group of them, that is deleted leaves the folders', async () => {
    await say('deputy grant mary john --mail viewer');
    await say('deputy grant mary staff --mail editor --send-copy only');
    expect(await ask('deputy reverse ted')).toMatchObject([{ deputy: 'staff', kind: 'group', sendCopy: 'only' }]);
    await say('account delete john');
    expect(await permissions()).toEqual(['Inbox staff lrsw deputy']);
    await say('group delete staff');
    expect(await permissions()).toEqual([]);
  });

  test.each([
    ['oneself', 'deputy grant mary mary --mail viewer', 1, 'cannot be a deputy of itself'],
    ['a contact', 'deputy grant mary partner --mail viewer', 1, 'partner is a contact'],
    ['for a contact', 'deputy grant partner mary --mail viewer', 1, 'has no store'],
    ['another company', 'deputy grant mary eve --mail viewer', 1, 'not in the same company'],
    ['a second grant', 'deputy grant mary ted --mail viewer', 1, 'is already a deputy of mary'],
    ['nothing', 'deputy grant mary john', 2, 'the grant would be empty'],
    ['taking all that was granted', 'deputy update mary ted --mail unset', 2, 'the grant would be empty'],
    ['no such profile', 'deputy grant mary john --mail boss', 2, 'allowed: viewer, editor, author'],
    ['who is none', 'deputy update mary john --mail viewer', 1, 'john is not a deputy of mary'],
    ['who is nobody', 'deputy revoke mary nobody', 1, 'no account nobody'],
  ])('refused: %s', async (_, command, code, error) => {
    await say('deputy grant mary ted --mail editor');
    const run = await say(command);
    expect([run.code, run.stderr]).toEqual([code, expect.stringContaining(error)]);
    expect(await permissions()).toEqual(['Inbox ted lrsw deputy']);
  });

  test('simple permission mode: accounts alone, and three profiles', async () => {
    await mkdir(line.dataFolder, { recursive: true });
    const config = join(line.dataFolder, '..', 'simple.toml');
    await writeFile(config, '[deputy]\nsimplePermissionMode = true\n');
    const simply = (command: string) => line.run([...command.split(' '), '--config', config]);
    expect((await simply('deputy grant mary staff --mail viewer')).stderr).toContain(
      'which deputy.simplePermissionMode does not allow',
    );
    expect((await simply('deputy grant mary john --mail secretary')).stderr).toContain('viewer, editor and author');
    expect((await simply('deputy grant mary john --mail lrsw')).code).toBe(0);
  });
});

describe('sendas', () => {
  test('given, shown, taken; contacts and groups may be owners', async () => {
    expect(await ask('sendas add mary john')).toEqual({ owner: 'mary', sendAs: ['john'] });
    expect(await ask('sendas list mary')).toEqual([{ name: 'john', kind: 'account' }]);
    expect(await ask('account show mary')).toMatchObject({ sendAs: ['john'] });
    expect((await say('sendas add partner john')).stdout).toBe('john may write as partner\n');
    expect((await say('sendas add staff mary')).stdout).toBe('mary may write as staff\n');
    expect((await say('sendas remove mary john')).stdout).toBe('no other account may write as mary\n');
    expect((await say('account show mary')).stdout).toMatch(/Send-as: +none\n/);
  });

  test.each([
    ['itself', 'sendas add mary mary', 'mary may always write as itself'],
    ['a group', 'sendas add mary staff', 'set directory.sendAsGroups'],
    ['a contact', 'sendas add mary partner', 'partner is a contact'],
    ['what was not given', 'sendas remove mary john', 'john does not have the right to write as mary'],
  ])('refused: %s', async (_, command, error) => {
    const run = await say(command);
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining(error)]);
  });
});

describe('permission', () => {
  test("Kopano's example: Ted alone does not see the Intervention", async () => {
    await say('permission set mary Calendar staff only-read');
    const server = await ask('permission explain mary Calendar ted');
    expect(server).toEqual({
      account: 'mary',
      folder: 'Calendar',
      who: 'ted',
      profile: 'only-read',
      rights: 'lrs',
      because: 'groups',
      explanation: 'the entries for groups of the account apply, added up',
      entries: [{ who: 'staff', profile: 'only-read', rights: 'lrs' }],
    });
    const { stdout } = await say('permission set mary Calendar ted no-access');
    expect(stdout).toBe('ted in Calendar of mary: none (no-access); 1 folder changed\n');
    expect((await say('permission explain mary Calendar ted')).stdout).toBe(
      'ted in Calendar of mary: none (no-access)\nbecause the entry for the account itself applies, whatever the entries of groups say\n' +
        '  entry for ted: no-access (none)\n',
    );
    expect(await ask('permission explain mary Calendar john')).toMatchObject({ rights: 'lrs' });
    await say('permission remove mary Calendar ted');
    expect(await ask('permission explain mary Calendar ted')).toMatchObject({ rights: 'lrs' });
  });

  test('the owner and administrators need no entry; Everyone is anyone', async () => {
    await say('permission set mary Calendar Everyone none');
    expect(await permissions()).toEqual(['Calendar anyone l']);
    expect(await ask('permission explain mary Calendar mary')).toMatchObject({ because: 'owner', profile: 'owner' });
    await say('account update ted --admin 1');
    await say('account update eve --admin 1');
    expect(await ask('permission explain mary Calendar ted')).toMatchObject({ because: 'administrator' });
    expect(await ask('permission explain mary Calendar eve')).toMatchObject({ because: 'groups', rights: 'l' });
  });

  test('a deleted account is shown by number, and can be removed by it', async () => {
    await say('permission set mary Inbox ted lrs');
    await say('account delete ted');
    const [row = ''] = await permissions();
    expect(row).toMatch(/^Inbox account#\d+ lrs$/);
    expect((await say(`permission remove mary Inbox ${row.split(' ')[1] ?? ''}`)).code).toBe(0);
    expect((await say('permission list mary')).stdout).toContain('no other account has rights in mary');
  });

  test.each([
    [
      "a deputy's entry",
      'permission set mary Inbox john owner',
      1,
      'the rights of john in Inbox of mary follow from a deputy grant',
    ],
    ["removing a deputy's entry", 'permission remove mary Inbox john', 1, 'deputy revoke'],
    ["a deputy's entry below", 'permission set mary / john owner --recursive', 1, 'follow from a deputy grant'],
    ['the owner', 'permission set mary Inbox mary none', 1, 'has all rights in its own store'],
    ['a folder that is not there', 'permission set mary Projects john lrs', 1, 'no folder Projects'],
    ['a store that is not there', 'permission set partner Inbox john lrs', 1, 'has no store'],
    ['rights that are none', 'permission set mary Inbox ted boss', 2, 'allowed: no-access'],
    ['removing what is not there', 'permission remove mary Inbox ted', 1, 'Inbox has no entry for ted'],
  ])('refused: %s', async (_, command, code, error) => {
    await say('deputy grant mary john --mail viewer');
    const run = await say(command);
    expect([run.code, run.stderr]).toEqual([code, expect.stringContaining(error)]);
    expect(await permissions()).toEqual(['Inbox john lrs deputy']);
  });
});
