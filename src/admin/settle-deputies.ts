/**
 * Makes the entries of an owner's folders follow his grants. The grant is written first, the entries after it, each in a
 * commit of its own: whoever is stopped between the two finds the entries settled when the house is opened again.
 */
import type { DeputyGrant } from '../directory/deputies.js';
import type { StoreId } from '../directory/account.js';
import type { GrantedAccess } from '../store/access-store.js';
import type { AdminContext } from './admin-context.js';
import { identifierOf } from './input/identifiers.js';

type Parts = Pick<AdminContext, 'directory' | 'access'>;

/** Folders that a grant is about; each is made if it is not there. */
export const MAIL_FOLDER = 'Inbox';
export const CALENDAR_FOLDER = 'Calendar';

/** All grants there are, and stores that had some. What is right already stays. */
export async function settleAllDeputies({ directory, access }: Parts): Promise<void> {
  const wanted = new Map<StoreId, GrantedAccess[]>();
  for (const storeId of await access.storesWithGrants()) wanted.set(storeId, []);
  for (const grant of await directory.grants()) {
    const owner = await directory.accountByName(grant.owner.name);
    if (owner?.storeId == null) continue;
    wanted.set(owner.storeId, [...(wanted.get(owner.storeId) ?? []), ...accessOf(grant)]);
  }
  await Promise.all(Array.from(wanted, ([storeId, granted]) => access.settleGrants(storeId, granted)));
}

/** @param storeId the owner's */
export async function settleDeputies(
  storeId: StoreId,
  grants: readonly DeputyGrant[],
  { access }: Pick<Parts, 'access'>,
): Promise<void> {
  await access.settleGrants(storeId, grants.flatMap(accessOf));
}

function accessOf({ deputy, mail, calendar }: DeputyGrant): readonly GrantedAccess[] {
  const who = identifierOf(deputy);
  return [
    ...(mail === null ? [] : [{ folder: MAIL_FOLDER, who, rights: mail }]),
    ...(calendar === null ? [] : [{ folder: CALENDAR_FOLDER, who, rights: calendar }]),
  ];
}
