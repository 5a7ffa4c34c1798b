/** `Directory.accountsAfter` for accounts in memory. */
import type { Account, Directory } from '../../src/directory/directory.js';

export function pageAccounts(accounts: readonly Account[]): Directory['accountsAfter'] {
  return (name, limit) => {
    const sorted = accounts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    return Promise.resolve(sorted.filter((each) => each.name > name).slice(0, limit));
  };
}
