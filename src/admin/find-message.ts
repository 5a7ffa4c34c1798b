/**
 * Finds folders and messages by what a person calls them; what is not there is refused with what is.
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
/** Folders that delivery and submission make when they first need them: not there yet is empty. */
const foldersOnDemand: readonly string[] = ['Inbox', 'Junk', 'Handled', 'Sent'];

/** Names one message. */
export const oneMessage = z.strictObject({
  account: searchName(),
  uid: count(1, HIGHEST_UID),
  folder: text().optional(),
});

/** The messages of a folder, of Inbox if none is given. Throws ActionError `not-found` for a folder nobody made. */
export async function messagesIn(
  context: AdminContext,
  storeId: StoreId,
  given = 'Inbox',
  range?: { fromUid: number; limit: number },
): Promise<readonly StoredMessage[]> {
  // RFC 9051 §5.1: INBOX is one name in any case.
  const folder = given.toLowerCase() === 'inbox' ? 'Inbox' : given;
  const folders = (await context.mailStore.folders(storeId)).map(({ name }) => name);
  if (folders.includes(folder)) return context.mailStore.messages(storeId, folder, range);
  if (foldersOnDemand.includes(folder)) return [];
  throw new ActionError(
    'not-found',
    `there is no folder ${folder}`,
    `its folders: ${folders.join(', ') || 'none yet'}`,
  );
}

/** One message and its bytes as they are stored. Throws ActionError `not-found`. */
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
