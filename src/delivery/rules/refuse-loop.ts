/**
 * Rule 1: a mail that has been here before, or has been everywhere, goes round (RFC 5321 §6.3).
 */
import { addressKey } from '../../mail/address.js';
import { allFields } from '../../mail/header-section.js';
import type { DeliveryRule, RuleOutcome } from '../plan-delivery.js';

/** RFC 5321 §6.3 asks for at least 100. */
const MAX_RECEIVED_FIELDS = 100;

const loop: RuleOutcome = {
  kind: 'stop',
  because: 'loop',
  reply: { code: 554, status: '5.4.6', text: 'Mail loop detected' },
};

export const refuseLoop: DeliveryRule = ({ message, recipient, restoring }) => {
  if (restoring) return { kind: 'go-on' };
  if (allFields(message.header, 'received').length > MAX_RECEIVED_FIELDS) return loop;
  const own = addressKey(recipient.account.primaryAddress);
  const seen = allFields(message.header, 'delivered-to').some((value) => value.toLowerCase() === own);
  return seen ? loop : { kind: 'go-on' };
};
