/**
 * The message that withdraws an acceptance without a new request: because the index was extended to a meeting that is
 * not available, or because the resource retires. An iTIP REPLY with DECLINED, like an answer, as this is what the
 * organizer's calendar understands (RFC 5546 §3.2.3).
 * Path: extend-index.ts and retire-meeting.ts.
 */
import { cleanText } from '../../mail/clean-text.js';
import { composeReply, type ReplyPart } from '../../calendar/compose-reply.js';
import type { Occurrence } from '../../calendar/occurrence.js';
import { type Address, type Mailbox, sameAddress } from '../../mail/address.js';
import type { MessageDraft } from '../../mail/draft.js';
import type { DeclineReason } from '../reasons.js';
import { findInvitation } from '../invitation.js';
import type { KnownMeeting } from '../known-meeting.js';
import { MAX_NOTE_CHARACTERS, textOfBooker, storedSummaryOf } from './answer-content.js';
import { textsForOrganizer } from './answer-language.js';
import type { AnswerTexts } from './answer-texts.js';
import { mailboxOf } from './compose-answer.js';
import { takenTimes } from './conflict-times.js';
import { oneMeeting, reasonFor } from './decline-reason.js';
import { clocksFor, describeBriefly, listed } from './describe-times.js';
import type { MessageContent } from './message-content.js';
import { renderHtml } from './render-html.js';
import { renderText } from './render-text.js';
import { declineStatus } from './reply-object.js';
import { footerOf, nameOf } from './resource-name.js';
import { organizerToTell, type StoredOrganizer, unasked } from './unasked.js';

export interface Withdrawal {
  /** As stored. */
  readonly meeting: KnownMeeting;
  readonly because: DeclineReason;
  /** The meetings that are declined, ordered; at least one. */
  readonly occurrences: readonly Occurrence[];
  /** true: the whole meeting is declined; false: the rest of the series stays accepted. */
  readonly isWhole: boolean;
  /** From the person who withdraws it. Absent or empty: none. */
  readonly comment?: string;
}

/** A REPLY has no more occurrences than this. */
const MAX_REPLIED_OCCURRENCES = 400;

/** null when nobody can be told: there is no organizer with an address, or it is a mail system. */
export function composeWithdrawal(withdrawal: Withdrawal): MessageDraft | null {
  const { meeting } = withdrawal;
  const { resource, options } = meeting.request;
  const told = organizerToTell(meeting);
  if (told === null) return null;
  const { organizer, address } = told;
  const texts = textsForOrganizer(meeting);
  const summary = storedSummaryOf(meeting, texts);
  const content = contentOf(withdrawal, summary, texts);
  const reason = reasonFor(withdrawal.because, meeting.request, oneMeeting, texts);
  const reply = replyOf(withdrawal, [reason, commentOf(withdrawal)].filter((text) => text !== '').join(' '));
  return {
    reversePath: options.reversePath === 'null' ? null : resource.mailbox.address,
    from: resource.mailbox,
    to: [mailboxOf(organizer, address)],
    cc: assistantOf(told, resource.mailbox.address),
    subject: `Declined: ${summary}`,
    text: renderText(content),
    html: renderHtml(content),
    calendar: reply === null ? null : { method: 'REPLY', content: reply },
    meetingUid: meeting.key.uid,
    ...unasked,
  };
}

/**
 * Nothing proves any more who wrote the request, and anybody could have written SENT-BY of anybody. In the resource's own
 * domain, nobody writes in another's name without a right to it.
 */
function assistantOf({ organizer: { sentBy }, address }: StoredOrganizer, own: Address): readonly Mailbox[] {
  const isInside = (each: Address): boolean => each.domain.toLowerCase() === own.domain.toLowerCase();
  if (sentBy === null || sameAddress(sentBy, address) || !isInside(sentBy) || !isInside(address)) return [];
  return [{ address: sentBy, displayName: null }];
}

function contentOf(withdrawal: Withdrawal, summary: string, texts: AnswerTexts): MessageContent {
  const { meeting, because, occurrences, isWhole } = withdrawal;
  const { request } = meeting;
  const { mailbox, timeZone, policy } = request.resource;
  const { labels, headline } = texts;
  const clocks = clocksFor(meeting.stored, meeting.zones, timeZone, texts);
  const name = nameOf(mailbox);
  const describe = (each: Occurrence): string => describeBriefly(each, each.component.start.kind === 'date', clocks);
  return {
    language: texts.language,
    tone: 'declined',
    headline: isWhole ? headline.withdraw(name, occurrences.length) : headline.withdrawDates(name, occurrences.length),
    reason: withdrawalReason(withdrawal, texts),
    facts: [
      { label: labels.meeting, lines: [textOfBooker(request, summary)] },
      { label: isWhole ? labels.when : labels.declined, lines: listed(occurrences, describe, texts) },
      ...(because === 'conflict' ? takenTimes(occurrences, meeting, clocks) : []),
    ],
    note: cleanText(policy.additionalText, MAX_NOTE_CHARACTERS),
    footer: footerOf(request, { isReply: false, isBooked: !isWhole }, texts),
  };
}

/** A conflict is what the headline says already. */
function withdrawalReason(withdrawal: Withdrawal, texts: AnswerTexts): string | null {
  const { because, meeting } = withdrawal;
  if (because === 'conflict') return null;
  const comment = commentOf(withdrawal);
  // A person's own words say more than that a person decided.
  if (because === 'by-person') return comment === '' ? null : comment;
  return reasonFor(because, meeting.request, oneMeeting, texts);
}

const commentOf = ({ comment }: Withdrawal): string => cleanText(comment ?? '', MAX_NOTE_CHARACTERS);

/** For the whole meeting its master and overrides, for meetings of a series one VEVENT with RECURRENCE-ID each. */
function replyOf({ meeting, because, occurrences, isWhole }: Withdrawal, comment: string): string | null {
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

/** An override is answered as it is. An occurrence of the master, or of a THISANDFUTURE override, gets its own times. */
function placeOf({ component, recurrenceId, start, end }: Occurrence): Pick<ReplyPart, 'component' | 'occurrence'> {
  const isOverride = component.recurrenceId !== null && !component.thisAndFuture;
  return { component, occurrence: isOverride || recurrenceId === null ? null : { recurrenceId, start, end } };
}
