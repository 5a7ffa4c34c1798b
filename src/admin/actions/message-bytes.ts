/**
 * Gives a message byte for byte, our prefix included, as a mail program would get it.
 */
import { z } from 'zod';
import { count, text } from '../../runtime/config-values.js';
import { action } from '../action.js';
import { searchName } from '../fields.js';
import { findAccount, storeOf } from '../find.js';

/** RFC 9051 §9: a UID is a 32-bit number. */
const HIGHEST_UID = 2 ** 32 - 1;

/** Names one message. */
export const oneMessage = { account: searchName(), uid: count(1, HIGHEST_UID), folder: text().optional() };

export const messageBytes = action({
  name: 'message-bytes',
  summary: 'Gives the bytes of a message as they are stored.',
  input: z.strictObject(oneMessage),
  async run(house, { account, uid, folder }) {
    return house.mailStore.readMessage(storeOf(await findAccount(house, account)), folder ?? 'Inbox', uid);
  },
});
