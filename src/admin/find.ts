/**
 * Finding what an administrator named: an account, a resource, its store, a group, a company.
 */
import type { Account, Company, Group } from '../directory/directory.js';
import type { StoreId } from '../directory/account.js';
import { ActionError } from './action.js';
import type { AdminContext } from './admin-context.js';

/** The account of that name, or with that address. Throws ActionError('not-found'). */
export async function findAccount(context: Pick<AdminContext, 'directory'>, name: string): Promise<Account> {
  const account = await context.directory.accountByLogin(name);
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
export async function findGroup(context: Pick<AdminContext, 'directory'>, name: string): Promise<Group> {
  const group = await context.directory.group(name);
  if (group !== null) return group;
  throw new ActionError('not-found', `there is no group ${name}`, '`frontdesk group list` shows those that are there');
}

/** Throws ActionError('not-found'). */
export async function findCompany(context: Pick<AdminContext, 'directory'>, name: string): Promise<Company> {
  const company = await context.directory.company(name);
  if (company !== null) return company;
  throw new ActionError(
    'not-found',
    `there is no company ${name}`,
    '`frontdesk company list` shows those that are there',
  );
}

/** Asked before something is put into a company. Throws ActionError('refused') if there is no such. */
export async function refuseUnknownCompany(
  context: Pick<AdminContext, 'directory'>,
  name: string | null,
): Promise<void> {
  if (name === null || (await context.directory.company(name)) !== null) return;
  const word = /^[\w.@-]+$/.test(name) ? name : JSON.stringify(name);
  throw new ActionError('refused', `there is no company ${name}`, `make it: frontdesk company create ${word}`);
}
