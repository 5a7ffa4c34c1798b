/**
 * Rule 3: the hard limit, with this message's size. Before booking, so that a full store refuses before it books; the
 * commit checks again.
 */
import { mailboxFull } from '../../recipients/refuse-account.js';
import type { DeliveryRule } from './delivery-rule.js';

export const refuseOverQuota: DeliveryRule = ({ message, hardLimitBytes, snapshot, settings }) => {
  if (hardLimitBytes === 0 || snapshot.usedBytes + message.bytes.sizeBytes <= hardLimitBytes) return { kind: 'go-on' };
  return { kind: 'stop', because: 'over-quota', reply: mailboxFull(settings.quota) };
};
