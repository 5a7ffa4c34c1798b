/** `frontdesk booking set --approvers ... --policy-breakers ...`: what is stored, shown and refused. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testCommandLine, type TestCommandLine } from '../../support/command-line.js';

let line: TestCommandLine;
beforeEach(async () => {
  line = await testCommandLine();
  await line.json(['domain', 'add', 'example.org']);
  await line.json(['account', 'create', 'blue', '--kind', 'room', '--email', 'blue@example.org']);
  await line.json(['account', 'create', 'anna', '--email', 'anna@example.org']);
});
afterEach(() => line.remove());

const set = (...options: string[]) => line.json(['booking', 'set', 'blue', ...options]);

test('approvers are accounts or addresses; "none" removes them', async () => {
  const approvers = ['anna', 'facilities@partner.example'];
  expect(await set('--approvers', approvers.join(','))).toMatchObject({ approvers });
  expect((await line.run(['booking', 'show', 'blue'])).stdout).toContain('anna, facilities@partner.example');
  expect(await set('--approvers', 'none')).toMatchObject({ approvers: [] });
});

test('policy breakers are people; "none" removes them', async () => {
  const policyBreakers = { accounts: ['anna'], groups: ['Everyone'], domains: ['partner.example'] };
  const words = 'account:anna,group:Everyone,domain:partner.example';
  expect(await set('--policy-breakers', words)).toMatchObject({ policyBreakers });
  expect(await set('--policy-breakers', 'none')).toMatchObject({ policyBreakers: null });
});

test('mail without a meeting is kept or refused', async () => {
  expect(await set('--plain-mail', 'reject')).toMatchObject({ plainMail: 'reject' });
  expect(await set('--plain-mail', 'forward')).toMatchObject({ plainMail: 'forward' });
  expect(await set('--plain-mail', 'keep')).toMatchObject({ plainMail: 'keep' });
});

test.each([
  { options: ['--approvers', 'nobody'], says: 'there is no account nobody' },
  { options: ['--approvers', 'anna,a@b@c'], says: 'is not an address' },
  { options: ['--approvers', 'facilities@example.org'], says: 'nobody has this address' },
  { options: ['--managers', 'anna,desk@example.org'], says: 'managers: desk@example.org is in a local domain' },
  { options: ['--policy-breakers', 'all'], says: 'none, or a comma-separated list' },
  { options: ['--policy-breakers', 'group:nobodies'], says: 'there is no group nobodies' },
])('refused: $options', async ({ options, says }) => {
  const { code, stderr } = await line.run(['booking', 'set', 'blue', ...options]);
  expect(code).not.toBe(0);
  expect(stderr).toContain(says);
});
