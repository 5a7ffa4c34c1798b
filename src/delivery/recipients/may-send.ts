/**
 * Who may write to a group, judged by the reverse-path: what a client of SMTP says there can be false, so this keeps
 * order, it does not keep secrets. Pure.
 * Path: RCPT TO, resolve-group.ts.
 */
import type { MailGroup } from '../../directory/directory.js';
import { sameAddress, type Address } from '../../mail/address.js';

/** The account of the reverse-path, as the directory knows it. */
export interface GroupSender {
  /** null: the null reverse-path. */
  readonly address: Address | null;
  /** The account that has the address; contacts are accounts too. */
  readonly account: { readonly name: string; readonly isContact: boolean; readonly company: string | null } | null;
  /** Every group the account is in. */
  readonly groups: readonly string[];
}

/** @param company the group's: its owner's */
export function maySend(group: MailGroup, { address, account, groups }: GroupSender, company: string | null): boolean {
  const { senders } = group;
  switch (group.whoMaySend) {
    case 'everybody':
      return true;
    case 'members':
      return groups.includes(group.name);
    case 'company':
      return account !== null && !account.isContact && account.company === company;
    case 'listed':
      return (
        address !== null &&
        (senders.domains.includes(address.domain) ||
          senders.addresses.some((each) => sameAddress(each, address)) ||
          (account !== null && senders.accounts.includes(account.name)) ||
          groups.some((each) => senders.groups.includes(each)))
      );
  }
}
