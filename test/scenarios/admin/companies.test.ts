/** Companies and quotas on the command line: what is printed, what is refused and how. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testCommandLine, type TestCommandLine } from '../../support/command-line.js';

let line: TestCommandLine;
beforeEach(async () => {
  line = await testCommandLine();
  await line.json(['domain', 'add', 'example.org']);
});
afterEach(() => line.remove());

const KIB = 1024;
const anna = (...options: string[]) =>
  line.run(['account', 'create', 'anna', '--email', 'anna@example.org', ...options]);

test('made, changed, listed, shown, deleted', async () => {
  const made = ['company', 'create', 'Werk', '--quota-warn', '1K', '--quota-hard', '2K'];
  expect((await line.run([...made, '--quota-recipient', 'it@example.org'])).stdout).toBe('company Werk created\n');
  expect((await line.run(['company', 'list'])).stdout).toBe(
    'COMPANY  QUOTA                                     QUOTA RECIPIENTS\n' +
      'Werk     warn 1.0 KiB, soft default, hard 2.0 KiB  it@example.org\n',
  );
  await line.json(['company', 'update', 'Werk', '--quota-warn', 'default', '--quota-soft', '0']);
  await line.json(['domain', 'add', 'werk.example', '--company', 'Werk']);
  await anna('--company', 'Werk');
  expect(await line.json(['company', 'show', 'Werk'])).toEqual({
    name: 'Werk',
    quota: { warn: null, soft: 0, hard: 2 * KIB },
    quotaRecipients: ['it@example.org'],
    domains: ['werk.example'],
    accounts: ['anna'],
  });
  expect((await line.run(['company', 'delete', 'Werk'])).stderr).toBe(
    'error: company Werk still contains account anna\nnext: remove what uses it first\n',
  );
  await line.json(['account', 'update', 'anna', '--company', '']);
  await line.json(['domain', 'remove', 'werk.example']);
  expect((await line.run(['company', 'delete', 'Werk'])).stdout).toBe('company Werk deleted\n');
  expect((await line.run(['company', 'show', 'Werk'])).stderr).toContain('there is no company Werk');
});

test('the last quota recipient goes with an empty one', async () => {
  await line.json(['company', 'create', 'Werk', '--quota-recipient', 'it@example.org']);
  await line.json(['company', 'update', 'Werk', '--quota-recipient', '']);
  expect(await line.json(['company', 'show', 'Werk'])).toMatchObject({ quotaRecipients: [] });
});

describe('a company that is not there is refused, with the command that makes it', () => {
  test.each([
    ['an account', ['account', 'create', 'anna', '--email', 'anna@example.org', '--company', 'Amt'], 'Amt'],
    ['a change of one', ['account', 'update', 'ben', '--company', 'Amt'], 'Amt'],
    ['a domain', ['domain', 'add', 'amt.example', '--company', 'Amt'], 'Amt'],
    ['a name of several words', ['domain', 'add', 'amt.example', '--company', 'Amt Nord'], '"Amt Nord"'],
  ])('%s', async (_case, command, word) => {
    await line.json(['account', 'create', 'ben', '--email', 'ben@example.org']);
    const stores = await line.json(['store', 'list']);
    const { code, stderr } = await line.run(command);
    expect(code).toBe(1);
    expect(stderr).toContain(`next: create it with: frontdesk company create ${word}\n`);
    expect(await line.json(['store', 'list'])).toEqual(stores);
  });
});

describe('quotas: account before company before server', () => {
  const quota = async (...set: string[]): Promise<unknown> => {
    const shown = await line.json(['account', 'show', 'anna', ...set.flatMap((each) => ['--set', each])]);
    return (shown as { readonly quota: unknown }).quota;
  };
  beforeEach(() => line.json(['company', 'create', 'Werk', '--quota-hard', '2K']));

  test('the company, until the account has its own word', async () => {
    await anna('--company', 'Werk');
    expect(await quota('quota.warn=1K', 'quota.hard=9K')).toEqual({
      warn: KIB,
      soft: 0,
      hard: 2 * KIB,
      override: false,
      level: null,
    });
    await line.json(['account', 'update', 'anna', '--quota-hard', '3K']);
    expect(await quota('quota.warn=1K')).toEqual({ warn: KIB, soft: 0, hard: 3 * KIB, override: true, level: null });
  });

  test('--quota-override no keeps the account’s limits and applies those of the company', async () => {
    await anna('--company', 'Werk', '--quota-hard', '3K', '--quota-override', 'no');
    expect(await quota()).toMatchObject({ hard: 2 * KIB, override: false, level: null });
    await line.json(['account', 'update', 'anna', '--quota-override', 'yes']);
    expect(await quota()).toMatchObject({ hard: 3 * KIB, override: true });
  });

  test('limits of a company must not fall', async () => {
    const { code, stderr } = await line.run(['company', 'update', 'Werk', '--quota-warn', '4K']);
    expect(code).toBe(2);
    expect(stderr).toContain('warn, soft and hard must be in ascending order');
  });
});

test('quota report: how full each store is, and who has reached a level', async () => {
  await anna('--quota-warn', '100', '--quota-hard', '1K');
  await line.json(['account', 'create', 'ben', '--email', 'ben@example.org']);
  const contact = ['account', 'create', 'carl', '--kind', 'contact', '--email', 'carl@elsewhere.example'];
  await line.json(contact);
  await line.json(['deliver', '--to', 'anna@example.org'], `Subject: x\n\n${'x'.repeat(487)}\n`);
  expect((await line.run(['quota', 'report'])).stdout).toBe(
    'ACCOUNT  USED   WARN   SOFT  HARD     PERCENT  LEVEL\n' +
      'anna     641 B  100 B  -     1.0 KiB  62 %     warn\n' +
      'ben      0 B    -      -     -        -\n',
  );
  const row = { account: 'anna', usedBytes: 641, quota: { warn: 100, soft: 0, hard: KIB }, percent: 62, level: 'warn' };
  expect(await line.json(['quota', 'report', '--over', 'warn'])).toEqual([row]);
  expect(await line.json(['quota', 'report', '--over', 'soft'])).toEqual([]);
  expect((await line.run(['quota', 'report', '--over', 'much'])).stderr).toContain('warn, soft, hard');
  expect((await line.run(['account', 'show', 'anna'])).stdout).toMatch(/^Quota level: +warn$/m);
});
