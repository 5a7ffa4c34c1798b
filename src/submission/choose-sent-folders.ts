/**
 * In whose Sent folders a mail that is handed in is kept: what the configuration says, unless an owner's account says
 * otherwise (`account update --copy-sent`).
 * Path: submit.ts, after deciding; the copies are written in the commit that puts the message into the outbox.
 */
import type { AuthorshipDecision } from '../authorship/authorise.js';
import { planCopies, type CopySent, type CopySettings, type SentCopy } from '../authorship/plan-copies.js';
import type { Account, Directory } from '../directory/directory.js';
import type { StoreId } from '../directory/account.js';

/** Whose mail it is: the actor, and those in whose name it is written, as far as they have an account. */
export async function writersOf(
  { actor, owners }: AuthorshipDecision,
  directory: Pick<Directory, 'accountByName'>,
): Promise<readonly Account[]> {
  const found = await Promise.all([actor, ...owners].map(({ name }) => directory.accountByName(name)));
  return found.filter((account) => account !== null);
}

/** Accounts without a store are left out. @param writers of the message */
export function chooseSentFolders(
  decision: AuthorshipDecision,
  settings: Omit<CopySettings, 'ofOwner'>,
  writers: readonly Account[],
): readonly (SentCopy & { readonly storeId: StoreId })[] {
  const ofOwner = new Map<string, CopySent>();
  for (const { name, copySent } of writers) if (copySent !== null) ofOwner.set(name, copySent);
  return planCopies(decision, { ...settings, ofOwner }).flatMap((copy) => {
    const storeId = writers.find(({ name }) => name === copy.account)?.storeId ?? null;
    return storeId === null ? [] : [{ ...copy, storeId }];
  });
}
