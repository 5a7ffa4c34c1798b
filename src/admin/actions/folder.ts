/**
 * Creates, renames, deletes and lists the folders of an account.
 */
import { z } from 'zod';
import type { StoreId } from '../../directory/account.js';
import { text, yesNo } from '../../settings/config-values.js';
import { FOLDER_SEPARATOR, folderName, INBOX } from '../../store/folder-name.js';
import type { Folder } from '../../store/mail-store.js';
import { action, ActionError } from '../action.js';
import type { AdminContext } from '../admin-context.js';
import { findAccount, storeOf } from '../find.js';
import { searchName } from '../input/fields.js';

export const folderCreate = action({
  name: 'folder-create',
  changes: true,
  input: z.strictObject({ account: searchName(), folder: text() }),
  async run(context, { account, folder }) {
    const owner = await findAccount(context, account);
    const created = await context.mailStore.createFolder(storeOf(owner), folder, { mustBeNew: true });
    return { account: owner.name, folder: created.name };
  },
});

export const folderRename = action({
  name: 'folder-rename',
  changes: true,
  input: z.strictObject({ account: searchName(), from: text(), to: text() }),
  async run(context, { account, from, to }) {
    const owner = await findAccount(context, account);
    const storeId = storeOf(owner);
    const { children } = await foldersLike(context, storeId, owner.name, from);
    await context.mailStore.renameFolder(storeId, from, to);
    const subfolders = folderName(from) === INBOX ? 0 : children.length;
    return { account: owner.name, from: folderName(from), to: folderName(to), subfolders };
  },
});

export const folderDelete = action({
  name: 'folder-delete',
  changes: true,
  input: z.strictObject({ account: searchName(), folder: text(), recursive: yesNo().default(false) }),
  async run(context, { account, folder, recursive }) {
    const owner = await findAccount(context, account);
    const storeId = storeOf(owner);
    const name = folderName(folder);
    if (name === INBOX)
      throw new ActionError('refused', 'Inbox cannot be deleted', `\`frontdesk message delete\` deletes its messages`);
    const { own, children } = await foldersLike(context, storeId, owner.name, folder);
    if (children.length > 0 && !recursive)
      throw new ActionError(
        'refused',
        `${name} has ${children.length} subfolders`,
        'add --recursive to delete them too',
      );
    // Children first, so that what is left after a failure is still a tree.
    const deleted = [...own, ...children].toSorted((one, other) => other.name.length - one.name.length);
    for (const each of deleted) await context.mailStore.deleteFolder(storeId, each.name);
    const messages = deleted.reduce((sum, { messageCount }) => sum + messageCount, 0);
    return { account: owner.name, folder: name, folders: deleted.length, messages };
  },
});

export const folderList = action({
  name: 'folder-list',
  input: z.strictObject({ account: searchName() }),
  async run(context, { account }) {
    const storeId = storeOf(await findAccount(context, account));
    const [folders, subscriptions] = await Promise.all([
      context.mailStore.folders(storeId),
      context.mailStore.subscriptions(storeId),
    ]);
    const subscribed = new Set(subscriptions);
    return folders
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .map(({ name, messageCount, unseenCount, uidValidity, uidNext, highestModSeq }) => ({
        name,
        messages: messageCount,
        unseen: unseenCount,
        subscribed: subscribed.has(name),
        uidValidity,
        uidNext,
        highestModSeq,
      }));
  },
});

/** The folder and its children. Throws ActionError `not-found` if there are neither. */
async function foldersLike(
  { mailStore }: AdminContext,
  storeId: StoreId,
  account: string,
  given: string,
): Promise<{ readonly own: readonly Folder[]; readonly children: readonly Folder[] }> {
  const name = folderName(given);
  const folders = await mailStore.folders(storeId);
  const own = folders.filter((each) => each.name === name);
  const children = folders.filter((each) => each.name.startsWith(name + FOLDER_SEPARATOR));
  if (own.length + children.length > 0) return { own, children };
  throw new ActionError('not-found', `there is no folder ${name}`, `\`frontdesk folder list ${account}\` shows all`);
}
