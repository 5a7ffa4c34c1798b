/**
 * Whom an account knows among people outside: for answers that only they get (`oof set --audience known`).
 */
import type { Account, Directory } from '../directory/directory.js';
import type { Address } from '../mail/address.js';

export interface KnownSenders {
  /** Throws DirectoryError when it cannot be told. @param sender without tags and detail */
  knows(account: Account, sender: Address): Promise<boolean>;
}

/** Known is who stands in the account's address book: accounts and contacts that nobody hides, of no other company. */
export function addressBook(directory: Pick<Directory, 'resolve'>): KnownSenders {
  return {
    async knows({ company }, sender) {
      const found = await directory.resolve(sender);
      if (found.kind !== 'account') return false;
      return !found.account.hidden && (found.account.company === null || found.account.company === company);
    },
  };
}
