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
    await line.json(['group', 'create', 'house']);
    await line.json(['group', 'add', 'house', 'staff']);
    expect(await line.json(['group', 'add', 'staff', 'anna@example.org'])).toEqual({
      name: 'staff',
      members: [{ kind: 'account', name: 'anna' }],
    });
    expect(await line.json(['account', 'show', 'anna'])).toMatchObject({ groups: ['Everyone', 'house', 'staff'] });
    expect((await line.run(['group', 'list'])).stdout).toBe(
      'GROUP     MEMBERS\nEveryone  1\nhouse     1\nstaff     1\n',
    );
    expect((await line.run(['group', 'show', 'house'])).stdout).toBe('MEMBER  KIND\nstaff   group\n');
    await line.json(['group', 'remove', 'staff', 'anna']);
    expect((await line.run(['group', 'show', 'staff'])).stdout).toContain('frontdesk group add staff MEMBER');
    expect((await line.run(['group', 'delete', 'staff'])).stdout).toBe('group staff deleted\n');
    expect(await line.json(['group', 'show', 'house'])).toEqual({ name: 'house', members: [] });
  });

  test.each([
    ['group create anna', 'there is an account anna already\nnext: choose another name'],
    ['group show staff', 'there is no group staff\nnext: `frontdesk group list`'],
    ['group add staff anna', 'there is no group staff\nnext: `frontdesk group list`'],
    ['group add Everyone anna', 'Everyone is always there and holds everybody\nnext: everybody is in Everyone'],
    ['group delete Everyone', 'Everyone is always there'],
    ['account create Everyone --email e@example.org', 'there is a group Everyone already'],
  ])('refused: %s', async (args, text) => {
    const { code, stderr } = await line.run(args.split(' '));
    expect([code, stderr]).toEqual([1, expect.stringContaining(`error: ${text}`)]);
    expect(await line.json(['store', 'list'])).toHaveLength(1);
  });
});

test('a group cannot hold itself', async () => {
  await line.json(['group', 'create', 'staff']);
  const { code, stderr } = await line.run(['group', 'add', 'staff', 'staff']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('error: member: a group cannot hold itself\n')]);
  expect(await line.json(['group', 'show', 'staff'])).toEqual({ name: 'staff', members: [] });
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
    ['all', null, 'all'],
  ])('%s', async (said, bookers, shown) => {
    const { code, stdout } = await set('--bookers', said);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Who may book: +${shown}$`, 'm'));
    expect(await line.json(['booking', 'show', 'room1'])).toMatchObject({ bookers, outsideBookers: true });
  });

  test('--outside-bookers', async () => {
    expect((await set('--outside-bookers', 'no')).stdout).toMatch(/^Who may book: +all inside our domains$/m);
    expect(await line.json(['booking', 'show', 'room1'])).toMatchObject({ bookers: null, outsideBookers: false });
  });

  test.each([
    ['anna', 2, 'bookers: "anna" is not possible; allowed: all, or a list of account:NAME, group:NAME'],
    ['', 2, 'bookers: "" is not possible'],
    ['account:anna,', 2, 'is not possible'],
    ['domain:a b', 2, 'is not possible'],
    ['group:board', 1, 'there is no group board'],
    ['account:berta', 1, 'there is no account berta'],
  ])('refused: %s', async (said, code, text) => {
    const refused = await set('--bookers', said);
    expect([refused.code, refused.stderr]).toEqual([code, expect.stringContaining(text)]);
    expect(await line.json(['booking', 'show', 'room1'])).toMatchObject({ bookers: null });
  });
});
