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
