/** The monitor over the store in memory: who is notified what, when, and what a stop leaves behind. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createQuotaMonitor, type QuotaMonitorSettings } from '../../../src/housekeeping/quota-monitor.js';
import type { Account, AccountFields, Company } from '../../../src/directory/directory.js';
import type { AccountId } from '../../../src/directory/account.js';
import { instant } from '../../../src/mail/instant.js';
import { composeMessage } from '../../../src/outbox/compose-message.js';
import { noQuota } from '../../../src/quota/quota-limits.js';
import { accountFields, address, company } from '../../support/account-fields.js';
import { openMemoryStore } from '../../support/memory-store.js';
import { pageAccounts } from '../../support/page-accounts.js';
import { neverAborted } from '../../support/never-aborted.js';
import { silentLog } from '../../support/silent-log.js';
import { throwAwayFolder } from '../../support/throw-away-folder.js';
import { waitFor } from '../../support/wait-for.js';

const HOUR_MS = 3_600_000;
const KIB = 1024;

let now = instant(0);
let settings: QuotaMonitorSettings;
let store: ReturnType<typeof openMemoryStore>;
let accounts: Account[];
let werk: Company | null;
let monitor: ReturnType<typeof createQuotaMonitor>;
let serial = 0;

beforeEach(() => {
  now = instant(Date.parse('2027-02-01T12:00:00Z'));
  settings = {
    hostname: 'desk.example.org',
    language: 'en',
    quota: { warnBytes: KIB, softBytes: 2 * KIB, hardBytes: 3 * KIB },
    recipients: [],
    templates: '',
  };
  store = openMemoryStore({ duplicateWindowMs: 7 * 24 * HOUR_MS });
  accounts = [];
  werk = null;
  monitor = open();
});

const open = () =>
  createQuotaMonitor({
    directory: { accountsAfter: pageAccounts(accounts), company: () => Promise.resolve(werk) },
    desk: store.desk,
    quotas: store.quotas,
    clock: () => now,
    log: silentLog,
    compose: composeMessage,
    wakeOutbox: () => undefined,
    settings: () => settings,
  });

async function account(name: string, fields: Partial<AccountFields> = {}): Promise<Account> {
  const { id: storeId } = await store.mailStore.createStore(now);
  const made = { ...accountFields(name, fields), id: (accounts.length + 1) as AccountId, storeId, hasPassword: false };
  accounts.push(made);
  return made;
}

async function fill({ storeId }: Account, sizeBytes: number): Promise<void> {
  if (storeId === null) throw new Error('no store');
  serial += 1;
  const bytes = new Uint8Array(sizeBytes);
  const filing = { folder: 'Archive', flags: [], prefix: new Uint8Array(), outsideQuota: false };
  const message = { kind: 'memory', bytes, sizeBytes } as const;
  const nothing = { hardLimitBytes: 0, calendar: null, decision: null, outgoing: [] };
  await store.desk.deliver([{ storeId, deliveryId: `fill-${serial}`, message, filing, receivedAt: now, ...nothing }], {
    moreToCome: false,
  });
}

/** Subjects of what lies in the Inbox. */
async function inbox({ storeId }: Account): Promise<readonly string[]> {
  if (storeId === null) throw new Error('no store');
  const folders = await store.mailStore.folders(storeId);
  if (!folders.some(({ name }) => name === 'Inbox')) return [];
  const messages = await store.mailStore.messages(storeId, 'Inbox');
  return Promise.all(messages.map(async ({ uid }) => subjectOf(await read(storeId, uid))));
}
const read = async (storeId: NonNullable<Account['storeId']>, uid: number): Promise<string> =>
  Buffer.from(await store.mailStore.readMessage(storeId, 'Inbox', uid)).toString();
const subjectOf = (mail: string): string => /^Subject: (.*)\r$/m.exec(mail)?.[1] ?? '';

const WARNED = 'Your mailbox is almost full: 1.0 KiB used';

describe('a round', () => {
  it('tells who has passed a level, once; what it files is outside the quota and past the hard limit', async () => {
    const anna = await account('anna');
    const ben = await account('ben');
    await fill(anna, 3 * KIB);
    expect(await monitor.round(neverAborted)).toBe(1);
    expect(await monitor.round(neverAborted)).toBe(0);
    expect(await inbox(anna)).toEqual(['Your mailbox is full: messages to you are rejected']);
    expect(await inbox(ben)).toEqual([]);
    expect(await store.quotas.usedBytes(anna.storeId ?? (0 as never))).toBe(3 * KIB);
  });

  it('that is stopped looks at no further account', async () => {
    for (const name of ['anna', 'ben']) await fill(await account(name), 3 * KIB);
    expect(await monitor.round(AbortSignal.abort())).toBe(0);
    expect(await monitor.round(neverAborted)).toBe(2);
  });

  it('the notice is a message of a machine, to its user, with the figures', async () => {
    const anna = await account('anna', { fullName: 'Anna Muster' });
    await fill(anna, KIB);
    await monitor.round(neverAborted);
    const mail = await read(anna.storeId ?? (0 as never), 1);
    expect(mail).toMatch(/^Return-Path: <>\r\nDelivered-To: anna@example\.org\r\n/);
    expect(mail).toContain('Auto-Submitted: auto-generated');
    expect(mail).toContain('From: Mail system <postmaster@example.org>');
    expect(mail).toContain('To: Anna Muster <anna@example.org>');
    expect(mail.replaceAll('=\r\n', '')).toContain('has exceeded the warning level of 1.0 KiB.');
    expect(mail).toContain('Warning level: 1.0 KiB\r\nSending is blocked from: 2.0 KiB\r\n');
  });

  it('again a day later, at once at the next level; a day later too if it fell below and filled up again', async () => {
    const anna = await account('anna');
    await fill(anna, KIB);
    const rounds = async (...hours: number[]): Promise<number[]> => {
      const notices = [];
      for (const pause of hours) {
        now = instant(now + pause * HOUR_MS);
        notices.push(await monitor.round(neverAborted));
      }
      return notices;
    };
    expect(await rounds(0, 23, 1, 23, 1)).toEqual([1, 0, 1, 0, 1]);
    await fill(anna, KIB);
    expect(await rounds(0, 1)).toEqual([1, 0]);
    await store.mailStore.expunge(anna.storeId ?? (0 as never), 'Archive', [1, 2]);
    expect(await rounds(0)).toEqual([0]);
    await fill(anna, KIB);
    expect(await rounds(0, 22, 1)).toEqual([0, 0, 1]);
    expect((await inbox(anna)).length).toBe(5);
  });

  it('the sent notices are remembered after a restart', async () => {
    const anna = await account('anna');
    await fill(anna, KIB);
    await monitor.round(neverAborted);
    monitor = open();
    expect(await monitor.round(neverAborted)).toBe(0);
    expect(await inbox(anna)).toEqual([WARNED]);
  });

  it('in the language of its user; the company has limits and recipients of its own, each is notified once', async () => {
    werk = company('Werk', {
      quota: { ...noQuota, warnBytes: 100 },
      quotaRecipients: [address('it@example.org'), address('anna@example.org')],
    });
    settings = { ...settings, recipients: [address('IT@example.org'), address('boss@example.org')] };
    const anna = await account('anna', { company: 'Werk', language: 'de-CH', fullName: 'Änne' });
    await fill(anna, 500);
    await monitor.round(neverAborted);
    expect(await inbox(anna)).toEqual(['Ihr Postfach ist fast voll: 500 B belegt']);
    const [report, ...more] = await store.outbox.outboxEntries();
    expect(more).toEqual([]);
    expect(report).toMatchObject({
      reversePath: null,
      subject: 'Mailbox of anna: warning, 500 B used',
      recipients: [address('IT@example.org'), address('boss@example.org')],
    });
  });

  it.each([
    ['no limits at all', { quota: { warnBytes: 0, softBytes: 0, hardBytes: 0 } }, {}],
    ['an account without a limit', {}, { quota: { warnBytes: 0, softBytes: 0, hardBytes: 0, override: true } }],
  ])('%s: nobody is told', async (_name, other, fields) => {
    settings = { ...settings, ...other };
    await fill(await account('anna', fields), 9 * KIB);
    expect(await monitor.round(neverAborted)).toBe(0);
  });
});

describe('an account that has just got a message', () => {
  it('is checked soon, once for a burst; a refused message is reported although no level is reached', async () => {
    const [anna, ben] = [await account('anna'), await account('ben')];
    monitor.touch(anna, 'filed');
    monitor.start();
    await fill(anna, KIB);
    for (let mail = 0; mail < 10; mail += 1) monitor.touch(anna, 'filed');
    monitor.touch(ben, 'refused');
    monitor.touch(ben, 'filed');
    await waitFor('both notices', async () => (await inbox(anna)).length + (await inbox(ben)).length === 2);
    expect(await inbox(ben)).toEqual(['A message to you was rejected: mailbox full']);
    monitor.touch(ben, 'refused');
    await monitor.stop();
    expect(await inbox(anna)).toEqual([WARNED]);
  });
});

describe('templates', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['the language before the base', { 'warn.de-CH.txt': 'A', 'warn.de.txt': 'B', 'warn.txt': 'C' }, 'A'],
    ['the base of the language', { 'warn.de.txt': 'B', 'warn.txt': 'C', 'warn.en.txt': 'D' }, 'B'],
    ['one for all languages', { 'warn.txt': 'C', 'warn.en.txt': 'D' }, 'C'],
    ['none of this level', { 'soft.txt': 'C' }, 'Ihr Postfach ist fast voll: 1,0 KiB belegt'],
  ])('%s', async (_name, files, subject) => {
    const folder = await throwAwayFolder('templates');
    settings = { ...settings, templates: folder.path };
    for (const [name, said] of Object.entries(files))
      await writeFile(join(folder.path, name), `Subject: ${said}\n\ntext`);
    const anna = await account('anna', { language: 'de-CH' });
    await fill(anna, KIB);
    await monitor.round(neverAborted);
    expect((await inbox(anna))[0]?.slice(0, subject.length)).toBe(subject);
    await folder.remove();
  });

  it('variables are filled in, unknown ones stay; a value is one line in the subject', async () => {
    const folder = await throwAwayFolder('templates');
    settings = { ...settings, templates: folder.path };
    const content =
      'Subject: {name} {percent} % {what}\r\n\r\n{fullName}|{address}|{level}|{used}|{limit}|{warn}|{soft}|{hard}';
    await writeFile(join(folder.path, 'warn.txt'), content);
    const anna = await account('anna', { quota: { warnBytes: KIB, softBytes: 0, hardBytes: 0, override: true } });
    await fill(anna, 1.5 * KIB);
    await monitor.round(neverAborted);
    const mail = await read(anna.storeId ?? (0 as never), 1);
    expect(subjectOf(mail)).toBe('anna 150 % {what}');
    expect(mail.replaceAll('=\r\n', '')).toContain('anna|anna@example.org|warning|1.5 KiB|1.0 KiB|1.0 KiB|none|none');
    await folder.remove();
  });

  it.each([
    ['without a subject', 'Dear all,\n\nclean up'],
    ['without a text', 'Subject: x\n\n'],
    ['too long', `Subject: x\n\n${'x'.repeat(70_000)}`],
    ['a folder', null],
  ])('a file that is none (%s) is passed over', async (_name, content) => {
    const folder = await throwAwayFolder('templates');
    settings = { ...settings, templates: folder.path };
    if (content === null) await mkdir(join(folder.path, 'warn.txt'));
    else await writeFile(join(folder.path, 'warn.txt'), content);
    const anna = await account('anna');
    await fill(anna, KIB);
    expect(await monitor.round(neverAborted)).toBe(1);
    expect(await inbox(anna)).toEqual([WARNED]);
    await folder.remove();
  });
});
