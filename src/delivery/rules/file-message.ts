/**
 * Rule 6: what no rule has filed goes to the Inbox.
 */
import type { DeliveryRule } from '../plan-delivery.js';

export const fileMessage: DeliveryRule = (_context, draft) =>
  draft.filing === null
    ? { kind: 'go-on', part: { filing: { folder: 'Inbox', flags: [], outsideQuota: false } } }
    : { kind: 'go-on' };
