/**
 * Turns what the rules decided for a recipient into what the store writes: our trace fields above the message, the
 * answers as bytes with names of their own.
 * Path: deliver.ts: planDelivery -> writePlan -> Desk.deliver.
 */
import { createHash } from 'node:crypto';
import type { StoreId } from '../directory/directory.js';
import type { MailDraft } from '../mail/draft.js';
import type { Instant } from '../mail/instant.js';
import type { ReceivedMessage } from '../mail/received-message.js';
import { traceFields } from '../mail/trace-fields.js';
import type { DeliveryId, DeliveryPlan, OutgoingMail } from '../store/desk.js';
import type { Recipient } from './inbound-path.js';
import type { PlannedDelivery } from './plan-delivery.js';

/** outbox/compose-mail.ts */
export type Compose = (draft: MailDraft, stamp: { messageId: string; date: Instant }) => Promise<Uint8Array>;

export interface PlanStamp {
  readonly storeId: StoreId;
  readonly deliveryId: DeliveryId;
  readonly calendarVersion: number;
  readonly hardLimitBytes: number;
  readonly hostname: string;
  readonly now: Instant;
}

export async function writePlan(
  planned: PlannedDelivery & { kind: 'deliver' },
  message: ReceivedMessage,
  recipient: Recipient,
  stamp: PlanStamp,
  compose: Compose,
): Promise<DeliveryPlan> {
  const { storeId, deliveryId, calendarVersion, hardLimitBytes, hostname, now } = stamp;
  const { reversePath, peer, receivedAt } = message;
  const deliveredTo = recipient.account.primaryAddress;
  const trace = { reversePath, deliveredTo, forwardPath: recipient.forwardPath, hostname, peer, receivedAt };
  return {
    storeId,
    deliveryId,
    message: message.bytes,
    filing: { ...planned.filing, prefix: traceFields(trace) },
    hardLimitBytes,
    calendar: planned.calendar === null ? null : { basedOn: calendarVersion, change: planned.calendar },
    decision: planned.decision,
    outgoing: await Promise.all(
      planned.answers.map((draft, index) =>
        composeAnswer(draft, answerId(storeId, deliveryId, index), storeId, now, compose),
      ),
    ),
    receivedAt,
  };
}

async function composeAnswer(
  draft: MailDraft,
  id: string,
  storeId: StoreId,
  now: Instant,
  compose: Compose,
): Promise<OutgoingMail> {
  const messageId = `<${id}@${draft.from.address.domain}>`;
  return {
    id,
    storeId,
    reversePath: draft.reversePath,
    recipients: [...draft.to, ...draft.cc].map(({ address }) => address),
    messageId,
    subject: draft.subject,
    bytes: await compose(draft, { messageId, date: now }),
    createdAt: now,
  };
}

/** The same delivery gives the same ids: an answer that is made again is the same answer. */
function answerId(storeId: StoreId, deliveryId: DeliveryId, index: number): string {
  return createHash('sha256').update(`${storeId} ${deliveryId} ${index}`).digest('hex').slice(0, 24);
}
