/**
 * The outcome of a message to a group, combined into the one reply for its RCPT. Pure.
 * Path: deliver-to-group.ts.
 */
import type { Address } from '../../mail/address.js';
import { isPositive, type Reply } from '../../mail/reply.js';

export interface FailedMember {
  readonly address: Address;
  readonly reply: Reply;
}

export interface GroupResult {
  readonly received: number;
  /** Failed temporarily. */
  readonly deferred: number;
  /** Failed permanently. */
  readonly failed: number;
  /** The first of them. */
  readonly failures: readonly FailedMember[];
}

/** The report to the owner lists no more than these. */
const MAX_FAILURES = 100;

export const nothingYet: GroupResult = { received: 0, deferred: 0, failed: 0, failures: [] };

export function withMember(result: GroupResult, address: Address, reply: Reply): GroupResult {
  if (isPositive(reply)) return { ...result, received: result.received + 1 };
  if (reply.code < 500) return { ...result, deferred: result.deferred + 1 };
  const failures = result.failures.length < MAX_FAILURES ? [...result.failures, { address, reply }] : result.failures;
  return { ...result, failed: result.failed + 1, failures };
}

const delivered: Reply = { code: 250, status: '2.0.0', text: 'Delivered to the group' };
/** RFC 3463 §3.3 X.2.4 */
const notToAll: Reply = { code: 451, status: '4.2.4', text: 'A member of the group cannot receive mail at the moment' };
const toNobody: Reply = { code: 550, status: '5.2.4', text: 'No member of the group can receive this message' };

/**
 * 451 if the message must come again for a member. For members that have it already the duplicate rule drops it. That rule
 * does not recognize a message without a Received field, so they get it twice, which is better than to lose it.
 */
export function groupReply({ received, deferred }: GroupResult): Reply {
  if (deferred > 0) return notToAll;
  return received > 0 ? delivered : toNobody;
}
