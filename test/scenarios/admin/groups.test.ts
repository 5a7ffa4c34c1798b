/**
 * `frontdesk group`: what is printed and refused, and where groups show.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testCommandLine, type TestCommandLine } from '../../support/command-line.js';

let line: TestCommandLine;
beforeEach(async () => {
  line = await testCommandLine();
  await line.json(['domain', 'add', 'example.org']);
  await line.json(['account', 'create', 'anna', '--email', 'anna@example.org']);
});
afterEach(() => line.remove());

describe('groups', () => {
  test('made, filled, shown, emptied, deleted', async () => {
    expect(await line.run(['group', 'create', 'staff'])).toMatchObject({ code: 0, stdout: 'group staff created\n' });
    await line.json(['group', 'create', 'office']);
    await line.json(['group', 'add', 'office', 'staff']);
    expect(await line.json(['group', 'add', 'staff', 'anna@example.org'])).toMatchObject({
      name: 'staff',
      members: [{ kind: 'account', name: 'anna' }],
      note: null,
    });
    expect(await line.json(['account', 'show', 'anna'])).toMatchObject({ groups: ['Everyone', 'office', 'staff'] });
    expect((await line.run(['group', 'list'])).stdout).toBe(
      'GROUP     MEMBERS  ADDRESS  WHO MAY SEND\nEveryone  1\noffice    1\nstaff     1\n',
    );
    expect((await line.run(['group', 'show', 'office'])).stdout).toContain('\n\nMEMBER  KIND\nstaff   group\n');
    await line.json(['group', 'remove', 'staff', 'anna']);
    expect((await line.run(['group', 'show', 'staff'])).stdout).toContain('frontdesk group add staff MEMBER');
    expect((await line.run(['group', 'delete', 'staff'])).stdout).toBe('group staff deleted\n');
    expect(await line.json(['group', 'show', 'office'])).toEqual({
      name: 'office',
      members: [],
      addresses: [],
      owner: null,
      whoMaySend: 'everybody',
      senders: { accounts: [], groups: [], addresses: [], domains: [] },
      hidden: false,
    });
  });

  test('groups that contain each other are allowed, and the command says so', async () => {
    for (const name of ['staff', 'office', 'board']) await line.json(['group', 'create', name]);
    await line.json(['group', 'add', 'office', 'staff']);
    await line.json(['group', 'add', 'staff', 'board']);
    const { code, stdout } = await line.run(['group', 'add', 'board', 'office']);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^office +group\nnote: board now contains itself through office: /m),
    ]);
    expect(await line.json(['group', 'add', 'office', 'anna'])).toMatchObject({ note: null });
  });

  test.each([
    ['group create anna', 'an account anna already exists\nnext: choose another name'],
    ['group show staff', 'there is no group staff\nnext: `frontdesk group list`'],
    ['group add staff anna', 'there is no group staff\nnext: `frontdesk group list`'],
    ['group add Everyone anna', 'Everyone is a built-in group\nnext: Everyone always contains all accounts'],
    ['group delete Everyone', 'Everyone is a built-in group'],
    ['account create Everyone --email e@example.org', 'a group Everyone already exists'],
  ])('refused: %s', async (args, text) => {
    const { code, stderr } = await line.run(args.split(' '));
    expect([code, stderr]).toEqual([1, expect.stringContaining(`error: ${text}`)]);
    expect(await line.json(['store', 'list'])).toHaveLength(1);
  });
});

test('a group cannot contain itself', async () => {
  await line.json(['group', 'create', 'staff']);
  const { code, stderr } = await line.run(['group', 'add', 'staff', 'staff']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('error: member: a group cannot contain itself\n')]);
  expect(await line.json(['group', 'show', 'staff'])).toMatchObject({ name: 'staff', members: [] });
});

describe('groups that get mail', () => {
  const create = (...options: string[]) => line.run(['group', 'create', 'sales', ...options]);
  beforeEach(async () => {
    await line.json(['group', 'create', 'staff']);
    await line.json(['domain', 'add', 'alias.example', '--alias-of', 'example.org']);
  });

  test('made, shown, changed', async () => {
    const addresses = ['--email', 'sales@example.org', '--alias', 'orders@example.org'];
    const senders = ['anna@example.org', 'staff', 'eve@out.example', '@partner.example', 'bücher.example'];
    const listed = senders.flatMap((each) => ['--sender', each]);
    expect((await create(...addresses, '--owner', 'anna', '--hidden', 'yes', ...listed)).code).toBe(0);
    expect(await line.json(['group', 'show', 'sales'])).toEqual({
      name: 'sales',
      members: [],
      addresses: ['sales@example.org', 'orders@example.org'],
      owner: 'anna',
      whoMaySend: 'listed',
      senders: {
        accounts: ['anna'],
        groups: ['staff'],
        addresses: ['eve@out.example'],
        domains: ['partner.example', 'xn--bcher-kva.example'],
      },
      hidden: true,
    });
    expect((await line.run(['group', 'show', 'sales'])).stdout).toBe(
      [
        'Group:            sales',
        'Addresses:        sales@example.org, orders@example.org',
        'Who may send:     account anna, group staff, eve@out.example, everyone in partner.example, everyone in xn--bcher-kva.example',
        'Owner:            anna',
        'In address book:  no',
        '',
        'sales has no members; add one with: frontdesk group add sales MEMBER',
        '',
      ].join('\n'),
    );
    await line.json(['group', 'update', 'sales', '--who-may-send', 'members', '--owner', '']);
    expect(await line.json(['group', 'update', 'sales', '--email', 'new@example.org'])).toMatchObject({
      addresses: ['new@example.org', 'orders@example.org'],
      owner: null,
      whoMaySend: 'members',
    });
    expect(await line.json(['group', 'update', 'sales', '--email', ''])).toMatchObject({ addresses: [] });
  });

  test('Everyone too, which by default accepts messages from the company only', async () => {
    expect(await line.json(['group', 'update', 'Everyone', '--email', 'all@example.org'])).toMatchObject({
      addresses: ['all@example.org'],
      whoMaySend: 'company',
    });
  });

  test.each([
    [['--email', 'anna@example.org'], 1, 'address anna@example.org belongs to account anna'],
    [['--email', 'sales@elsewhere.example'], 1, 'elsewhere.example is not a local domain'],
    [['--alias', 'orders@example.org'], 2, 'alias: the group has no address'],
    [['--owner', 'nobody'], 1, 'there is no account nobody'],
    [['--sender', 'nobody'], 1, 'sender: nobody is not an account, group, address or domain'],
    [
      ['--sender', 'anna', '--who-may-send', 'members'],
      2,
      'sender: only allowed with --who-may-send listed, not members',
    ],
    [['--who-may-send', 'all'], 2, 'allowed: everybody, members, company, listed'],
  ])('refused: %s', async (options, code, text) => {
    const refused = await create(...options);
    expect([refused.code, refused.stderr]).toEqual([code, expect.stringContaining(text)]);
    expect((await line.run(['group', 'show', 'sales'])).code).toBe(1);
  });

  test("an account cannot have a group's address, and leaves no store behind", async () => {
    await create('--email', 'sales@example.org');
    const { code, stderr } = await line.run(['account', 'create', 'berta', '--email', 'Sales@example.org']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('address Sales@example.org belongs to group sales')]);
    expect(await line.json(['store', 'list'])).toHaveLength(1);
  });
});

describe('booking set --bookers', () => {
  const set = (...options: string[]) => line.run(['booking', 'set', 'room1', ...options]);
  beforeEach(async () => {
    await line.json(['account', 'create', 'room1', '--kind', 'room', '--email', 'room1@example.org']);
    await line.json(['group', 'create', 'staff']);
  });

  test.each([
    [
      'account:anna@example.org,group:staff,domain:Bücher.example',
      { accounts: ['anna'], groups: ['staff'], domains: ['xn--bcher-kva.example'] },
      'account:anna, group:staff, domain:xn--bcher-kva.example',
    ],
    ['group:Everyone', { accounts: [], groups: ['Everyone'], domains: [] }, 'group:Everyone'],
    ['all', null, 'everyone'],
  ])('%s', async (said, bookers, shown) => {
    const { code, stdout } = await set('--bookers', said);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Who may book: +${shown}$`, 'm'));
    expect(await line.json(['booking', 'show', 'room1'])).toMatchObject({ bookers, outsideBookers: true });
  });

  test('--outside-bookers', async () => {
    expect((await set('--outside-bookers', 'no')).stdout).toMatch(/^Who may book: +everyone in the local domains$/m);
    expect(await line.json(['booking', 'show', 'room1'])).toMatchObject({ bookers: null, outsideBookers: false });
  });

  test.each([
    ['anna', 2, 'bookers: "anna" is not valid; allowed: all, or a comma-separated list of account:NAME, group:NAME'],
    ['', 2, 'bookers: "" is not valid'],
    ['account:anna,', 2, 'is not valid'],
    ['domain:a b', 2, 'is not valid'],
    ['group:board', 1, 'there is no group board'],
    ['account:berta', 1, 'there is no account berta'],
  ])('refused: %s', async (said, code, text) => {
    const refused = await set('--bookers', said);
    expect([refused.code, refused.stderr]).toEqual([code, expect.stringContaining(text)]);
    expect(await line.json(['booking', 'show', 'room1'])).toMatchObject({ bookers: null });
  });
});
