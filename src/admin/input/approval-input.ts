/**
 * The input fields for what booking does not decide alone: `booking set --approvers ... --plain-mail ...`.
 */
import type { BookingPolicy } from '../../booking/booking-policy.js';
import { parseAddress } from '../../mail/address.js';
import { choice } from '../../settings/config-values.js';
import { ActionError } from '../action.js';
import { namedPeople, peopleOr } from './bookers-input.js';
import { findAccount } from '../find.js';
import type { AdminContext } from '../admin-context.js';
import { namesOrNone } from './policy-values.js';

export const approvalInput = {
  approvers: namesOrNone('names of accounts, or addresses').optional(),
  policyBreakers: peopleOr('none').optional(),
  plainMail: choice(['keep', 'reject', 'forward']).optional(),
};

interface ApprovalInput {
  readonly approvers?: readonly string[] | undefined;
  readonly policyBreakers?: BookingPolicy['policyBreakers'] | undefined;
  readonly plainMail?: BookingPolicy['plainMail'] | undefined;
}

/** Throws ActionError for an approver, account or group that does not exist. */
export async function saidOfApproval(
  context: AdminContext,
  policy: BookingPolicy,
  { approvers, policyBreakers, plainMail = policy.plainMail }: ApprovalInput,
): Promise<Pick<BookingPolicy, 'approvers' | 'policyBreakers' | 'plainMail'>> {
  for (const approver of approvers ?? []) {
    if (!approver.includes('@')) await findAccount(context, approver);
    else if (parseAddress(approver) === null) {
      throw new ActionError(
        'bad-input',
        `approvers: ${approver} is not an address`,
        'give account names or full addresses',
      );
    }
  }
  const breakers = policyBreakers === undefined ? policy.policyBreakers : await namedPeople(context, policyBreakers);
  return { approvers: approvers ?? policy.approvers, policyBreakers: breakers, plainMail };
}
