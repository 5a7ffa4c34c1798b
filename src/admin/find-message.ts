/**
 * Finds folders and messages by name and UID. The error for a missing one lists what exists.
 */
import { z } from 'zod';
import type { StoreId } from '../directory/account.js';
import { count, text } from '../settings/config-values.js';
import type { StoredMessage } from '../store/mail-store.js';
import { ActionError } from './action.js';
import { searchName } from './input/fields.js';
import { findAccount, storeOf } from './find.js';
import type { AdminContext } from './admin-context.js';

/** RFC 9051 §9: a UID is a 32-bit number. */
const HIGHEST_UID = 2 ** 32 - 1;
/** Folders that delivery and submission create on first use: a missing one counts as empty. */
const foldersOnDemand: readonly string[] = ['Inbox', 'Junk', 'Handled', 'Sent'];

/** Identifies one message. */
export const oneMessage = z.strictObject({
  account: searchName(),
  uid: count(1, HIGHEST_UID),
  folder: text().optional(),
});

/** The messages of a folder; default: Inbox. Throws ActionError `not-found` for a folder that does not exist. */
export async function messagesIn(
  context: AdminContext,
  storeId: StoreId,
  given = 'Inbox',
  range?: { fromUid: number; limit: number },
): Promise<readonly StoredMessage[]> {
  // RFC 9051 §5.1: INBOX is case-insensitive.
  const folder = given.toLowerCase() === 'inbox' ? 'Inbox' : given;
  const folders = (await context.mailStore.folders(storeId)).map(({ name }) => name);
  if (folders.includes(folder)) return context.mailStore.messages(storeId, folder, range);
  if (foldersOnDemand.includes(folder)) return [];
  throw new ActionError(
    'not-found',
    `there is no folder ${folder}`,
    `existing folders: ${folders.join(', ') || 'none'}`,
  );
}

/** One message and its stored bytes. Throws ActionError `not-found`. */
export async function findMessage(
  context: AdminContext,
  { account, uid, folder = 'Inbox' }: z.output<typeof oneMessage>,
): Promise<{ readonly message: StoredMessage; readonly bytes: Uint8Array }> {
  const storeId = storeOf(await findAccount(context, account));
  const [message] = await messagesIn(context, storeId, folder, { fromUid: uid, limit: 1 });
  if (message?.uid !== uid) {
    const next = `\`frontdesk message list ${account} --folder ${folder}\` shows its messages`;
    throw new ActionError('not-found', `${folder} has no message ${uid}`, next);
  }
  return { message, bytes: await context.mailStore.readMessage(storeId, message.folder, uid) };
}
