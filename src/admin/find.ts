/**
 * Finding what an administrator named: an account, a resource, its store, a group.
 */
import type { Account, Group, StoreId } from '../directory/directory.js';
import { ActionError } from './action.js';
import type { House } from './house.js';

/** The account of that name, or with that address. Throws ActionError('not-found'). */
export async function findAccount(house: Pick<House, 'directory'>, name: string): Promise<Account> {
  const account = await house.directory.accountByLogin(name);
  if (account !== null) return account;
  throw new ActionError(
    'not-found',
    `there is no account ${name}`,
    '`frontdesk account list` shows those that are there',
  );
}

/** Throws ActionError('refused') for a contact, which has no store. */
export function storeOf(account: Account): StoreId {
  if (account.storeId !== null) return account.storeId;
  throw new ActionError('refused', `${account.name} is a contact and has no store`, 'contacts only have addresses');
}

/** Throws ActionError('not-found'). */
export async function findGroup(house: Pick<House, 'directory'>, name: string): Promise<Group> {
  const group = await house.directory.group(name);
  if (group !== null) return group;
  throw new ActionError('not-found', `there is no group ${name}`, '`frontdesk group list` shows those that are there');
}
