/**
 * Turns what the rules decided for a recipient into what the store writes: our trace fields above the message, the
 * answers as bytes with names of their own.
 * Path: deliver.ts: planDelivery -> writePlan -> DeliveryDesk.deliver.
 */
import type { StoreId } from '../../directory/account.js';
import type { Instant } from '../../mail/instant.js';
import type { ReceivedMessage } from '../../mail/received-message.js';
import { traceFields } from '../../mail/trace-fields.js';
import type { DeliveryId, DeliveryPlan, VacationResponse } from '../../store/delivery-desk.js';
import type { OutgoingMessage } from '../../store/outbox.js';
import { composeOutgoing, type Compose } from '../../outbox/compose-outgoing.js';
import type { ManagerMessage } from './manager-message.js';
import { forwardMessage } from './forward-message.js';
import type { Recipient } from '../recipients/recipient.js';
import type { PlannedDelivery } from './rules/delivery-rule.js';

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
  const { answersFrom } = planned;
  // Two plans of one message may both send from the pool's store.
  const answerStamp = (index: number): Parameters<typeof composeOutgoing>[1] =>
    answersFrom === null
      ? { storeId, cause: `${deliveryId} ${index}`, now }
      : { storeId: answersFrom, cause: `${deliveryId} ${index} for ${storeId}`, now };
  const trace = { reversePath, deliveredTo, forwardPath: recipient.forwardPath, hostname, peer, receivedAt };
  return {
    storeId,
    deliveryId,
    message: message.bytes,
    filing: { ...planned.filing, prefix: traceFields(trace) },
    hardLimitBytes,
    calendar: planned.calendar === null ? null : { basedOn: calendarVersion, change: planned.calendar },
    otherCalendars: planned.otherCalendars,
    decision: planned.decision,
    outgoing: await Promise.all([
      ...planned.answers.map((draft, index) => composeOutgoing(draft, answerStamp(index), compose)),
      ...(planned.forwardTo.length === 0
        ? []
        : [forwardMessage(message, planned.forwardTo, { storeId, address: deliveredTo, deliveryId, now })]),
      ...(planned.managerMessage === null ? [] : [composeForManagers(planned.managerMessage, message, stamp, compose)]),
    ]),
    counts: planned.counts,
    vacation: await vacationOf(planned, stamp, compose),
    receivedAt,
  };
}

function composeForManagers(
  { draft, attached }: ManagerMessage,
  { bytes, header }: ReceivedMessage,
  { storeId, deliveryId, now }: PlanStamp,
  compose: Compose,
): Promise<OutgoingMessage> {
  const original = attached === 'whole' && bytes.kind === 'memory' ? bytes.bytes : headerBytes(header);
  const attachment = attached === 'nothing' ? null : original;
  return composeOutgoing({ ...draft, attachment }, { storeId, cause: `${deliveryId} managers`, now }, compose);
}

/** As text/rfc822-headers has it (RFC 6522 §4). */
function headerBytes({ fields }: ReceivedMessage['header']): Uint8Array {
  return Buffer.from(fields.map(({ name, value }) => `${name}: ${value}\r\n`).join('') + '\r\n', 'utf8');
}

async function vacationOf(
  { vacation }: PlannedDelivery & { kind: 'deliver' },
  { storeId, deliveryId, now }: PlanStamp,
  compose: Compose,
): Promise<VacationResponse | null> {
  if (vacation === null) return null;
  const { draft, ...terms } = vacation;
  return { ...terms, mail: await composeOutgoing(draft, { storeId, cause: `${deliveryId} vacation`, now }, compose) };
}
