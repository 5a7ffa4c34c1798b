/**
 * The input fields for what booking does not decide alone: `booking set --approvers ... --plain-mail ...`.
 */
import type { BookingPolicy } from '../../booking/booking-policy.js';
import { parseAddress, type Address } from '../../mail/address.js';
import { choice } from '../../settings/config-values.js';
import { ActionError } from '../action.js';
import { namedPeople, peopleOr } from './bookers-input.js';
import { findAccount } from '../find.js';
import type { AdminContext } from '../admin-context.js';
import { namesOrNone } from './policy-values.js';

export const approvalInput = {
  approvers: namesOrNone('names of accounts, or addresses').optional(),
  managers: namesOrNone('names of accounts, or addresses').optional(),
  policyBreakers: peopleOr('none').optional(),
  plainMail: choice(['keep', 'reject', 'forward']).optional(),
};

interface ApprovalInput {
  readonly approvers?: readonly string[] | undefined;
  readonly managers?: readonly string[] | undefined;
  readonly policyBreakers?: BookingPolicy['policyBreakers'] | undefined;
  readonly plainMail?: BookingPolicy['plainMail'] | undefined;
}

/** Throws ActionError for an approver, manager, account or group that does not exist. */
export async function saidOfApproval(
  context: AdminContext,
  policy: BookingPolicy,
  { approvers, managers, policyBreakers, plainMail = policy.plainMail }: ApprovalInput,
): Promise<Pick<BookingPolicy, 'approvers' | 'managers' | 'policyBreakers' | 'plainMail'>> {
  await refuseUnknown(context, 'approvers', approvers ?? []);
  await refuseUnknown(context, 'managers', managers ?? []);
  const breakers = policyBreakers === undefined ? policy.policyBreakers : await namedPeople(context, policyBreakers);
  return {
    approvers: approvers ?? policy.approvers,
    managers: managers ?? policy.managers,
    policyBreakers: breakers,
    plainMail,
  };
}

async function refuseUnknown(context: AdminContext, option: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (!name.includes('@')) {
      await findAccount(context, name);
      continue;
    }
    const address = parseAddress(name);
    if (address === null)
      throw new ActionError(
        'bad-input',
        `${option}: ${name} is not an address`,
        'give account names or full addresses',
      );
    // Messages to them could never be delivered, and nobody would decide.
    if ((await context.directory.isLocalDomain(address.domain)) && !(await isReceived(context, address)))
      throw new ActionError(
        'not-found',
        `${option}: ${name} is in a local domain, but nobody has this address`,
        'create an account or a group with it first, or name another one',
      );
  }
}

async function isReceived({ directory }: AdminContext, address: Address): Promise<boolean> {
  const { kind } = await directory.resolve(address);
  return kind !== 'unknown';
}
