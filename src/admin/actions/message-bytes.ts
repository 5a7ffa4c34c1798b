/**
 * Returns a message byte for byte, including the header fields added at delivery, as a mail client gets it.
 */
import { action } from '../action.js';
import { findMessage, oneMessage } from '../find-message.js';

export const messageBytes = action({
  name: 'message-bytes',
  input: oneMessage,
  run: async (context, input) => (await findMessage(context, input)).bytes,
});
