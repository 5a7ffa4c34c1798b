/**
 * All accounts, by name, read page by page. For administrators; housekeeping uses on-each-account.ts.
 */
import { inPages } from '../runtime/in-pages.js';
import type { Account, Directory } from './directory.js';

/** Throws DirectoryError if the accounts cannot be read. */
export function everyAccount(directory: Pick<Directory, 'accountsAfter'>): AsyncGenerator<Account, void, undefined> {
  return inPages((last, limit) => directory.accountsAfter(last?.name ?? '', limit));
}
