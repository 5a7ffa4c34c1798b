/**
 * A copy in a Sent folder as what engines write: a delivery without limits, rules or answers.
 * Path: DeliveryDesk.submit of each engine.
 */
import { randomUUID } from 'node:crypto';
import type { StoreId } from '../directory/account.js';
import type { Instant } from '../mail/instant.js';
import type { DeliveryPlan } from './delivery-desk.js';

/** A random delivery id: a copy is never a duplicate. */
export function sentCopy(storeId: StoreId, sentAt: Instant): Omit<DeliveryPlan, 'message'> {
  return {
    storeId,
    deliveryId: randomUUID(),
    filing: { folder: 'Sent', flags: ['\\Seen'], prefix: new Uint8Array(0), outsideQuota: false },
    hardLimitBytes: 0,
    calendar: null,
    decision: null,
    outgoing: [],
    receivedAt: sentAt,
  };
}
