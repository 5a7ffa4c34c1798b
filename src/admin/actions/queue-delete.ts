/**
 * Deletes an outgoing message.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { noSuchOutgoing, outgoingId } from './queue-show.js';

export const queueDelete = action({
  name: 'queue-delete',
  changes: true,
  input: z.strictObject({ id: outgoingId() }),
  async run(context, { id }) {
    if (!(await context.outbox.deleteOutgoing(id))) throw noSuchOutgoing(id);
    return { id };
  },
});
