/**
 * Shows one message in readable form.
 */
import { action } from '../action.js';
import { findMessage, oneMessage } from '../find-message.js';
import { listedMessage } from './message-list.js';

export const messageShow = action({
  name: 'message-show',
  input: oneMessage,
  async run(context, input) {
    const { message, bytes } = await findMessage(context, input);
    // Loaded on demand: the parser is large and would slow down every command.
    const { readForPeople } = await import('../../mail/read-for-people.js');
    return { ...listedMessage(message, bytes), ...(await readForPeople(bytes)) };
  },
});
