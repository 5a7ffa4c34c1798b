/**
 * Reads the members of a group in batches: memory stays bounded, and other messages are processed between two batches.
 * Used by resolve-group.ts to find whether any member can receive, and by deliver-to-group.ts to deliver.
 */
import type { Account, Directory } from './directory.js';
import type { AccountId } from './account.js';

/** As many plans as go into one commit, which takes some milliseconds. */
const MEMBERS_IN_BATCH = 100;

/** Yields each account once, including members of nested groups; no batch is empty. Throws DirectoryError. */
export async function* membersInBatches(
  group: string,
  directory: Pick<Directory, 'membersOf'>,
): AsyncGenerator<readonly Account[], void> {
  let after: AccountId | null = null;
  for (;;) {
    const batch: readonly Account[] = await directory.membersOf(group, after, MEMBERS_IN_BATCH);
    const last = batch.at(-1);
    if (last === undefined) return;
    yield batch;
    after = last.id;
  }
}
