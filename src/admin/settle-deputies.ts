/**
 * Updates the access entries of an owner's folders to match the owner's grants. The grant and the entries are written in
 * separate commits, the grant first; after a stop between the two, the next start updates the entries.
 */
import type { DeputyGrant } from '../directory/deputies.js';
import { everyGrant } from '../directory/every-one.js';
import type { StoreId } from '../directory/account.js';
import type { GrantedAccess } from '../store/access-store.js';
import type { AdminContext } from './admin-context.js';
import { identifierOf } from './input/identifiers.js';

type Parts = Pick<AdminContext, 'directory' | 'access'>;

/** The folders that a grant covers; each is created if it does not exist. */
export const MAIL_FOLDER = 'Inbox';
export const CALENDAR_FOLDER = 'Calendar';

/** Covers all grants, and stores that had grants before. Entries that are already right are not changed. */
export async function settleAllDeputies({ directory, access }: Parts): Promise<void> {
  const wanted = new Map<StoreId, GrantedAccess[]>();
  for (const storeId of await access.storesWithGrants()) wanted.set(storeId, []);
  for await (const grant of everyGrant(directory)) {
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
