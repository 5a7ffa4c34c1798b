/**
 * Finds folders and messages by name and UID. The error for a missing one lists what exists.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { StoreId } from '../directory/account.js';
import { count, text } from '../settings/config-values.js';
import { folderName, INBOX } from '../store/folder-name.js';
import type { StoredMessage } from '../store/mail-store.js';
import { ActionError } from './action.js';
import { searchName } from './input/fields.js';
import { findAccount, storeOf } from './find.js';
import type { AdminContext } from './admin-context.js';

/** RFC 9051 §9: a UID is a 32-bit number. */
export const HIGHEST_UID = 2 ** 32 - 1;
/** Messages that are read in one go. */
const PAGE = 100;
/** Folders that delivery and submission create on first use: a missing one counts as empty. */
const foldersOnDemand: readonly string[] = [INBOX, 'Junk', 'Handled', 'Sent'];

/** Identifies one message. */
export const oneMessage = z.strictObject({
  account: searchName(),
  uid: count(1, HIGHEST_UID),
  folder: text().optional(),
});

/** The name of the folder if it exists, else null if it is created on first use. Throws ActionError `not-found`. */
export async function findFolder(context: AdminContext, storeId: StoreId, given = INBOX): Promise<string | null> {
  const folder = folderName(given);
  const folders = (await context.mailStore.folders(storeId)).map(({ name }) => name);
  if (folders.includes(folder)) return folder;
  if (foldersOnDemand.includes(folder)) return null;
  throw new ActionError(
    'not-found',
    `there is no folder ${folder}`,
    `existing folders: ${folders.join(', ') || 'none'}`,
  );
}

/**
 * The messages of a folder (default: Inbox) in pages, ordered by UID. Other work of the process goes on between the
 * pages. Throws ActionError `not-found` for a folder that does not exist.
 */
export async function* messagesIn(
  context: AdminContext,
  storeId: StoreId,
  given?: string,
  range: { readonly fromUid?: number | undefined; readonly limit?: number | undefined } = {},
): AsyncGenerator<readonly StoredMessage[]> {
  const folder = await findFolder(context, storeId, given);
  if (folder === null) return;
  let { fromUid = 1, limit = Infinity } = range;
  while (limit > 0) {
    const page = await context.mailStore.messages(storeId, folder, { fromUid, limit: Math.min(limit, PAGE) });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    fromUid = last.uid + 1;
    limit -= page.length;
    await nextTurn();
  }
}

/** One message and its stored bytes. Throws ActionError `not-found`. */
export async function findMessage(
  context: AdminContext,
  { account, uid, folder = 'Inbox' }: z.output<typeof oneMessage>,
): Promise<{ readonly message: StoredMessage; readonly bytes: Uint8Array }> {
  const storeId = storeOf(await findAccount(context, account));
  const found = await findFolder(context, storeId, folder);
  const [message] = found === null ? [] : await context.mailStore.messages(storeId, found, { fromUid: uid, limit: 1 });
  if (message?.uid !== uid) {
    const next = `\`frontdesk message list ${account} --folder ${folder}\` shows its messages`;
    throw new ActionError('not-found', `${folder} has no message ${uid}`, next);
  }
  return { message, bytes: await context.mailStore.readMessage(storeId, message.folder, uid) };
}
