/**
 * Deletes messages of an account for good, or moves them to another folder.
 */
import { z } from 'zod';
import type { StoreId } from '../../directory/account.js';
import { quotaOf } from '../../directory/quota.js';
import { serverQuota } from '../../quota/quota-limits.js';
import { text } from '../../settings/config-values.js';
import { folderName } from '../../store/folder-name.js';
import { MAX_UIDS_PER_CALL } from '../../store/mail-store.js';
import { action, ActionError } from '../action.js';
import type { AdminContext } from '../admin-context.js';
import { findFolder, messagesIn } from '../find-message.js';
import { findAccount, storeOf } from '../find.js';
import { searchName } from '../input/fields.js';
import { uidSet } from '../input/uid-set.js';

const given = { account: searchName(), uids: z.array(uidSet()).min(1), folder: text().optional() };

export const messageDelete = action({
  name: 'message-delete',
  changes: true,
  input: z.strictObject(given),
  async run(context, { account, uids, folder }) {
    const owner = await findAccount(context, account);
    const storeId = storeOf(owner);
    const found = await findUids(context, storeId, owner.name, uids, folder);
    let messages = 0;
    for (const part of partsOf(found.uids)) messages += await context.mailStore.expunge(storeId, found.folder, part);
    return { account: owner.name, folder: found.folder, messages };
  },
});

export const messageMove = action({
  name: 'message-move',
  changes: true,
  input: z.strictObject({ ...given, to: text() }),
  async run(context, { account, uids, folder, to }) {
    const owner = await findAccount(context, account);
    const storeId = storeOf(owner);
    const found = await findUids(context, storeId, owner.name, uids, folder);
    const target = folderName(to);
    if (!(await context.mailStore.folders(storeId)).some(({ name }) => name === target))
      throw new ActionError(
        'not-found',
        `there is no folder ${target}`,
        `create it with: frontdesk folder create ${owner.name} ${JSON.stringify(target)}`,
      );
    const { hardBytes } = await quotaOf(owner, context.directory, serverQuota(context.config.quota));
    const source = { storeId, folder: found.folder };
    const moved: { uid: number; to: number }[] = [];
    for (const part of partsOf(found.uids)) {
      const options = { hardLimitBytes: hardBytes, now: context.clock() };
      const { from, uids: next } = await context.mailStore.move(source, part, { storeId, folder: target }, options);
      moved.push(...from.map((uid, index) => ({ uid, to: next[index] ?? 0 })));
    }
    return { account: owner.name, folder: found.folder, to: target, messages: moved };
  },
});

/** The UIDs that exist. Throws ActionError `not-found` if one that was named alone does not, before anything changes. */
async function findUids(
  context: AdminContext,
  storeId: StoreId,
  account: string,
  sets: readonly { readonly first: number; readonly last: number }[],
  given: string | undefined,
): Promise<{ readonly folder: string; readonly uids: readonly number[] }> {
  const folder = (await findFolder(context, storeId, given)) ?? folderName(given ?? 'Inbox');
  const found = new Set<number>();
  for (const { first, last } of sets) {
    for await (const page of messagesIn(context, storeId, folder, { fromUid: first })) {
      for (const { uid } of page) if (uid <= last) found.add(uid);
      if ((page.at(-1)?.uid ?? 0) >= last) break;
    }
    if (first === last && !found.has(first))
      throw new ActionError(
        'not-found',
        `${folder} has no message ${first}`,
        `\`frontdesk message list ${account} --folder ${folder}\` shows its messages`,
      );
  }
  return { folder, uids: [...found].sort((one, other) => one - other) };
}

function partsOf(uids: readonly number[]): readonly (readonly number[])[] {
  const parts: (readonly number[])[] = [];
  // Far below the bound of the port: deliveries go on between the parts.
  const size = MAX_UIDS_PER_CALL / 10;
  for (let from = 0; from < uids.length; from += size) parts.push(uids.slice(from, from + size));
  return parts;
}
