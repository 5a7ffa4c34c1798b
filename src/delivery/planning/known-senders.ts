/**
 * Whom an account knows among people outside: for answers that only they get (`oof set --audience known`).
 */
import type { Account, Directory } from '../../directory/directory.js';
import type { Address } from '../../mail/address.js';
import { senderKey } from '../../out-of-office/sender-key.js';
import type { Audit } from '../../store/audit.js';

export interface KnownSenders {
  /** Throws DirectoryError or StoreError when it cannot be told. @param sender without tags and detail */
  knows(account: Account, sender: Address): Promise<boolean>;
}

export interface KnownSendersDeps {
  readonly directory: Pick<Directory, 'resolve'>;
  readonly audit: Pick<Audit, 'hasWrittenTo'>;
}

/**
 * Known is who stands in the account's address book (accounts and contacts that nobody hides, of no other company), and
 * whom the account has written to.
 */
export function knownSenders({ directory, audit }: KnownSendersDeps): KnownSenders {
  return {
    async knows(account, sender) {
      const found = await directory.resolve(sender);
      if (found.kind === 'account' && isListed(found.account, account.company)) return true;
      return account.storeId !== null && (await audit.hasWrittenTo(account.storeId, senderKey(sender)));
    },
  };
}

const isListed = ({ hidden, company }: Account, ofCompany: string | null): boolean =>
  !hidden && (company === null || company === ofCompany);
