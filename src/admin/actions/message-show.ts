/**
 * Shows one message as a person reads it.
 */
import { z } from 'zod';
import { action, ActionError } from '../action.js';
import { findAccount, storeOf } from '../find.js';
import { oneMessage } from './message-bytes.js';
import { listedMessage } from './message-list.js';

export const messageShow = action({
  name: 'message-show',
  summary: 'Shows a message: who, when, its text, what is attached.',
  input: z.strictObject(oneMessage),
  async run(house, { account, uid, folder = 'Inbox' }) {
    const storeId = storeOf(await findAccount(house, account));
    const [message] = await house.mailStore.messages(storeId, folder, { fromUid: uid, limit: 1 });
    if (message?.uid !== uid)
      throw new ActionError(
        'not-found',
        `${folder} has no message ${uid}`,
        '`frontdesk message list` shows its messages',
      );
    const bytes = await house.mailStore.readMessage(storeId, folder, uid);
    // Loaded when needed: the parser is large, and every command line would wait for it.
    const { readForPeople } = await import('../../mail/read-for-people.js');
    return { ...listedMessage(message, bytes), ...(await readForPeople(bytes)) };
  },
});
