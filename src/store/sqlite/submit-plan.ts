/**
 * Passes a message that an account sends to the writer; the bytes of each copy are transferred once.
 */
import type { DeliveryDesk } from '../delivery-desk.js';
import { sentCopy } from '../sent-copy.js';
import { sourceOf, transferOf, withOwnBytes } from './deliver-plans.js';
import type { WriterClient } from './writer-client.js';

export function prepareSubmit(writer: WriterClient): DeliveryDesk['submit'] {
  return async ({ copies, outgoing, ...plan }) => {
    const messages = [...new Set(copies.map(({ message }) => message))];
    const bodies = messages.map(sourceOf);
    return await writer.call(
      'submit',
      {
        ...plan,
        bodies,
        copies: copies.map(({ storeId, message }) => ({
          ...sentCopy(storeId, plan.audit.sentAt),
          body: messages.indexOf(message),
        })),
        outgoing: outgoing.map(withOwnBytes),
      },
      bodies.flatMap(transferOf),
    );
  };
}
