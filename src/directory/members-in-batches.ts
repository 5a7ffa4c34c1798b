/**
 * The members of a group, some at a time: thousands of them are never in memory together, and other mail has its turn
 * between two batches.
 * Path: resolve-group.ts asks whether anybody receives, deliver-to-group.ts delivers.
 */
import type { Account, Directory } from './directory.js';
import type { AccountId } from './account.js';

/** As many plans as go into one commit: some milliseconds of the store's time. */
const MEMBERS_IN_BATCH = 100;

/** Each account once, through groups in groups, none of them empty. Throws DirectoryError. */
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
