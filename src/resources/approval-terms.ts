/**
 * Whom a resource's policy wants asked, and under which UID: what booking cannot know of itself.
 * Path: plan-recipient.ts, before the question is prepared.
 */
import { randomBytes } from 'node:crypto';
import type { ApprovalTerms } from '../booking/booking-request.js';
import type { Account, Directory } from '../directory/directory.js';
import { addressKey, parseAddress, type Address } from '../mail/address.js';

/** 128 bits: nobody guesses what an approver was asked under. */
const UID_BYTES = 16;

/** null where nobody has to be asked. Throws DirectoryError: who approves is never guessed. */
export async function approvalTerms(
  { booking, primaryAddress }: Account,
  directory: Pick<Directory, 'accountByName'>,
): Promise<ApprovalTerms | null> {
  if (booking.approvers.length === 0) return null;
  const approvers = new Map<string, Address>();
  for (const name of booking.approvers) {
    const address = name.includes('@') ? parseAddress(name) : (await directory.accountByName(name))?.primaryAddress;
    if (address != null) approvers.set(addressKey(address), address);
  }
  const newUid = `approval-${randomBytes(UID_BYTES).toString('hex')}@${primaryAddress.domain}`;
  return { newUid, approvers: [...approvers.values()] };
}
