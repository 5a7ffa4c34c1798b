/** `frontdesk booking set --members ...`: what is stored, shown and refused. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testCommandLine, type TestCommandLine } from '../../support/command-line.js';

let line: TestCommandLine;
beforeEach(async () => {
  line = await testCommandLine();
  await line.json(['domain', 'add', 'example.org']);
  for (const name of ['p1', 'p2', 'pool'])
    await line.json(['account', 'create', name, '--kind', 'equipment', '--email', `${name}@example.org`]);
  await line.json(['account', 'create', 'blue', '--kind', 'room', '--email', 'blue@example.org']);
  await line.json(['account', 'create', 'anna', '--email', 'anna@example.org']);
  await line.json(['booking', 'set', 'pool', '--members', 'p1,p2']);
});
afterEach(() => line.remove());

test('a pool has members; "none" removes them', async () => {
  expect(await line.json(['booking', 'show', 'pool'])).toMatchObject({ members: ['p1', 'p2'] });
  expect((await line.run(['booking', 'show', 'pool'])).stdout).toContain('p1, p2');
  expect(await line.json(['booking', 'set', 'pool', '--members', 'none'])).toMatchObject({ members: [] });
});

test('a pool can be made with its members', async () => {
  const create = ['account', 'create', 'more', '--kind', 'equipment', '--email', 'more@example.org'];
  await line.json([...create, '--members', 'p2']);
  expect(await line.json(['booking', 'show', 'more'])).toMatchObject({ members: ['p2'] });
});

test.each([
  { account: 'pool', members: 'p1,nobody', says: 'there is no account nobody' },
  { account: 'pool', members: 'pool', says: 'pool cannot be a member of itself' },
  { account: 'pool', members: 'p1,blue', says: 'blue is of kind room' },
  { account: 'p1', members: 'pool', says: 'pool is itself a pool' },
  { account: 'p1', members: 'p2', says: 'p1 is a member of the pool pool' },
  { account: 'anna', members: 'anna', says: 'only rooms and equipment can be pools' },
])('refused: $members for $account', async ({ account, members, says }) => {
  const { code, stderr } = await line.run(['booking', 'set', account, '--members', members]);
  expect(code).not.toBe(0);
  expect(stderr).toContain(says);
});

test('a pool cannot have approvers', async () => {
  const { code, stderr } = await line.run(['booking', 'set', 'pool', '--approvers', 'anna']);
  expect([code, stderr]).toEqual([expect.any(Number), expect.stringContaining('a pool cannot have approvers')]);
  expect(code).not.toBe(0);
});
