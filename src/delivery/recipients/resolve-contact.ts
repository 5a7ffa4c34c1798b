/**
 * Contacts as recipients: they have no store, and mail to one is handed to the relay where the configuration wants that.
 * Path: RCPT TO, and groups that hold contacts.
 */
import type { Account, Directory } from '../../directory/directory.js';
import type { Address } from '../../mail/address.js';
import type { Recipient } from './recipient.js';

export const isContact = ({ account }: Pick<Recipient, 'account'>): boolean => account.storeId === null;

/** Its address is outside: the MTA would hand a message for a local address back to us. */
export async function isOutside(
  { primaryAddress }: Account,
  directory: Pick<Directory, 'isLocalDomain'>,
): Promise<boolean> {
  return !(await directory.isLocalDomain(primaryAddress.domain));
}

/** Only messages to a local address are handed on: a message for a domain that is not local is a routing mistake. */
export async function mayForward(
  contact: Account,
  forwardPath: Address,
  directory: Pick<Directory, 'isLocalDomain'>,
): Promise<boolean> {
  return (await directory.isLocalDomain(forwardPath.domain)) && (await isOutside(contact, directory));
}
