/**
 * Reads a store without IMAP: what is in a folder.
 */
import { z } from 'zod';
import { readHeaderSection } from '../../mail/header-section.js';
import { formatInstant } from '../../mail/instant.js';
import { readSummary } from '../../mail/read-summary.js';
import { text } from '../../runtime/config-values.js';
import type { StoredMessage } from '../../store/mail-store.js';
import type { StoreId } from '../../directory/directory.js';
import { action, ActionError } from '../action.js';
import { searchName } from '../fields.js';
import { findAccount, storeOf } from '../find.js';
import type { House } from '../house.js';

/** Enough for every header section that people write; the rest of a longer one is not looked at. */
const HEAD_BYTES = 64 * 1024;
/** Folders that delivery makes when it first needs them: not there yet is empty. */
const deliveryFolders: readonly string[] = ['Inbox', 'Junk', 'Handled'];

export const messageList = action({
  name: 'message-list',
  summary: 'Lists the messages of a folder.',
  input: z.strictObject({ account: searchName(), folder: text().optional() }),
  async run(house, input) {
    const storeId = storeOf(await findAccount(house, input.account));
    const messages = await messagesOf(house, storeId, input.folder ?? 'Inbox');
    const rows = [];
    for (const message of messages) rows.push(await describe(house, storeId, message));
    return rows;
  },
});

async function messagesOf(house: House, storeId: StoreId, given: string): Promise<readonly StoredMessage[]> {
  // RFC 9051 §5.1: INBOX is one name in any case.
  const folder = given.toLowerCase() === 'inbox' ? 'Inbox' : given;
  const folders = (await house.mailStore.folders(storeId)).map(({ name }) => name);
  if (folders.includes(folder)) return house.mailStore.messages(storeId, folder);
  if (deliveryFolders.includes(folder)) return [];
  throw new ActionError(
    'not-found',
    `there is no folder ${folder}`,
    `its folders: ${folders.join(', ') || 'none yet'}`,
  );
}

async function describe(house: House, storeId: StoreId, message: StoredMessage) {
  const head = await house.mailStore.readMessageHead(storeId, message.folder, message.uid, HEAD_BYTES);
  return listedMessage(message, head);
}

/** A message as programs see it in a list. */
export function listedMessage(message: StoredMessage, head: Uint8Array) {
  const { date, ...summary } = readSummary(readHeaderSection(head));
  return {
    uid: message.uid,
    folder: message.folder,
    ...summary,
    date: formatInstant(date ?? message.receivedAt),
    receivedAt: formatInstant(message.receivedAt),
    sizeBytes: message.sizeBytes,
    flags: message.flags,
  };
}
