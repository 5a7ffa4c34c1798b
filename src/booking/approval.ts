/**
 * Bookings that wait for an approver: who is asked, under which UID, and until when. An approver is sent a REQUEST of the
 * resource's own, because a program's REPLY goes to the organizer of what it answers.
 */
import { addressKey } from '../mail/address.js';
import { addMilliseconds, type Instant } from '../mail/instant.js';
import type { BookingRequest } from './booking-request.js';
import type { PendingApproval } from './calendar-entry.js';
import { organizerOf } from './invitation.js';
import type { Proposal } from './proposal.js';

const HOUR_MS = 3_600_000;

/** So begin the UIDs that delivery makes, and no others are looked up as such. */
export function isApprovalUid(uid: string): boolean {
  return /^approval-[0-9a-f]{32}@/.test(uid);
}

/** Who approves needs no approval. */
export function isApprover({ approval, itip }: BookingRequest): boolean {
  const organizer = organizerOf(itip.components)?.addresses ?? [];
  const keys = new Set(approval?.approvers.map(addressKey));
  return organizer.some((address) => keys.has(addressKey(address)));
}

/** What the entry keeps while it waits; an update asks anew, under the UID that the approvers know. */
export function pendingFor({ meeting }: Proposal): PendingApproval | null {
  const { request, entry } = meeting;
  const { approval, mail, now, options } = request;
  if (approval === undefined) return null;
  const before = entry?.pending;
  return {
    uid: before?.uid ?? approval.newUid,
    sequence: before === undefined ? 0 : before.sequence + 1,
    approvers: approval.approvers,
    messageId: mail.messageId,
    expiresAt: expiryAt(now, options.approvalHours),
  };
}

function expiryAt(now: Instant, hours: number): Instant {
  return addMilliseconds(now, hours * HOUR_MS);
}
