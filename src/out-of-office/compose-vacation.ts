/**
 * The vacation response as a draft; outbox/ turns it into bytes.
 * Path: delivery/planning/rules/answer-out-of-office.ts, when no rule prevents it.
 * Standards: RFC 3834 §3 and §4 (form and recipient of an automatic answer), §5 (Auto-Submitted), RFC 5230 §5.
 */
import { formatInZone } from '../calendar/zone-table.js';
import { formatAddress, type Address, type Mailbox } from '../mail/address.js';
import { cleanText } from '../mail/clean-text.js';
import type { MessageDraft } from '../mail/draft.js';
import { decodeEncodedWords } from '../mail/encoded-words.js';
import { escapeHtml } from '../mail/escape-html.js';
import { firstField, type HeaderSection } from '../mail/header-section.js';
import type { Instant } from '../mail/instant.js';
import { threadFields } from '../mail/message-ids.js';
import { fillIn, type AnswerText, type Variables } from './answer-text.js';
import type { OutOfOffice } from './out-of-office.js';
import { plainTextOf } from './plain-text-of.js';
import { plainSender } from './sender-key.js';
import { standardTexts } from './standard-texts.js';

/** Of the original subject, which is appended to the subject of the response. */
const MAX_QUOTED_CHARACTERS = 120;
const MAX_SUBJECT_CHARACTERS = 400;
const MAX_NAME_CHARACTERS = 100;

/** The account that is away, as responses show it. */
export interface AwayAccount {
  readonly mailbox: Mailbox;
  /** IANA name. */
  readonly timeZone: string;
  /** BCP 47. */
  readonly language: string;
}

/** The message that is answered. */
export interface AnsweredMessage {
  /** Never null: RFC 3834 §2 forbids an answer in that case. */
  readonly reversePath: Address;
  readonly header: HeaderSection;
}

export function composeVacation(
  { subject, until }: OutOfOffice,
  { text, html, language }: AnswerText,
  account: AwayAccount,
  { reversePath, header }: AnsweredMessage,
): MessageDraft {
  const { address } = account.mailbox;
  const name = cleanText(account.mailbox.displayName ?? '', MAX_NAME_CHARACTERS);
  const original = cleanText(decodeEncodedWords(firstField(header, 'subject') ?? ''), MAX_QUOTED_CHARACTERS);
  const variables: Variables = {
    subject: original,
    sender: formatAddress(plainSender(reversePath)),
    until: until === null ? '' : describeUntil(until, account.timeZone, language ?? account.language),
    name: name === '' ? formatAddress(address) : name,
  };
  const { inReplyTo, references } = threadFields(header);
  return {
    // RFC 3834 §3.3: nobody is notified if the response cannot be delivered.
    reversePath: null,
    from: { address, displayName: name === '' ? null : name },
    // RFC 3834 §4: never to From or Reply-To, which anybody can write.
    to: [{ address: reversePath, displayName: null }],
    cc: [],
    subject: subjectOf(subject ?? standardTexts(account.language).subject, variables),
    text: fillIn(text ?? plainTextOf(html ?? ''), variables),
    html: html === null ? null : fillIn(html, variables, escapeHtml),
    calendar: null,
    inReplyTo,
    references,
    extraFields: [
      // RFC 3834 §5.1
      { name: 'Auto-Submitted', value: 'auto-replied' },
      // Exchange, and older software.
      { name: 'X-Auto-Response-Suppress', value: 'All' },
      { name: 'Precedence', value: 'bulk' },
    ],
  };
}

/** RFC 3834 §3.1.5: the subject shows which message is answered. A template that names it does not get it twice. */
function subjectOf(template: string, variables: Variables): string {
  const own = cleanText(fillIn(template, variables), MAX_SUBJECT_CHARACTERS);
  // Without an original subject nothing follows the colon of the template.
  if (variables.subject === '') return own.replace(/ ?:$/, '');
  return template.includes('{subject}') ? own : `${own} [${variables.subject}]`;
}

/** `24 December 2026` for midnight in the account's zone, otherwise with the time of day. */
function describeUntil(until: Instant, timeZone: string, language: string): string {
  const texts = formatInZone(until, timeZone, { definitions: {} }, language);
  if (texts === null) return new Date(until).toISOString();
  return texts.time === '00:00' ? texts.date : `${texts.date}, ${texts.time} ${texts.zone}`;
}
