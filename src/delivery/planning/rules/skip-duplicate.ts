/**
 * Rule 2: the same delivery again is taken and forgotten: filed once, answered once. The commit checks again.
 */
import type { Reply } from '../../../mail/reply.js';
import type { DeliveryRule } from './delivery-rule.js';

export const alreadyDelivered: Reply = { code: 250, status: '2.0.0', text: 'Already delivered' };

export const skipDuplicate: DeliveryRule = ({ snapshot, restoring }) =>
  snapshot.duplicate && !restoring
    ? { kind: 'stop', because: 'duplicate', reply: alreadyDelivered }
    : { kind: 'go-on' };
