/**
 * The idempotency key of a delivery. The same message from the same reverse-path to the same store has the same id, so that
 * an MTA which did not hear our 250 may hand it over again.
 */
import { createHash } from 'node:crypto';
import { addressKey } from '../mail/address.js';
import { firstField } from '../mail/header-section.js';
import type { ReceivedMessage } from '../mail/received-message.js';
import type { DeliveryId } from '../store/delivery-desk.js';

/**
 * @param nonce told apart by it when nothing else tells two messages apart: only a Received field (an MTA's queue id in it)
 *   makes a mail that is meant twice differ from a message that was handed over twice
 */
export function deliveryId(message: ReceivedMessage, nonce: string): DeliveryId {
  const hash = createHash('sha256');
  hash.update(message.reversePath === null ? '<>' : addressKey(message.reversePath));
  hash.update('\n').update(message.digest);
  if (firstField(message.header, 'received') === null) hash.update('\n').update(nonce);
  return hash.digest('hex');
}
