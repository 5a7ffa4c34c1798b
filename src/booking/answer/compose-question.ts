/**
 * The messages to approvers: the question whether a meeting may have the resource, and the notice that it needs no reply
 * any more. From the resource, one message for each approver, in the resource's language.
 * Path: decide-booking.ts, settle-approval.ts, retire-meeting.ts.
 */
import { composeApproval } from '../../calendar/compose-approval.js';
import { addressKey, formatAddress, type Address } from '../../mail/address.js';
import { cleanText } from '../../mail/clean-text.js';
import type { MessageDraft } from '../../mail/draft.js';
import type { Interval } from '../../mail/instant.js';
import type { Verdict } from '../booking-ruling.js';
import type { PendingApproval } from '../calendar-entry.js';
import { organizerOf } from '../invitation.js';
import type { KnownMeeting } from '../known-meeting.js';
import type { Proposal } from '../proposal.js';
import { answerContent, textOfBooker, storedSummaryOf, summaryOf } from './answer-content.js';
import { textsIn } from './answer-language.js';
import type { AnswerTexts } from './answer-texts.js';
import { declineReasonOf } from './decline-reason.js';
import type { MessageContent } from './message-content.js';
import { renderHtml } from './render-html.js';
import { renderText } from './render-text.js';
import { footerOf, nameOf } from './resource-name.js';

const MAX_NAME_CHARACTERS = 100;

/** Why a question needs no reply any more. */
export type ApprovalEnd =
  | { readonly kind: 'approved' | 'declined'; readonly by: Address }
  /** Nobody replied in time; the organizer changed or cancelled the meeting; the resource retires. */
  | { readonly kind: 'expired' | 'withdrawn' | 'retired' };

/** One message for each approver. @param because the rule that the booking breaks, or `partly`; null: it breaks none */
export function composeQuestions(
  proposal: Proposal,
  pending: PendingApproval,
  because: QuestionReason,
): readonly MessageDraft[] {
  const { meeting, tested } = proposal;
  const { request } = meeting;
  const texts = textsIn(request.resource.language);
  const summary = summaryOf(proposal, texts);
  const name = nameOf(request.resource.mailbox);
  const { facts } = answerContent(proposal, { kind: 'ask', because }, texts, null);
  const content: MessageContent = {
    language: texts.language,
    tone: 'open',
    headline: texts.approval.question(name),
    reason: questionReason(proposal, because, texts),
    note: '',
    facts: [...facts, { label: texts.labels.organizer, lines: [organizerName(meeting)] }],
    footer: footerOf(request, { isReply: false, isBooked: false }, texts),
  };
  const first = tested[0]?.occurrence;
  const when: Interval = first ?? { start: request.now, end: request.now };
  const subject = texts.approval.subject(name, summary);
  return pending.approvers.map((approver) =>
    draft({ meeting, pending, approver, method: 'REQUEST', when, subject, summary, content, texts }),
  );
}

type QuestionReason = Extract<Verdict, { kind: 'ask' }>['because'];

function questionReason(proposal: Proposal, because: QuestionReason, texts: AnswerTexts): string {
  const { howToAnswer, exception } = texts.approval;
  if (because === null || because === 'partly') return howToAnswer;
  return `${exception(declineReasonOf(proposal, because, texts))} ${howToAnswer}`;
}

/** To all approvers but the one who has decided. */
export function composeCancellations(
  meeting: KnownMeeting,
  pending: PendingApproval,
  end: ApprovalEnd,
): readonly MessageDraft[] {
  const { request } = meeting;
  const texts = textsIn(request.resource.language);
  const { approval, labels } = texts;
  const summary = storedSummaryOf(meeting, texts);
  const name = nameOf(request.resource.mailbox);
  const content: MessageContent = {
    language: texts.language,
    tone: 'told',
    headline: approval.settled(name),
    reason: reasonOf(end, texts),
    note: '',
    facts: [
      { label: labels.meeting, lines: [textOfBooker(request, summary)] },
      { label: labels.organizer, lines: [organizerName(meeting)] },
    ],
    footer: footerOf(request, { isReply: false, isBooked: false }, texts),
  };
  const { now } = request;
  const when = { start: now, end: now };
  const subject = approval.settledSubject(name, summary);
  const others =
    'by' in end ? pending.approvers.filter((each) => addressKey(each) !== addressKey(end.by)) : pending.approvers;
  return others.map((approver) =>
    draft({ meeting, pending, approver, method: 'CANCEL', when, subject, summary, content, texts }),
  );
}

function reasonOf(end: ApprovalEnd, { approval }: AnswerTexts): string {
  switch (end.kind) {
    case 'approved':
      return approval.approvedBy(formatAddress(end.by));
    case 'declined':
      return approval.declinedBy(formatAddress(end.by));
    default:
      return approval[end.kind];
  }
}

interface Question {
  readonly meeting: KnownMeeting;
  readonly pending: PendingApproval;
  readonly approver: Address;
  readonly method: 'REQUEST' | 'CANCEL';
  readonly when: Interval;
  readonly subject: string;
  /** Of the meeting. */
  readonly summary: string;
  readonly content: MessageContent;
  readonly texts: AnswerTexts;
}

function draft({ meeting, pending, approver, method, when, subject, summary, content, texts }: Question): MessageDraft {
  const { resource, options, now } = meeting.request;
  const { uid, sequence } = pending;
  const text = renderText(content);
  return {
    reversePath: options.reversePath === 'null' ? null : resource.mailbox.address,
    from: resource.mailbox,
    to: [{ address: approver, displayName: null }],
    cc: [],
    subject,
    text,
    html: renderHtml(content),
    calendar: {
      method,
      content: composeApproval({
        ...{ method, uid, approver, when, stampedAt: now, organizer: resource.mailbox },
        // An approver's calendar shows the same event when it is taken back.
        summary: texts.approval.subject(nameOf(resource.mailbox), summary),
        sequence: method === 'CANCEL' ? sequence + 1 : sequence,
        description: text,
      }),
    },
    meetingUid: uid,
    inReplyTo: null,
    references: [],
    extraFields: [
      // RFC 3834 §5: automatic, though it answers no message.
      { name: 'Auto-Submitted', value: 'auto-generated' },
      { name: 'X-Auto-Response-Suppress', value: 'OOF, AutoReply' },
    ],
  };
}

function organizerName({ request }: KnownMeeting): string {
  const organizer = organizerOf(request.itip.components);
  const address = organizer?.addresses[0];
  const name = textOfBooker(request, cleanText(organizer?.commonName ?? '', MAX_NAME_CHARACTERS));
  if (address === undefined) return name;
  return name === '' ? formatAddress(address) : `${name} <${formatAddress(address)}>`;
}
