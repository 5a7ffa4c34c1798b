/**
 * Whether what was left to a person has to reach one: a resource has nobody who reads its Inbox.
 * Path: delivery/planning/tell-managers.ts asks; the notice is report/compose-manager-notice.ts.
 */
import type { BookingQuestion } from './booking-request.js';
import type { DecisionRecord } from './decision-record.js';
import { meansOneOf } from './invitation.js';

/** These say that there is nothing to decide: the account takes no meetings by itself, or organizes this one. */
const nothingToDecide: ReadonlySet<string> = new Set(['mr-accept-off', 'organizer-is-resource']);

/** Never for somebody else's PUBLISH that came along, nor for what a mail system reports. */
export function concernsManagers(
  { parsed, mail, resource }: BookingQuestion,
  { decision, because }: Pick<DecisionRecord, 'decision' | 'because'>,
): boolean {
  const isResource = resource.kind === 'room' || resource.kind === 'equipment';
  if (!isResource || decision !== 'leave-to-person' || mail.reversePath === null) return false;
  if (because !== null && nothingToDecide.has(because)) return false;
  if (parsed.kind === 'refused') return true;
  // An answer asks for no decision: a resource organizes nothing, and who is no approver has no word.
  if (parsed.message.method === 'REPLY') return false;
  if (parsed.message.method !== 'PUBLISH') return true;
  return parsed.message.components.some(({ attendees }) =>
    attendees.some((attendee) => meansOneOf(attendee, resource.addresses)),
  );
}
