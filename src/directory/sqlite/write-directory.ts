/**
 * Changes accounts and domains. Each change is one transaction; an impossible one is refused with a reason.
 */
import type Database from 'better-sqlite3';
import { addressKey, normalizeDomain } from '../../mail/address.js';
import { DirectoryError, type Account, type AccountFields, type Domain } from '../directory.js';
import type { AccountId } from '../account.js';
import { columnsOf, type AccountColumns } from './account-row.js';
import { addressRefusal, noSuchDomain } from './address-refusal.js';
import { changingAtOnce, type AtOnce } from './at-once.js';
import type { DirectoryReader } from './read-directory.js';
import type { CompanyReader } from './read-companies.js';
import type { GroupReader } from './read-groups.js';
import { refuseUnknownCompany } from './write-companies.js';

export interface DirectoryWriter {
  readonly addDomain: (domain: Domain) => void;
  readonly removeDomain: (name: string) => void;
  readonly createAccount: (fields: AccountFields) => Account;
  readonly updateAccount: (id: AccountId, fields: Partial<AccountFields>) => Account;
  readonly deleteAccount: (id: AccountId) => void;
}

const columns = [
  'name',
  'store_id',
  'full_name',
  'kind',
  'active',
  'enabled',
  'send_only',
  'admin_level',
  'hidden',
  'company',
  'time_zone',
  'language',
  'quota_warn_bytes',
  'quota_soft_bytes',
  'quota_hard_bytes',
  'quota_override',
  'plus_folder',
  'copy_sent',
  'booking',
  'features',
  'out_of_office',
  'password_hash',
] as const satisfies readonly (keyof AccountColumns)[];

export function directoryWriter(
  database: Database.Database,
  reader: DirectoryReader,
  groups: GroupReader,
  companies: CompanyReader,
): DirectoryWriter {
  const atOnce = changingAtOnce(database);
  const accounts = accountWriter(database, reader, groups, companies);
  return {
    ...domainWriter(database, reader, companies, atOnce),
    createAccount: atOnce(accounts.create),
    updateAccount: atOnce(accounts.update),
    deleteAccount: atOnce(accounts.remove),
  };
}

function domainWriter(
  database: Database.Database,
  reader: DirectoryReader,
  companies: CompanyReader,
  atOnce: AtOnce,
): Pick<DirectoryWriter, 'addDomain' | 'removeDomain'> {
  const insert = database.prepare('INSERT INTO domain (name, company, alias_of) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM domain WHERE name = ?');
  const user = database
    .prepare<{ name: string }, string>(
      `SELECT local_part || '@' || domain FROM account_address WHERE domain = @name
       UNION ALL SELECT local_part || '@' || domain FROM group_address WHERE domain = @name
       UNION ALL SELECT name FROM domain WHERE alias_of = @name LIMIT 1`,
    )
    .pluck();
  return {
    addDomain: atOnce((domain: Domain) => {
      if (reader.domain(domain.name) !== null)
        throw new DirectoryError('name-taken', `domain ${domain.name} already exists`);
      refuseUnknownCompany(domain.company, companies);
      const target = domain.aliasOf === null ? null : reader.domain(domain.aliasOf);
      if (domain.aliasOf !== null && target === null) throw noSuchDomain(domain.aliasOf);
      if (target !== null && target.aliasOf !== null)
        throw new DirectoryError('in-use', `domain ${target.name} is itself an alias of ${target.aliasOf}`);
      insert.run(normalizeDomain(domain.name), domain.company, target?.name ?? null);
    }),
    removeDomain: atOnce((name: string) => {
      const domain = reader.domain(name);
      if (domain === null) throw noSuchDomain(name);
      const usedBy = user.get({ name: domain.name });
      if (usedBy !== undefined) throw new DirectoryError('in-use', `domain ${domain.name} is used by ${usedBy}`);
      remove.run(domain.name);
    }),
  };
}

function accountWriter(
  database: Database.Database,
  reader: DirectoryReader,
  groups: GroupReader,
  companies: CompanyReader,
) {
  const insert = database.prepare<AccountColumns>(
    `INSERT INTO account (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
  );
  const update = database.prepare<AccountColumns & { id: number }>(
    `UPDATE account SET ${columns.map((name) => `${name} = @${name}`).join(', ')} WHERE id = @id`,
  );
  const remove = database.prepare<[number]>('DELETE FROM account WHERE id = ?');
  const passwordHash = database
    .prepare<[number], string | null>('SELECT password_hash FROM account WHERE id = ?')
    .pluck();
  const writeAddresses = addressWriter(database, reader);
  const refuseTakenName = (name: string): void => {
    if (reader.accountByName(name) !== null) throw new DirectoryError('name-taken', `account ${name} already exists`);
    if (groups.group(name) !== null) throw new DirectoryError('name-taken', `a group ${name} already exists`);
  };
  const existing = (id: AccountId): Account => {
    const account = reader.accountById(id);
    if (account === null) throw new DirectoryError('no-such-account', `there is no account with id ${id}`);
    return account;
  };

  return {
    create: (fields: AccountFields): Account => {
      refuseTakenName(fields.name);
      refuseUnknownCompany(fields.company, companies);
      const id = Number(insert.run(columnsOf(fields)).lastInsertRowid);
      writeAddresses(id, fields);
      return existing(id as AccountId);
    },
    update: (id: AccountId, fields: Partial<AccountFields>): Account => {
      const before = existing(id);
      if (fields.name !== undefined && fields.name !== before.name) refuseTakenName(fields.name);
      const after = { ...before, passwordHash: passwordHash.get(id) ?? null, ...fields };
      refuseUnknownCompany(after.company, companies);
      update.run({ id, ...columnsOf(after) });
      writeAddresses(id, after);
      return existing(id);
    },
    remove: (id: AccountId): void => {
      existing(id);
      remove.run(id);
    },
  };
}

type AddressFields = Pick<AccountFields, 'kind' | 'primaryAddress' | 'aliases'>;

/** Replaces all addresses of an account. */
function addressWriter(
  database: Database.Database,
  reader: Pick<DirectoryReader, 'domain'>,
): (id: number, fields: AddressFields) => void {
  const refuseTakenAddress = addressRefusal(database);
  const clear = database.prepare<[number]>('DELETE FROM account_address WHERE account_id = ?');
  const add = database.prepare<[string, number, number, string, string]>(
    'INSERT INTO account_address (key, account_id, position, local_part, domain) VALUES (?, ?, ?, ?, ?)',
  );
  return (id, { kind, primaryAddress, aliases }) => {
    clear.run(id);
    for (const [position, address] of [primaryAddress, ...aliases].entries()) {
      if (kind !== 'contact' && reader.domain(address.domain) === null) throw noSuchDomain(address.domain);
      refuseTakenAddress(address);
      add.run(addressKey(address), id, position, address.localPart, address.domain);
    }
  };
}
