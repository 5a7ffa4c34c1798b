/**
 * Retries an outgoing message now.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { noSuchOutgoing, outgoingId } from './queue-show.js';

export const queueRetry = action({
  name: 'queue-retry',
  changes: true,
  input: z.strictObject({ id: outgoingId() }),
  async run(context, { id }) {
    if (!(await context.outbox.retryNow(id, context.clock()))) throw noSuchOutgoing(id);
    context.wakeOutbox();
    return { id };
  },
});
