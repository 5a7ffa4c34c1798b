/** `frontdesk booking set --members ...`: what is stored, shown and refused. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { invitation } from '../../support/invitation.js';
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

test('a resource with bookings becomes a pool only with --yes', async () => {
  const [start, end] = ['2027-02-08T09:00:00Z', '2027-02-08T10:00:00Z'];
  const set = (resource: string, members: string, ...more: readonly string[]) =>
    line.run(['booking', 'set', resource, '--members', members, ...more]);
  await line.json(['account', 'create', 'p3', '--kind', 'equipment', '--email', 'p3@example.org']);
  await line.json(['booking', 'create', 'p3', '--start', start, '--end', end, '--subject', 'Repair']);
  const refused = await set('p3', 'p2');
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.stderr).toBe(
    'error: members: p3 has 1 booking of its own, which would no longer block a time\n' +
      'next: decline them with `frontdesk booking retire p3`, or add --yes\n',
  );
  expect(await line.json(['booking', 'show', 'p3'])).toMatchObject({ members: [] });
  expect(await set('p3', 'p2', '--yes')).toMatchObject({ code: 0 });
  // What has no bookings needs no --yes.
  expect(await set('p3', 'none')).toMatchObject({ code: 0 });
});

test('a member that holds bookings of the pool is taken off only with --yes', async () => {
  const meeting = {
    ...{ uid: 'm1', organizer: 'eve@out.example', attendee: 'pool@example.org', messageId: 'm1@out.example' },
    ...{ start: new Date('2027-02-08T09:00:00Z'), minutes: 60 },
  };
  await line.run(['deliver', '--to', 'pool@example.org', '--from', 'eve@out.example'], invitation(meeting).toString());
  const [{ member }] = (await line.json(['booking', 'agenda', 'pool'])) as [{ member: string }];
  const others = ['p1', 'p2'].filter((name) => name !== member).join();
  const refused = await line.run(['booking', 'set', 'pool', '--members', others]);
  expect(refused.stderr).toMatch(new RegExp(`^error: members: ${member} would keep 1 booking of pool\nnext: .*--yes`));
  expect(await line.run(['booking', 'set', 'pool', '--members', others, '--yes'])).toMatchObject({ code: 0 });
});
