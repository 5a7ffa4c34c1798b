/**
 * Lists the outgoing messages that wait, are held, or have failed.
 */
import { z } from 'zod';
import { everyEntry } from '../../store/every-entry.js';
import { action } from '../action.js';
import { outgoingAsJson } from '../json/outgoing-as-json.js';

export const queueList = action({
  name: 'queue-list',
  input: z.strictObject({}),
  async run(context) {
    const rows = [];
    for await (const entry of everyEntry(context.outbox)) rows.push(outgoingAsJson(entry));
    return rows;
  },
});
