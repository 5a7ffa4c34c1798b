/**
 * Gives a message byte for byte, our prefix included, as a mail program would get it.
 */
import { action } from '../action.js';
import { findMessage, oneMessage } from '../find-message.js';

export const messageBytes = action({
  name: 'message-bytes',
  summary: 'Gives the bytes of a message as they are stored.',
  input: oneMessage,
  run: async (context, input) => (await findMessage(context, input)).bytes,
});
