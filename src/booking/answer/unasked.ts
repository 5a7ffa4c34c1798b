/**
 * What the messages to the organizer of a stored meeting share that answer no message: to whom they go, and the fields of
 * an automatic message.
 * Path: compose-withdrawal.ts, report/compose-report.ts, report/compose-manager-notice.ts.
 * Standards: RFC 3834 §5 (Auto-Submitted).
 */
import type { CalendarUser } from '../../calendar/itip-message.js';
import type { Address } from '../../mail/address.js';
import type { MessageDraft } from '../../mail/draft.js';
import { meansOneOf, organizerOf } from '../invitation.js';
import type { KnownMeeting } from '../known-meeting.js';
import { isMailSystem } from './may-answer.js';

export interface StoredOrganizer {
  readonly organizer: CalendarUser;
  readonly address: Address;
}

/** null: nobody can be told, because there is no address, or it is a mail system's, or the resource's own. */
export function organizerToTell({ stored, request }: KnownMeeting): StoredOrganizer | null {
  const organizer = organizerOf(stored);
  const address = organizer?.addresses[0];
  if (organizer === null || address === undefined || isMailSystem(address)) return null;
  return meansOneOf(organizer, request.resource.addresses) ? null : { organizer, address };
}

/** Automatic, though it answers no message; nobody's program answers it. */
export const unasked: Pick<MessageDraft, 'inReplyTo' | 'references' | 'extraFields'> = {
  inReplyTo: null,
  references: [],
  extraFields: [
    { name: 'Auto-Submitted', value: 'auto-generated' },
    { name: 'X-Auto-Response-Suppress', value: 'All' },
  ],
};
