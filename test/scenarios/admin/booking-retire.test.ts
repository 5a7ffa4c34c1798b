/** `frontdesk booking retire`: what is printed and stored; the declining itself is in test/scenarios. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testCommandLine, type TestCommandLine } from '../../support/command-line.js';

let line: TestCommandLine;
beforeEach(async () => {
  line = await testCommandLine();
  await line.json(['domain', 'add', 'example.org']);
  await line.json(['account', 'create', 'blue', '--kind', 'room', '--email', 'blue@example.org']);
});
afterEach(() => line.remove());

test('the day is kept in the policy, and taken back', async () => {
  expect(await line.json(['booking', 'retire', 'blue', '--from', '2027-03-01'])).toEqual({
    resource: 'blue',
    retiresAt: '2027-03-01T00:00:00Z',
    dryRun: false,
    meetings: [],
  });
  expect(await line.json(['booking', 'show', 'blue'])).toMatchObject({ retiresAt: '2027-03-01T00:00:00Z' });
  await line.json(['booking', 'retire', 'blue', '--from', 'never']);
  expect(await line.json(['booking', 'show', 'blue'])).toMatchObject({ retiresAt: null });
});

test('a dry run keeps nothing', async () => {
  const shown = await line.run(['booking', 'retire', 'blue', '--from', '2027-03-01', '--dry-run']);
  expect(shown).toMatchObject({ code: 0, stdout: 'no bookings from that time on\n' });
  expect(await line.json(['booking', 'show', 'blue'])).toMatchObject({ retiresAt: null });
});

test.each([
  { name: 'no day', args: ['--from', 'soon'], says: 'from' },
  { name: 'an account that does not answer', args: ['--from', '2027-03-01'], says: 'does not answer meeting requests' },
])('refused: $name', async ({ args, says }) => {
  await line.json(['booking', 'set', 'blue', '--mr-accept', 'no']);
  const { code, stderr } = await line.run(['booking', 'retire', 'blue', ...args]);
  expect(code).not.toBe(0);
  expect(stderr).toContain(says);
});
