/**
 * Resolves addresses and names.
 */
import type Database from 'better-sqlite3';
import { addressKey, parseAddress, type Address } from '../../mail/address.js';
import type { Account, MailGroup, Resolution } from '../directory.js';
import { accountReader, type AccountReader } from './read-accounts.js';
import { domainReader, type DomainReader } from './read-domains.js';
import type { GroupReader } from './read-groups.js';

export interface DirectoryReader extends Omit<AccountReader, 'accountByKey'>, DomainReader {
  readonly resolve: (address: Address) => Resolution;
  readonly accountByLogin: (login: string) => Account | null;
}

type Holder =
  { readonly kind: 'account'; readonly account: Account } | { readonly kind: 'group'; readonly group: MailGroup };

export function directoryReader(
  database: Database.Database,
  delimiter: string,
  groups: Pick<GroupReader, 'groupByKey'>,
): DirectoryReader {
  const { accountByKey, ...accounts } = accountReader(database);
  const domains = domainReader(database);
  const anybody = database
    .prepare<[], number>('SELECT EXISTS (SELECT 1 FROM domain) AND EXISTS (SELECT 1 FROM account)')
    .pluck();

  const holderOf = (key: string): Holder | null => {
    const account = accountByKey(key);
    if (account !== null) return { kind: 'account', account };
    const group = groups.groupByKey(key);
    return group === null ? null : { kind: 'group', group };
  };
  /** An address in an alias domain means the same local part in the target domain, unless it is itself assigned. */
  const holderByAddress = (address: Address): Holder | null => {
    const exact = holderOf(addressKey(address));
    if (exact !== null) return exact;
    const aliasOf = domains.domain(address.domain)?.aliasOf ?? null;
    return aliasOf === null ? null : holderOf(addressKey({ ...address, domain: aliasOf }));
  };

  return {
    ...accounts,
    ...domains,
    resolve(address) {
      const exact = holderByAddress(address);
      if (exact !== null) return { ...exact, detail: null };
      const parted = withoutDetail(address, delimiter);
      const holder = parted === null ? null : holderByAddress(parted.address);
      if (parted !== null && holder !== null) return { ...holder, detail: parted.detail };
      return { kind: anybody.get() === 1 ? 'unknown' : 'empty-directory' };
    },
    accountByLogin(login) {
      const address = login.includes('@') ? parseAddress(login) : null;
      const holder = address === null ? null : holderByAddress(address);
      return accounts.accountByName(login) ?? (holder?.kind === 'account' ? holder.account : null);
    },
  };
}

/** `user+detail` -> user and detail; null if there is no delimiter after at least one character. */
function withoutDetail(address: Address, delimiter: string): { address: Address; detail: string } | null {
  const at = delimiter === '' ? -1 : address.localPart.indexOf(delimiter, 1);
  if (at < 1) return null;
  const { localPart, domain } = address;
  return { address: { localPart: localPart.slice(0, at), domain }, detail: localPart.slice(at + delimiter.length) };
}
