/**
 * All accounts, groups and grants, read page by page. For administrators; housekeeping uses on-each-account.ts.
 */
import { inPages } from '../runtime/in-pages.js';
import type { DeputyReads, DeputyGrant } from './deputies.js';
import type { Account, Directory, Group } from './directory.js';

/** Throws DirectoryError if the accounts cannot be read. */
export function everyAccount(directory: Pick<Directory, 'accountsAfter'>): AsyncGenerator<Account, void, undefined> {
  return inPages((last, limit) => directory.accountsAfter(last?.name ?? '', limit));
}

/** By name, including `Everyone`. */
export function everyGroup(directory: Pick<Directory, 'groupsAfter'>): AsyncGenerator<Group, void, undefined> {
  return inPages((last, limit) => directory.groupsAfter(last?.name ?? '', limit));
}

/** By id. */
export function everyGrant(directory: Pick<DeputyReads, 'grantsAfter'>): AsyncGenerator<DeputyGrant, void, undefined> {
  return inPages((last, limit) => directory.grantsAfter(last?.id ?? 0, limit));
}
