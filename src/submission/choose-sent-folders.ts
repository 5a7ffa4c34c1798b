/**
 * In whose Sent folders a mail that is handed in is kept: what the configuration says, unless an owner's account says
 * otherwise (`account update --copy-sent`).
 * Path: submit.ts, after deciding; the copies are written in the commit that puts the mail into the outbox.
 */
import type { AuthorshipDecision } from '../authorship/authorise.js';
import { planCopies, type CopySent, type CopySettings, type SentCopy } from '../authorship/plan-copies.js';
import type { Directory, StoreId } from '../directory/directory.js';

/** Accounts without a store are left out. Throws what the directory throws. */
export async function chooseSentFolders(
  decision: AuthorshipDecision,
  settings: Omit<CopySettings, 'ofOwner'>,
  directory: Pick<Directory, 'accountByName'>,
): Promise<readonly (SentCopy & { readonly storeId: StoreId })[]> {
  const ofOwner = new Map<string, CopySent>();
  for (const { name } of decision.owners) {
    const copySent = (await directory.accountByName(name))?.copySent ?? null;
    if (copySent !== null) ofOwner.set(name, copySent);
  }
  const found = await Promise.all(
    planCopies(decision, { ...settings, ofOwner }).map(async (copy) => {
      const storeId = (await directory.accountByName(copy.account))?.storeId ?? null;
      return storeId === null ? [] : [{ ...copy, storeId }];
    }),
  );
  return found.flat();
}
