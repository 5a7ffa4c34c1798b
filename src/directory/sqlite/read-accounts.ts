/**
 * Reads accounts by name, id or address. Used by read-directory.ts to resolve addresses.
 */
import type Database from 'better-sqlite3';
import type { Account } from '../directory.js';
import type { AccountId } from '../account.js';
import { accountFromRow, type AccountRow, type AddressRow } from './account-row.js';

export interface AccountReader {
  /** By the `addressKey` of one of its addresses, without alias domains. */
  readonly accountByKey: (key: string) => Account | null;
  readonly accountByName: (name: string) => Account | null;
  readonly accountById: (id: AccountId) => Account | null;
  /** In PHC form; null: no password, so no login. */
  readonly passwordHash: (id: AccountId) => string | null;
  readonly accountsAfter: (name: string, limit: number) => readonly Account[];
  readonly resourcesLike: (account: Account, limit: number) => readonly Account[];
}

export function accountReader(database: Database.Database): AccountReader {
  const byKey = database.prepare<[string], AccountRow>(
    'SELECT account.* FROM account_address JOIN account ON account.id = account_id WHERE key = ?',
  );
  const byName = database.prepare<[string], AccountRow>('SELECT * FROM account WHERE name = ?');
  const byId = database.prepare<[number], AccountRow>('SELECT * FROM account WHERE id = ?');
  const hashById = database.prepare<[number], string | null>('SELECT password_hash FROM account WHERE id = ?').pluck();
  const next = database.prepare<[string, number], AccountRow>(
    'SELECT * FROM account WHERE name > ? ORDER BY name LIMIT ?',
  );
  const alike = database.prepare<[string, string | null, number, number], AccountRow>(
    `SELECT * FROM account WHERE kind = ? AND company IS ? AND id <> ? AND enabled = 1 AND hidden = 0
     ORDER BY name LIMIT ?`,
  );
  const addresses = database.prepare<[number], AddressRow>(
    'SELECT local_part, domain FROM account_address WHERE account_id = ? ORDER BY position',
  );
  const account = (row: AccountRow): Account => accountFromRow(row, addresses.all(row.id));
  const accountOrNull = (row: AccountRow | undefined): Account | null => (row === undefined ? null : account(row));
  return {
    accountByKey: (key) => accountOrNull(byKey.get(key)),
    accountByName: (name) => accountOrNull(byName.get(name)),
    accountById: (id) => accountOrNull(byId.get(id)),
    passwordHash: (id) => hashById.get(id) ?? null,
    accountsAfter: (name, limit) => next.all(name, limit).map(account),
    resourcesLike: ({ kind, company, id }, limit) => alike.all(kind, company, id, limit).map(account),
  };
}
