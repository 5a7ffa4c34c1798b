/**
 * The mails to approvers: the question whether a meeting may take the resource, and the word that nobody has to answer it
 * any more. From the resource, each approver's own.
 */
import { composeApproval } from '../../calendar/compose-approval.js';
import { addressKey, formatAddress, type Address } from '../../mail/address.js';
import type { MailDraft } from '../../mail/draft.js';
import type { Instant, Interval } from '../../mail/instant.js';
import type { PendingApproval } from '../calendar-entry.js';
import { organizerOf } from '../invitation.js';
import type { KnownMeeting } from '../known-meeting.js';
import type { Proposal } from '../proposal.js';
import { answerContent, summaryOf } from './answer-content.js';
import type { AnswerTexts } from './answer-texts.js';
import { cleanText } from '../../mail/clean-text.js';
import { textsIn } from './compose-answer.js';
import { renderHtml, renderText, type AnswerContent } from './render-answer.js';

const MAX_NAME_CHARACTERS = 100;
const MAX_SUMMARY_CHARACTERS = 200;

/** One mail for each approver. */
export function composeQuestions(proposal: Proposal, pending: PendingApproval): readonly MailDraft[] {
  const { meeting, tested } = proposal;
  const texts = textsIn(meeting.request.resource.language);
  const summary = summaryOf(proposal, texts);
  const { facts } = answerContent(proposal, { kind: 'ask', because: null }, texts, null);
  const content: AnswerContent = {
    language: texts.language,
    tone: 'open',
    headline: texts.approval.question(resourceName(meeting)),
    reason: texts.approval.howToAnswer,
    note: '',
    facts: [...facts, { label: texts.labels.organizer, lines: [organizerName(meeting)] }],
    footer: texts.mailFooter,
  };
  const when = tested[0]?.occurrence ?? { start: meeting.request.now, end: meeting.request.now };
  return pending.approvers.map((approver) =>
    draft({ meeting, pending, approver, method: 'REQUEST', when, summary, content, texts }),
  );
}

/** @param but who settled it */
export function composeCancellations(
  meeting: KnownMeeting,
  pending: PendingApproval,
  but: Address | null,
): readonly MailDraft[] {
  const texts = textsIn(meeting.request.resource.language);
  const summary = cleanText(meeting.entry?.summary ?? '', MAX_SUMMARY_CHARACTERS) || texts.untitled;
  const content: AnswerContent = {
    language: texts.language,
    tone: 'told',
    headline: texts.approval.settled(resourceName(meeting)),
    reason: null,
    note: '',
    facts: [{ label: texts.labels.meeting, lines: [summary] }],
    footer: texts.mailFooter,
  };
  const { now } = meeting.request;
  const others = pending.approvers.filter((each) => but === null || addressKey(each) !== addressKey(but));
  return others.map((approver) =>
    draft({ meeting, pending, approver, method: 'CANCEL', when: { start: now, end: now }, summary, content, texts }),
  );
}

interface Question {
  readonly meeting: KnownMeeting;
  readonly pending: PendingApproval;
  readonly approver: Address;
  readonly method: 'REQUEST' | 'CANCEL';
  readonly when: Interval;
  readonly summary: string;
  readonly content: AnswerContent;
  readonly texts: AnswerTexts;
}

function draft({ meeting, pending, approver, method, when, summary, content, texts }: Question): MailDraft {
  const { resource, options, now } = meeting.request;
  const { uid, sequence } = pending;
  const subject = `${texts.approval.subject}: ${resourceName(meeting)}, ${summary}`;
  const stampedAt: Instant = now;
  const object = { method, uid, approver, when, stampedAt, organizer: resource.mailbox, summary: subject };
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
        ...object,
        sequence: method === 'CANCEL' ? sequence + 1 : sequence,
        description: text,
      }),
    },
    meetingUid: uid,
    inReplyTo: null,
    references: [],
    extraFields: [
      // RFC 3834 §5: made by a machine, though nobody wrote to it.
      { name: 'Auto-Submitted', value: 'auto-generated' },
      { name: 'X-Auto-Response-Suppress', value: 'OOF, AutoReply' },
    ],
  };
}

function resourceName({ request }: KnownMeeting): string {
  const { displayName, address } = request.resource.mailbox;
  return cleanText(displayName ?? address.localPart, MAX_NAME_CHARACTERS);
}

function organizerName({ request }: KnownMeeting): string {
  const organizer = organizerOf(request.itip.components);
  const address = organizer?.addresses[0];
  const name = cleanText(organizer?.commonName ?? '', MAX_NAME_CHARACTERS);
  if (address === undefined) return name;
  return name === '' ? formatAddress(address) : `${name} <${formatAddress(address)}>`;
}
