/**
 * Shows one message as a person reads it.
 */
import { action } from '../action.js';
import { findMessage, oneMessage } from '../find-message.js';
import { listedMessage } from './message-list.js';

export const messageShow = action({
  name: 'message-show',
  summary: 'Shows a message: who, when, its text, what is attached.',
  input: oneMessage,
  async run(context, input) {
    const { message, bytes } = await findMessage(context, input);
    // Loaded when needed: the parser is large, and every command line would wait for it.
    const { readForPeople } = await import('../../mail/read-for-people.js');
    return { ...listedMessage(message, bytes), ...(await readForPeople(bytes)) };
  },
});
