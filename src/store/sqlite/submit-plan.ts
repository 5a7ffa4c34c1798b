/**
 * Passes a message that an account sends to the writer; the bytes of each copy are transferred once.
 */
import { randomUUID } from 'node:crypto';
import type { Instant } from '../../mail/instant.js';
import type { SentCopyPlan, SubmissionPlan } from '../desk.js';
import { exactCopy, sourceOf, transferOf } from './deliver-plans.js';
import type { PlanToWrite } from './write-calls.js';
import type { WriterClient } from './writer-client.js';

export function prepareSubmit(writer: WriterClient): (plan: SubmissionPlan) => Promise<'done' | 'stale'> {
  return async ({ copies, outgoing, calendar = null, correspondence, audit }) => {
    const messages = [...new Set(copies.map(({ message }) => message))];
    const bodies = messages.map(sourceOf);
    return await writer.call(
      'submit',
      {
        bodies,
        copies: copies.map((copy) => copyToWrite(copy, messages.indexOf(copy.message), audit.sentAt)),
        outgoing: outgoing.map((mail) => ({ ...mail, bytes: exactCopy(mail.bytes) })),
        calendar,
        correspondence,
        audit,
      },
      bodies.flatMap(transferOf),
    );
  };
}

/** A random delivery id: a copy is never a duplicate. */
function copyToWrite({ storeId }: SentCopyPlan, body: number, receivedAt: Instant): PlanToWrite {
  return {
    storeId,
    deliveryId: randomUUID(),
    body,
    filing: { folder: 'Sent', flags: ['\\Seen'], prefix: new Uint8Array(0), outsideQuota: false },
    hardLimitBytes: 0,
    calendar: null,
    decision: null,
    outgoing: [],
    receivedAt,
  };
}
