/**
 * Lists the messages of a folder without IMAP.
 */
import { z } from 'zod';
import { readHeaderSection } from '../../mail/header-section.js';
import { formatInstant } from '../../mail/instant.js';
import { readSummary } from '../../mail/read-summary.js';
import { count, text } from '../../settings/config-values.js';
import type { StoredMessage } from '../../store/mail-store.js';
import { StoreError } from '../../store/store-error.js';
import type { StoreId } from '../../directory/account.js';
import { action } from '../action.js';
import { searchName } from '../input/fields.js';
import { findAccount, storeOf } from '../find.js';
import { HIGHEST_UID, messagesIn } from '../find-message.js';
import type { AdminContext } from '../admin-context.js';

/** Enough for any real header section; the rest of a longer one is not read. */
const HEAD_BYTES = 64 * 1024;

export const messageList = action({
  name: 'message-list',
  input: z.strictObject({
    account: searchName(),
    folder: text().optional(),
    fromUid: count(1, HIGHEST_UID).optional(),
    limit: count(1, Number.MAX_SAFE_INTEGER).optional(),
  }),
  async run(context, { account, folder, ...range }) {
    const storeId = storeOf(await findAccount(context, account));
    const rows = [];
    for await (const page of messagesIn(context, storeId, folder, range)) {
      for (const message of page) rows.push(await describeMessage(context, storeId, message));
    }
    return rows;
  },
});

/** The JSON form of a message in a list, from its header section. */
export async function describeMessage(context: AdminContext, storeId: StoreId, message: StoredMessage) {
  try {
    const head = await context.mailStore.readMessageHead(storeId, message.folder, message.uid, HEAD_BYTES);
    return { ...listedMessage(message, head), damaged: false };
  } catch (error) {
    // A damaged message must not hide the others.
    if (!(error instanceof StoreError) || error.reason !== 'corrupt') throw error;
    return { ...listedMessage(message, new Uint8Array()), damaged: true };
  }
}

/** The JSON form of a message in a list. */
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
