/**
 * The iTIP REPLY of an answer (RFC 5546 §3.2.3): one object for the whole request, with a VEVENT for its master, one for
 * each of its overrides and one for each occurrence with another decision. Past and cancelled occurrences have none.
 */
import { composeReply, type ReplyPart } from '../../calendar/compose-reply.js';
import type { EventComponent } from '../../calendar/itip-message.js';
import type { Verdict } from '../booking-ruling.js';
import type { DeclineReason } from '../reasons.js';
import { findInvitation } from '../invitation.js';
import type { Proposal } from '../proposal.js';
import type { AnswerTexts } from './answer-texts.js';
import { oneMeeting, reasonFor } from './decline-reason.js';

const SUCCESS = '2.0;Success';
const UNSUPPORTED = '3.14;Unsupported capability';
const NO_AUTHORITY = '3.8;No authority';
const INVALID_VALUE = '3.1;Invalid property value';

/** RFC 5546 §3.6 */
export const declineStatus: Readonly<Record<DeclineReason, string>> = {
  conflict: '4.0;Event conflict',
  'not-a-booker': NO_AUTHORITY,
  recurring: UNSUPPORTED,
  'outside-window': UNSUPPORTED,
  retired: UNSUPPORTED,
  'outside-hours': UNSUPPORTED,
  'too-short': UNSUPPORTED,
  'too-long': UNSUPPORTED,
  'takes-no-bookings': UNSUPPORTED,
  'by-person': NO_AUTHORITY,
  'not-approved': NO_AUTHORITY,
  'approval-expired': NO_AUTHORITY,
  'too-many-occurrences': UNSUPPORTED,
  'too-costly': UNSUPPORTED,
  'unknown-time-zone': INVALID_VALUE,
  'bad-rule': INVALID_VALUE,
};

/** @returns null when no component of the request concerns the account */
export function replyObject(
  proposal: Proposal,
  verdict: Verdict,
  comment: string | null,
  texts: AnswerTexts,
): string | null {
  const { request, zones } = proposal.meeting;
  const { itip, resource, now } = request;
  const invitation = (component: EventComponent): ReturnType<typeof findInvitation> =>
    findInvitation(component, itip.components, resource.addresses);
  const answered = answeredComponents(proposal).filter((component) => invitation(component) !== null);
  const attendee = answered[0] === undefined ? null : invitation(answered[0]);
  if (attendee === null) return null;
  const isPartly = verdict.because === 'partly';
  const declined = isPartly ? proposal.tested.filter(({ hindrance }) => hindrance !== null) : [];
  const partFor = (component: EventComponent): ReplyPart => {
    const place = { component, occurrence: null };
    if (verdict.kind === 'decline') return declining(place, verdict.because, comment);
    const own = declined.find(
      ({ occurrence }) => component.recurrenceId !== null && occurrence.component === component,
    );
    return own?.hindrance == null
      ? { ...place, partstat: verdict.kind === 'ask' ? 'TENTATIVE' : 'ACCEPTED', requestStatus: SUCCESS, comment }
      : declining(place, own.hindrance, reasonFor(own.hindrance, request, oneMeeting, texts));
  };
  const apart = declined.flatMap(({ occurrence, hindrance }) => {
    const { component, recurrenceId, start, end } = occurrence;
    if (hindrance === null || recurrenceId === null || component.recurrenceId !== null) return [];
    const reason = reasonFor(hindrance, request, oneMeeting, texts);
    return [declining({ component, occurrence: { recurrenceId, start, end } }, hindrance, reason)];
  });
  const parts = [...answered.map(partFor), ...apart];
  return composeReply(parts, { attendee, zones, readerZone: resource.timeZone, stampedAt: now });
}

function declining(
  place: Pick<ReplyPart, 'component' | 'occurrence'>,
  because: DeclineReason,
  comment: string | null,
): ReplyPart {
  return { ...place, partstat: 'DECLINED', requestStatus: declineStatus[because], comment };
}

function answeredComponents({ changedComponents, master, expansion, tested }: Proposal): readonly EventComponent[] {
  if (expansion.kind === 'refused') return changedComponents;
  const future = new Set(tested.map(({ occurrence }) => occurrence.component));
  return changedComponents.filter((component) => component === master || future.has(component));
}
