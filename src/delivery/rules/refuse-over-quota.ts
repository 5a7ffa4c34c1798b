/**
 * Rule 3: the hard limit, with this message's size. Before booking, so that a full store refuses before it books; the
 * commit checks again.
 */
import { hardLimitBytes } from '../quota.js';
import { mailboxFull } from '../resolve-recipient.js';
import type { DeliveryRule } from '../plan-delivery.js';

export const refuseOverQuota: DeliveryRule = ({ message, recipient, snapshot, settings }) => {
  const limit = hardLimitBytes(recipient.account, settings.quota);
  if (limit === 0 || snapshot.usedBytes + message.bytes.sizeBytes <= limit) return { kind: 'go-on' };
  return { kind: 'stop', because: 'over-quota', reply: mailboxFull(settings.quota) };
};
