/**
 * The message that answers a request: text, HTML, and the iTIP REPLY in it (RFC 5546 §3.2.3, RFC 6047 §2.4). Made as a
 * draft; outbox/ turns it into bytes.
 * Path: decide-booking.ts, and settle-approval.ts for the final answer.
 */
import type { CalendarUser } from '../../calendar/itip-message.js';
import { sameAddress, type Address, type Mailbox } from '../../mail/address.js';
import type { MessageDraft } from '../../mail/draft.js';
import { isVerdict, type Ruling } from '../booking-ruling.js';
import { organizerOf } from '../invitation.js';
import type { BookingRequest, Offers } from '../booking-request.js';
import type { Proposal } from '../proposal.js';
import { answerContent, summaryOf } from './answer-content.js';
import { textsForOrganizer } from './answer-language.js';
import { cleanText } from '../../mail/clean-text.js';
import { mayAnswer } from './may-answer.js';
import { renderHtml } from './render-html.js';
import { renderText } from './render-text.js';
import { replyObject } from './reply-object.js';

/** Programs and people's filters look for these words, so they are the same in every language. */
const subjectWords = { accept: 'Accepted', decline: 'Declined', ask: 'Tentative' } as const;

const MAX_NAME_CHARACTERS = 100;

/**
 * null when the ruling, or the message, asks for no answer.
 *
 * @param offers what a decline proposes; null: nothing
 */
export function composeAnswer(proposal: Proposal, ruling: Ruling, offers: Offers | null): MessageDraft | null {
  const { request } = proposal.meeting;
  const { resource, mail, options } = request;
  const organizer = organizerOf(request.itip.components);
  const address = organizer?.addresses[0];
  if (organizer === null || address === undefined || !isVerdict(ruling)) return null;
  if (!mayAnswer(proposal, ruling, address)) return null;

  const texts = textsForOrganizer(proposal.meeting);
  const content = answerContent(proposal, ruling, texts, offers);
  const reply = replyObject(proposal, ruling, content.reason, texts);
  const { sentBy } = organizer;
  const from = resource.pool ?? resource.mailbox;
  return {
    reversePath: options.reversePath === 'null' ? null : from.address,
    from,
    to: [mailboxOf(organizer, address)],
    cc:
      sentBy === null || sameAddress(sentBy, address) || !isProvenSender(sentBy, request)
        ? []
        : [{ address: sentBy, displayName: null }],
    subject: `${subjectWords[ruling.kind]}: ${summaryOf(proposal, texts)}`,
    text: renderText(content),
    html: renderHtml(content),
    calendar: reply === null ? null : { method: 'REPLY', content: reply },
    meetingUid: proposal.meeting.key.uid,
    inReplyTo: mail.messageId,
    references: mail.messageId === null ? mail.references : [...mail.references, mail.messageId],
    extraFields: [
      // RFC 3834 §5.1
      { name: 'Auto-Submitted', value: 'auto-replied' },
      // Exchange: no vacation response and no receipt for this message.
      { name: 'X-Auto-Response-Suppress', value: 'All' },
    ],
  };
}

/**
 * Anybody can write SENT-BY of anybody, and would have us write to them. Inside, nobody writes in another's name without a
 * right to it.
 */
function isProvenSender(sentBy: Address, { mail, booker }: BookingRequest): boolean {
  return booker.isSentByInside === true || mail.provenAuthors.some((author) => sameAddress(author, sentBy));
}

export function mailboxOf({ commonName }: CalendarUser, address: Address): Mailbox {
  const displayName = cleanText(commonName ?? '', MAX_NAME_CHARACTERS);
  return { address, displayName: displayName === '' ? null : displayName };
}
