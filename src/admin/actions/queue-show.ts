/**
 * Shows one outgoing message: its state, or its bytes.
 */
import { z } from 'zod';
import { pattern } from '../../settings/config-values.js';
import { action, ActionError } from '../action.js';
import { outgoingAsJson } from '../json/outgoing-as-json.js';

export const outgoingId = () => pattern('an id from `frontdesk queue list`', /^[\x21-\x7e]{1,200}$/);

export const noSuchOutgoing = (id: string): ActionError =>
  new ActionError('not-found', `there is no message ${id} in the outbox`, '`frontdesk queue list` shows all messages');

export const queueShow = action({
  name: 'queue-show',
  input: z.strictObject({ id: outgoingId() }),
  async run(context, { id }) {
    const entry = await context.outbox.outboxEntry(id);
    if (entry === null) throw noSuchOutgoing(id);
    return outgoingAsJson(entry);
  },
});

export const queueBytes = action({
  name: 'queue-bytes',
  input: z.strictObject({ id: outgoingId() }),
  async run(context, { id }) {
    const bytes = await context.outbox.outboxBytes(id);
    if (bytes === null) throw noSuchOutgoing(id);
    return bytes;
  },
});
