/**
 * Whom a resource's policy wants asked, and under which UID: what booking cannot know of itself.
 * Path: plan-recipient.ts, before the question is prepared.
 */
import { randomBytes } from 'node:crypto';
import type { ApprovalTerms } from '../booking/booking-request.js';
import type { Account, Directory } from '../directory/directory.js';
import { addressesOf } from './find-managers.js';

/** 128 bits: nobody guesses what an approver was asked under. */
const UID_BYTES = 16;

/** null where nobody has to be asked. Throws DirectoryError: who approves is never guessed. */
export async function approvalTerms(
  { booking, primaryAddress }: Account,
  directory: Pick<Directory, 'accountByName'>,
): Promise<ApprovalTerms | null> {
  if (booking.approvers.length === 0) return null;
  const approvers = await addressesOf(booking.approvers, directory);
  const newUid = `approval-${randomBytes(UID_BYTES).toString('hex')}@${primaryAddress.domain}`;
  return { newUid, approvers };
}
