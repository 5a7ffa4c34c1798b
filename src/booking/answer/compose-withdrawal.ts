/**
 * The mail that takes back what was accepted, when no request asks for it: an occurrence newly reached that is taken, a
 * resource that retires, an approval that nobody gave. An iTIP REPLY with DECLINED, like an answer: what the organizer's
 * calendar understands (RFC 5546 §3.2.3).
 */
import { cleanText } from '../../mail/clean-text.js';
import { composeReply, type ReplyPart } from '../../calendar/compose-reply.js';
import type { Occurrence } from '../../calendar/occurrence.js';
import { sameAddress } from '../../mail/address.js';
import type { MailDraft } from '../../mail/draft.js';
import type { DeclineReason } from '../reasons.js';
import { findInvitation, organizerOf } from '../invitation.js';
import type { KnownMeeting } from '../known-meeting.js';
import { MAX_NOTE_CHARACTERS } from './answer-content.js';
import type { AnswerTexts } from './answer-texts.js';
import { mailboxOf, textsIn } from './compose-answer.js';
import { clocksFor, describeBriefly } from './describe-times.js';
import { isMailSystem } from './may-answer.js';
import { renderHtml, renderText, type AnswerContent } from './render-answer.js';
import { declineStatus } from './reply-object.js';

export interface Withdrawal {
  /** As stored. */
  readonly meeting: KnownMeeting;
  readonly because: DeclineReason;
  /** The dates that are declined, ordered; at least one. */
  readonly occurrences: readonly Occurrence[];
  /** Nothing of the meeting stands any more; else the rest of the series does. */
  readonly isWhole: boolean;
}

/** Dates that a mail lists; how many more there are is said. */
const MAX_LISTED_DATES = 10;
/** More dates than this are not told to the organizer's calendar one by one. */
const MAX_REPLIED_OCCURRENCES = 400;
const MAX_NAME_CHARACTERS = 100;
const MAX_SUMMARY_CHARACTERS = 200;

/** null when there is nobody to tell: no organizer with an address, or a mail system. */
export function composeWithdrawal(withdrawal: Withdrawal): MailDraft | null {
  const { meeting } = withdrawal;
  const { resource, options } = meeting.request;
  const organizer = organizerOf(meeting.stored);
  const address = organizer?.addresses[0];
  if (organizer === null || address === undefined || isMailSystem(address)) return null;
  const texts = textsIn(resource.language);
  const summary = cleanText(meeting.entry?.summary ?? '', MAX_SUMMARY_CHARACTERS) || texts.untitled;
  const content = contentOf(withdrawal, summary, texts);
  const reply = replyOf(withdrawal, content.reason);
  const { sentBy } = organizer;
  return {
    reversePath: options.reversePath === 'null' ? null : resource.mailbox.address,
    from: resource.mailbox,
    to: [mailboxOf(organizer, address)],
    cc: sentBy === null || sameAddress(sentBy, address) ? [] : [{ address: sentBy, displayName: null }],
    subject: `Declined: ${summary}`,
    text: renderText(content),
    html: renderHtml(content),
    calendar: reply === null ? null : { method: 'REPLY', content: reply },
    meetingUid: meeting.key.uid,
    inReplyTo: null,
    references: [],
    extraFields: [
      // RFC 3834 §5: no answer to a mail, but made by a machine.
      { name: 'Auto-Submitted', value: 'auto-generated' },
      { name: 'X-Auto-Response-Suppress', value: 'All' },
    ],
  };
}

function contentOf(
  { meeting, because, occurrences, isWhole }: Withdrawal,
  summary: string,
  texts: AnswerTexts,
): AnswerContent {
  const { mailbox, timeZone, policy } = meeting.request.resource;
  const { labels, headline, more } = texts;
  const clocks = clocksFor(meeting.stored, meeting.zones, timeZone, texts);
  const name = cleanText(mailbox.displayName ?? mailbox.address.localPart, MAX_NAME_CHARACTERS);
  const lines = occurrences
    .slice(0, MAX_LISTED_DATES)
    .map((each) => describeBriefly(each, each.component.start.kind === 'date', clocks));
  const unlisted = occurrences.length - lines.length;
  return {
    language: texts.language,
    tone: 'declined',
    headline: isWhole ? headline.withdraw(name) : headline.withdrawDates(name, occurrences.length),
    reason: texts.reasons[because],
    facts: [
      { label: labels.meeting, lines: [summary] },
      { label: isWhole ? labels.when : labels.declined, lines: unlisted > 0 ? [...lines, more(unlisted)] : lines },
    ],
    note: cleanText(policy.additionalText, MAX_NOTE_CHARACTERS),
    footer: texts.mailFooter,
  };
}

/** For the whole meeting its master and overrides; for dates of a series one VEVENT with RECURRENCE-ID each. */
function replyOf({ meeting, because, occurrences, isWhole }: Withdrawal, comment: string | null): string | null {
  const { request, stored, zones } = meeting;
  const { addresses, timeZone } = request.resource;
  const part = { partstat: 'DECLINED', requestStatus: declineStatus[because], comment } as const;
  const parts: readonly ReplyPart[] = isWhole
    ? stored.map((component) => ({ ...part, component, occurrence: null }))
    : occurrences.slice(0, MAX_REPLIED_OCCURRENCES).map((occurrence) => ({ ...part, ...placeOf(occurrence) }));
  const [first] = parts;
  const attendee = first === undefined ? null : findInvitation(first.component, stored, addresses);
  if (attendee === null) return null;
  return composeReply(parts, { attendee, zones, readerZone: timeZone, stampedAt: request.now });
}

/** An override stands for itself, also one for all that follow; what comes from the master gets its place. */
function placeOf({ component, recurrenceId, start, end }: Occurrence): Pick<ReplyPart, 'component' | 'occurrence'> {
  const isOverride = component.recurrenceId !== null && !component.thisAndFuture;
  return { component, occurrence: isOverride || recurrenceId === null ? null : { recurrenceId, start, end } };
}
