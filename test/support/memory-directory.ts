/** A directory of accounts in memory, all in one domain, for tests that need no database. */
import type { AccountId } from '../../src/directory/account.js';
import type { Account, Directory, DirectoryAdmin } from '../../src/directory/directory.js';
import { addressKey } from '../../src/mail/address.js';
import { noDeputies } from './no-deputies.js';
import { pageAccounts } from './page-accounts.js';

/** What a test server needs of its directory. */
export type TestDirectory = Directory & Pick<DirectoryAdmin, 'createAccount' | 'updateAccount'>;

export function memoryDirectory(domain: string): TestDirectory {
  const accounts: Account[] = [];
  const named = (name: string): Account | null => accounts.find((each) => each.name === name) ?? null;
  const byAddress = (text: string): Account | null =>
    accounts.find(({ primaryAddress, aliases }) =>
      [primaryAddress, ...aliases].some((each) => addressKey(each) === text.toLowerCase()),
    ) ?? null;
  return {
    createAccount: (fields) => {
      const account = { ...fields, id: (accounts.length + 1) as AccountId, hasPassword: false };
      accounts.push(account);
      return Promise.resolve(account);
    },
    updateAccount: (id, fields) => {
      const at = accounts.findIndex((each) => each.id === id);
      const before = accounts[at];
      if (before === undefined) return Promise.reject(new Error(`no account ${id}`));
      const account = { ...before, ...fields };
      accounts[at] = account;
      return Promise.resolve(account);
    },
    resolve: (asked) => {
      const account = byAddress(addressKey(asked));
      return Promise.resolve(account === null ? { kind: 'unknown' } : { kind: 'account', account, detail: null });
    },
    accountByName: (name) => Promise.resolve(named(name)),
    authenticate: () => Promise.resolve(null),
    accountByLogin: (login) => Promise.resolve(named(login) ?? byAddress(login)),
    accountsAfter: pageAccounts(accounts),
    domains: () => Promise.resolve([{ name: domain, company: null, aliasOf: null }]),
    isLocalDomain: (name) => Promise.resolve(name === domain),
    resourcesLike: ({ kind, company, id }, limit) =>
      Promise.resolve(
        accounts.filter((other) => other.kind === kind && other.company === company && other.id !== id).slice(0, limit),
      ),
    company: () => Promise.resolve(null),
    companies: () => Promise.resolve([]),
    groupsAfter: () => Promise.resolve([]),
    group: () => Promise.resolve(null),
    ...noDeputies,
    groupsOf: () => Promise.resolve([]),
    membersOf: () => Promise.resolve([]),
  };
}
