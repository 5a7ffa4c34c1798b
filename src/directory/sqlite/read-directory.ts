/**
 * Looking up: who has this address, this name; which domains are ours.
 */
import type Database from 'better-sqlite3';
import { addressKey, normalizeDomain, parseAddress, type Address } from '../../mail/address.js';
import type { Account, Domain, MailGroup, Resolution } from '../directory.js';
import type { AccountId } from '../account.js';
import { accountFromRow, type AccountRow, type AddressRow } from './account-row.js';
import type { GroupReader } from './read-groups.js';

interface DomainRow {
  readonly name: string;
  readonly company: string | null;
  readonly alias_of: string | null;
}

export interface DirectoryReader {
  readonly resolve: (address: Address) => Resolution;
  readonly accountByName: (name: string) => Account | null;
  readonly accountByLogin: (login: string) => Account | null;
  readonly accountById: (id: AccountId) => Account | null;
  /** In PHC form; null: no password, no login. */
  readonly passwordHash: (id: AccountId) => string | null;
  readonly accounts: () => readonly Account[];
  readonly accountsAfter: (name: string, limit: number) => readonly Account[];
  readonly resourcesLike: (account: Account, limit: number) => readonly Account[];
  readonly domain: (name: string) => Domain | null;
  readonly domains: () => readonly Domain[];
}

type Holder =
  { readonly kind: 'account'; readonly account: Account } | { readonly kind: 'group'; readonly group: MailGroup };

export function directoryReader(
  database: Database.Database,
  delimiter: string,
  groups: Pick<GroupReader, 'groupByKey'>,
): DirectoryReader {
  const byKey = database.prepare<[string], AccountRow>(
    'SELECT account.* FROM account_address JOIN account ON account.id = account_id WHERE key = ?',
  );
  const byName = database.prepare<[string], AccountRow>('SELECT * FROM account WHERE name = ?');
  const byId = database.prepare<[number], AccountRow>('SELECT * FROM account WHERE id = ?');
  const hashById = database.prepare<[number], string | null>('SELECT password_hash FROM account WHERE id = ?').pluck();
  const all = database.prepare<[], AccountRow>('SELECT * FROM account ORDER BY name');
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
  const domainByName = database.prepare<[string], DomainRow>(
    'SELECT name, company, alias_of FROM domain WHERE name = ?',
  );
  const allDomains = database.prepare<[], DomainRow>('SELECT name, company, alias_of FROM domain ORDER BY name');
  const anybody = database
    .prepare<[], number>('SELECT EXISTS (SELECT 1 FROM domain) AND EXISTS (SELECT 1 FROM account)')
    .pluck();

  const account = (row: AccountRow | undefined): Account | null =>
    row === undefined ? null : accountFromRow(row, addresses.all(row.id));

  const holderOf = (key: string): Holder | null => {
    const found = account(byKey.get(key));
    if (found !== null) return { kind: 'account', account: found };
    const group = groups.groupByKey(key);
    return group === null ? null : { kind: 'group', group };
  };
  /** An address of an alias domain is that of the domain it stands for, unless somebody has it as it is. */
  const holderByAddress = (address: Address): Holder | null => {
    const exact = holderOf(addressKey(address));
    if (exact !== null) return exact;
    const aliasOf = domainByName.get(address.domain)?.alias_of ?? null;
    return aliasOf === null ? null : holderOf(addressKey({ ...address, domain: aliasOf }));
  };

  const resolve = (address: Address): Resolution => {
    const exact = holderByAddress(address);
    if (exact !== null) return { ...exact, detail: null };
    const parted = withoutDetail(address, delimiter);
    const holder = parted === null ? null : holderByAddress(parted.address);
    if (parted !== null && holder !== null) return { ...holder, detail: parted.detail };
    return { kind: anybody.get() === 1 ? 'unknown' : 'empty-directory' };
  };

  const accountByName = (name: string): Account | null => account(byName.get(name));
  return {
    resolve,
    accountByName,
    accountByLogin: (login) => {
      const address = login.includes('@') ? parseAddress(login) : null;
      const holder = address === null ? null : holderByAddress(address);
      return accountByName(login) ?? (holder?.kind === 'account' ? holder.account : null);
    },
    accountById: (id) => account(byId.get(id)),
    passwordHash: (id) => hashById.get(id) ?? null,
    accounts: () => all.all().map((row) => accountFromRow(row, addresses.all(row.id))),
    accountsAfter: (name, limit) => next.all(name, limit).map((row) => accountFromRow(row, addresses.all(row.id))),
    resourcesLike: ({ kind, company, id }, limit) =>
      alike.all(kind, company, id, limit).map((row) => accountFromRow(row, addresses.all(row.id))),
    domain: (name) => domainFromRow(domainByName.get(normalizeDomain(name))),
    domains: () => allDomains.all().flatMap((row) => domainFromRow(row) ?? []),
  };
}

/** `user+detail` -> user and detail; null if there is no delimiter after at least one character. */
function withoutDetail(address: Address, delimiter: string): { address: Address; detail: string } | null {
  const at = delimiter === '' ? -1 : address.localPart.indexOf(delimiter, 1);
  if (at < 1) return null;
  const { localPart, domain } = address;
  return { address: { localPart: localPart.slice(0, at), domain }, detail: localPart.slice(at + delimiter.length) };
}

function domainFromRow(row: DomainRow | undefined): Domain | null {
  return row === undefined ? null : { name: row.name, company: row.company, aliasOf: row.alias_of };
}
