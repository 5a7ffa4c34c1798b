/**
 * Tells a person that their message was not sent, and why. The notice has the text of the message, so that nothing is
 * lost. Pure.
 * Path: submit-locally.ts files it in the Inbox of the account that submitted the message.
 * Standards: RFC 3834 §3 (header fields of an automatic message).
 */
import type { Account } from '../directory/directory.js';
import { cleanText } from '../mail/clean-text.js';
import type { MessageDraft } from '../mail/draft.js';
import { decodeEncodedWords } from '../mail/encoded-words.js';
import { firstField, readHeaderSection } from '../mail/header-section.js';
import { readMessageId } from '../mail/message-ids.js';
import type { Reply } from '../mail/reply.js';

interface NoticeTexts {
  readonly subject: (subject: string) => string;
  readonly headline: string;
  readonly reason: string;
  /** For a refusal by permission. */
  readonly advice: string;
  readonly itself: string;
  readonly untitled: string;
}

const english: NoticeTexts = {
  subject: (subject) => `Not sent: ${subject}`,
  headline: 'A message that was submitted with your account has not been sent.',
  reason: 'Reason',
  advice:
    'To send messages on behalf of somebody else, you need their permission. They or an administrator can grant it.',
  itself: 'The message, or the beginning of it:',
  untitled: '(no subject)',
};

const german: NoticeTexts = {
  subject: (subject) => `Nicht gesendet: ${subject}`,
  headline: 'Eine Nachricht, die über Ihr Konto eingeliefert wurde, ist nicht gesendet worden.',
  reason: 'Grund',
  advice:
    'Um Nachrichten im Namen anderer zu senden, benötigen Sie deren Berechtigung. Diese können sie selbst oder die Administration erteilen.',
  itself: 'Die Nachricht oder ihr Anfang:',
  untitled: '(ohne Betreff)',
};

/** Bytes of the refused message that are shown. */
const MAX_SHOWN_BYTES = 64 * 1024;
const MAX_SUBJECT_CHARACTERS = 200;
/** RFC 3463 §3.8 X.7.1: the account may not write as this author. */
const NOT_PERMITTED = '5.7.1';

/**
 * @param refused the message as it was submitted
 * @param reply of the refusal
 * @param hostname domain of the notice's author address
 */
export function composeRefusalNotice(account: Account, refused: Buffer, reply: Reply, hostname: string): MessageDraft {
  const texts = account.language.split('-')[0] === 'de' ? german : english;
  const header = readHeaderSection(refused);
  const subject = cleanText(decodeEncodedWords(firstField(header, 'subject') ?? ''), MAX_SUBJECT_CHARACTERS);
  const messageId = readMessageId(header);
  const reason = `${texts.reason}: ${reply.code} ${reply.status} ${reply.text}`;
  const advice = reply.status === NOT_PERMITTED ? [texts.advice, ''] : [];
  const shown = refused.subarray(0, MAX_SHOWN_BYTES).toString('utf8');
  return {
    reversePath: null,
    from: { address: { localPart: 'mailer-daemon', domain: hostname }, displayName: 'Mail Delivery System' },
    to: [{ address: account.primaryAddress, displayName: account.fullName === '' ? null : account.fullName }],
    cc: [],
    subject: texts.subject(subject || texts.untitled),
    text: [texts.headline, '', reason, '', ...advice, texts.itself, '', shown].join('\n'),
    html: null,
    calendar: null,
    inReplyTo: messageId,
    references: messageId === null ? [] : [messageId],
    extraFields: [{ name: 'Auto-Submitted', value: 'auto-replied' }],
  };
}
