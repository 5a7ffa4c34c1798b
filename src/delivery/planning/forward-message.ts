/**
 * A message handed on as it came, to people who shall read it: resent fields above it say by whom and to whom (RFC 5322
 * §3.6.6), and Delivered-To stops it should it come back. Failures come back to the account that hands it on.
 * Path: write-plan.ts, in the commit that files the mail.
 */
import { readFile } from 'node:fs/promises';
import { formatAddress, type Address } from '../../mail/address.js';
import { derivedId } from '../../mail/derived-id.js';
import { firstField } from '../../mail/header-section.js';
import { formatMailDate, type Instant } from '../../mail/instant.js';
import { readMessageId } from '../../mail/message-ids.js';
import type { ReceivedMessage } from '../../mail/received-message.js';
import type { DeliveryId } from '../../store/delivery-desk.js';
import type { OutgoingMessage } from '../../store/outbox.js';
import type { StoreId } from '../../directory/account.js';

export interface Forwarder {
  readonly storeId: StoreId;
  readonly address: Address;
  readonly deliveryId: DeliveryId;
  readonly now: Instant;
}

/** @param to at least one */
export async function forwardMessage(
  message: ReceivedMessage,
  to: readonly Address[],
  { storeId, address, deliveryId, now }: Forwarder,
): Promise<OutgoingMessage> {
  const id = derivedId(`${storeId} ${deliveryId} forward`);
  const fields = [
    `Delivered-To: ${formatAddress(address)}`,
    `Resent-Date: ${formatMailDate(now)}`,
    `Resent-From: <${formatAddress(address)}>`,
    `Resent-To: ${to.map((each) => `<${formatAddress(each)}>`).join(',\r\n ')}`,
    `Resent-Message-ID: <${id}@${address.domain}>`,
    '',
  ];
  const { bytes: held, header } = message;
  // Copied: the store is given the bytes of the message itself.
  const original = held.kind === 'memory' ? held.bytes : await readFile(held.path);
  return {
    id,
    storeId,
    reversePath: address,
    recipients: to,
    messageId: readMessageId(header) ?? `<${id}@${address.domain}>`,
    subject: firstField(header, 'subject') ?? '',
    bytes: Buffer.concat([Buffer.from(fields.join('\r\n')), original]),
    createdAt: now,
  };
}
