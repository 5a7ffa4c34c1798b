/**
 * Throws an outgoing mail away.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { noSuchOutgoing, outgoingId } from './queue-show.js';

export const queueDelete = action({
  name: 'queue-delete',
  summary: 'Deletes a mail of the outbox; nobody is told.',
  changes: true,
  input: z.strictObject({ id: outgoingId() }),
  async run(context, { id }) {
    if (!(await context.desk.deleteOutgoing(id))) throw noSuchOutgoing(id);
    return { id };
  },
});
