/**
 * Finds what an administrator names: an account or resource, its store, a group, a company.
 */
import type { Account, Company, Group } from '../directory/directory.js';
import type { StoreId } from '../directory/account.js';
import { ActionError } from './action.js';
import type { AdminContext } from './admin-context.js';

/** The account of that name, or with that address. Throws ActionError('not-found'). */
export async function findAccount(context: Pick<AdminContext, 'directory'>, name: string): Promise<Account> {
  const account = await context.directory.accountByLogin(name);
  if (account !== null) return account;
  throw new ActionError('not-found', `there is no account ${name}`, '`frontdesk account list` shows all accounts');
}

/** Throws ActionError('refused') for a contact, which has no store. */
export function storeOf(account: Account): StoreId {
  if (account.storeId !== null) return account.storeId;
  throw new ActionError('refused', `${account.name} is a contact and has no store`, 'name another account');
}

/** Throws ActionError('not-found'). */
export async function findGroup(context: Pick<AdminContext, 'directory'>, name: string): Promise<Group> {
  const group = await context.directory.group(name);
  if (group !== null) return group;
  throw new ActionError('not-found', `there is no group ${name}`, '`frontdesk group list` shows all groups');
}

/** Throws ActionError('not-found'). */
export async function findCompany(context: Pick<AdminContext, 'directory'>, name: string): Promise<Company> {
  const company = await context.directory.company(name);
  if (company !== null) return company;
  throw new ActionError('not-found', `there is no company ${name}`, '`frontdesk company list` shows all companies');
}

/** Checked before something is added to a company. Throws ActionError('refused') if the company does not exist. */
export async function refuseUnknownCompany(
  context: Pick<AdminContext, 'directory'>,
  name: string | null,
): Promise<void> {
  if (name === null || (await context.directory.company(name)) !== null) return;
  const word = /^[\w.@-]+$/.test(name) ? name : JSON.stringify(name);
  throw new ActionError('refused', `there is no company ${name}`, `create it with: frontdesk company create ${word}`);
}
