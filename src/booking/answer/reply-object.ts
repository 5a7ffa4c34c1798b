/**
 * The iTIP REPLY of an answer (RFC 5546 §3.2.3): one object for the whole request, with a VEVENT for its master and one
 * for each of its overrides. What is past or cancelled is left as it is.
 */
import { composeReply, type ReplyPart } from '../../calendar/compose-reply.js';
import type { EventComponent } from '../../calendar/itip-message.js';
import type { DeclineReason } from '../booking-ruling.js';
import { findInvitation } from '../invitation.js';
import type { Proposal } from '../proposal.js';
import type { Verdict } from './answer-content.js';

const SUCCESS = '2.0;Success';
const UNSUPPORTED = '3.14;Unsupported capability';
const NO_AUTHORITY = '3.8;No authority';
const INVALID_VALUE = '3.1;Invalid property value';

/** RFC 5546 §3.6 */
const declineStatus: Readonly<Record<DeclineReason, string>> = {
  conflict: '4.0;Event conflict',
  'not-a-booker': NO_AUTHORITY,
  recurring: UNSUPPORTED,
  'outside-window': UNSUPPORTED,
  'too-many-occurrences': UNSUPPORTED,
  'too-costly': UNSUPPORTED,
  'unknown-time-zone': INVALID_VALUE,
  'bad-rule': INVALID_VALUE,
};

/** @returns null when nothing of the request concerns the account */
export function replyObject(proposal: Proposal, verdict: Verdict, comment: string | null): string | null {
  const { request, zones } = proposal.meeting;
  const { itip, resource, now } = request;
  const invitation = (component: EventComponent): ReturnType<typeof findInvitation> =>
    findInvitation(component, itip.components, resource.addresses);
  const answered = answeredComponents(proposal).filter((component) => invitation(component) !== null);
  const attendee = answered[0] === undefined ? null : invitation(answered[0]);
  if (attendee === null) return null;
  const parts = answered.map((component): ReplyPart => ({
    component,
    occurrence: null,
    partstat: verdict.kind === 'accept' ? 'ACCEPTED' : 'DECLINED',
    requestStatus: verdict.kind === 'accept' ? SUCCESS : declineStatus[verdict.because],
    comment,
  }));
  return composeReply(parts, { attendee, zones, readerZone: resource.timeZone, stampedAt: now });
}

function answeredComponents({ news, master, expansion, tested }: Proposal): readonly EventComponent[] {
  if (expansion.kind === 'refused') return news;
  const future = new Set(tested.map(({ occurrence }) => occurrence.component));
  return news.filter((component) => component === master || future.has(component));
}
