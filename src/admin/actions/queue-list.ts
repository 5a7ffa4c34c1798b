/**
 * Lists the outgoing messages that wait, are held, or have failed.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { outgoingAsJson } from '../json/outgoing-as-json.js';

export const queueList = action({
  name: 'queue-list',
  input: z.strictObject({}),
  run: async (context) => (await context.outbox.outboxEntries()).map(outgoingAsJson),
});
