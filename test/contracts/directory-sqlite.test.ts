/**
 * The embedded directory against the contract, and what is its own: another connection, a broken file.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteDirectory } from '../../src/directory/sqlite/open-directory.js';
import { directoryMigrations } from '../../src/directory/sqlite/schema.js';
import { migrate, openDatabase } from '../../src/runtime/sqlite/open-database.js';
import { accountFields, address, company } from '../support/account-fields.js';
import { deputiesContract } from './deputies.contract.js';
import { directoryContract, type DirectoryUnderTest } from './directory.contract.js';
import { mailGroupsContract } from './mail-groups.contract.js';
import { companiesContract } from './companies.contract.js';
import { groupsContract } from './groups.contract.js';

const openInFolder = (options: { recipientDelimiter: string }): DirectoryUnderTest => {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-directory-'));
  const directory = openSqliteDirectory({ path: join(folder, 'desk.db'), ...options });
  return {
    directory,
    close: () => {
      directory.close();
      rmSync(folder, { recursive: true });
    },
  };
};

directoryContract('sqlite', openInFolder);
deputiesContract('sqlite', () => openInFolder({ recipientDelimiter: '+' }));
groupsContract('sqlite', () => openInFolder({ recipientDelimiter: '+' }));
mailGroupsContract('sqlite', () => openInFolder({ recipientDelimiter: '+' }));
companiesContract('sqlite', () => openInFolder({ recipientDelimiter: '+' }));

describe('directory: sqlite', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'frontdesk-directory-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const open = () => openSqliteDirectory({ path: join(folder, 'desk.db'), recipientDelimiter: '+' });

  test('what one connection writes, another reads next, and a new one after it', async () => {
    const [one, other] = [open(), open()];
    await one.addDomain({ name: 'example.org', company: null, aliasOf: null });
    const anna = await one.createAccount(accountFields('anna'));
    expect(await other.accountByName('anna')).toEqual(anna);
    one.close();
    other.close();
    const again = open();
    expect(await again.resolve(address('anna@example.org'))).toMatchObject({
      kind: 'account',
      account: { name: 'anna' },
    });
    again.close();
  });

  test('companies that were only named become companies, own limits go on counting', async () => {
    const database = openDatabase(join(folder, 'desk.db'));
    migrate(database, 'directory', directoryMigrations.slice(0, 3));
    database.exec(`
      INSERT INTO domain (name, company) VALUES ('amt.example', 'Amt'), ('example.org', ''), ('free.example', NULL);
      INSERT INTO account (name, full_name, kind, active, enabled, send_only, admin_level, hidden, company, time_zone,
        language, quota_hard_bytes, booking, features) VALUES
        ('anna', '', 'user', 1, 1, 0, 0, 0, 'Werk', 'UTC', 'en', 1000, '{}', '{}'),
        ('ben', '', 'user', 1, 1, 0, 0, 0, 'Werk', 'UTC', 'en', NULL, '{}', '{}'),
        ('carl', '', 'user', 1, 1, 0, 0, 0, NULL, 'UTC', 'en', 0, '{}', '{}');
      INSERT INTO account_address SELECT name || '@example.org', id, 0, name, 'example.org' FROM account;`);
    database.close();
    const directory = open();
    const accounts = await directory.accountsAfter('', 99);
    expect(await directory.companies()).toEqual([company('Amt'), company('Werk')]);
    expect(accounts.map(({ name, company: of, quota }) => [name, of, quota.hardBytes, quota.override])).toEqual([
      ['anna', 'Werk', 1000, true],
      ['ben', 'Werk', null, false],
      ['carl', null, 0, true],
    ]);
    expect(await directory.domains()).toContainEqual({ name: 'example.org', company: null, aliasOf: null });
    directory.close();
  });

  test('a file that is no database is unavailable, not empty', () => {
    writeFileSync(join(folder, 'desk.db'), 'x'.repeat(5000));
    expect(open).toThrow(expect.objectContaining({ name: 'DirectoryError', reason: 'unavailable' }) as Error);
  });

  test('a directory that cannot answer is unavailable, never unknown', async () => {
    const directory = open();
    directory.close();
    await expect(directory.resolve(address('anna@example.org'))).rejects.toMatchObject({ reason: 'unavailable' });
  });
});
