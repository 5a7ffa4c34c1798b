/**
 * Rule 1: a message that was here before, or that has passed too many hops, is in a loop (RFC 5321 §6.3).
 */
import { parseAddress, sameAddress, type Address } from '../../../mail/address.js';
import { allFields, type HeaderSection } from '../../../mail/header-section.js';
import type { Reply } from '../../../mail/reply.js';
import type { DeliveryRule, RuleOutcome } from './delivery-rule.js';

/** RFC 5321 §6.3 asks for at least 100. */
const MAX_RECEIVED_FIELDS = 100;

export const loopDetected: Reply = { code: 554, status: '5.4.6', text: 'Mail loop detected' };

const loop: RuleOutcome = { kind: 'stop', because: 'loop', reply: loopDetected };

export const refuseLoop: DeliveryRule = ({ message, recipient, restoring }) =>
  !restoring && isMailLoop(message.header, recipient.account.primaryAddress) ? loop : { kind: 'go-on' };

/** @param own what our Delivered-To names when we hand the message on */
export function isMailLoop(header: HeaderSection, own: Address): boolean {
  if (allFields(header, 'received').length > MAX_RECEIVED_FIELDS) return true;
  return allFields(header, 'delivered-to').some((value) => {
    const address = parseAddress(value);
    return address !== null && sameAddress(address, own);
  });
}
