/**
 * Tells somebody that a mail of his was not sent, and why, with the text of that mail, so that nothing is lost.
 * Pure. Path: submit-locally.ts, into the Inbox of who wrote it.
 * Standards: RFC 3834 §3 (fields of an automatic mail).
 */
import type { Account } from '../directory/directory.js';
import type { MailDraft } from '../mail/draft.js';
import { decodeEncodedWords } from '../mail/encoded-words.js';
import { firstField, readHeaderSection } from '../mail/header-section.js';
import { readMessageId } from '../mail/message-ids.js';
import type { Reply } from '../mail/reply.js';

interface NoticeTexts {
  readonly subject: (subject: string) => string;
  readonly headline: string;
  readonly reason: string;
  readonly advice: string;
  readonly itself: string;
}

const english: NoticeTexts = {
  subject: (subject) => `Not sent: ${subject}`,
  headline: 'A mail that was handed in with your account was not sent.',
  reason: 'Reason',
  advice: 'To write in the name of somebody else you need a right that they, or an administrator, can give you.',
  itself: 'This is how it began:',
};

const german: NoticeTexts = {
  subject: (subject) => `Nicht gesendet: ${subject}`,
  headline: 'Eine Mail, die mit Ihrem Konto abgegeben wurde, ist nicht gesendet worden.',
  reason: 'Grund',
  advice:
    'Um im Namen anderer zu schreiben, brauchen Sie ein Recht, das diese Ihnen geben können oder der Administrator.',
  itself: 'So hat sie begonnen:',
};

/** Bytes of the refused mail that are shown. */
const MAX_SHOWN_BYTES = 64 * 1024;
const MAX_SUBJECT_LENGTH = 200;

export function composeRefusalNotice(account: Account, refused: Buffer, reply: Reply, hostname: string): MailDraft {
  const texts = account.language.split('-')[0] === 'de' ? german : english;
  const header = readHeaderSection(refused);
  const subject = decodeEncodedWords(firstField(header, 'subject') ?? '').slice(0, MAX_SUBJECT_LENGTH);
  const messageId = readMessageId(header);
  const reason = `${texts.reason}: ${reply.code} ${reply.status} ${reply.text}`;
  const shown = refused.subarray(0, MAX_SHOWN_BYTES).toString('utf8');
  return {
    reversePath: null,
    from: { address: { localPart: 'mailer-daemon', domain: hostname }, displayName: 'frontdesk' },
    to: [{ address: account.primaryAddress, displayName: account.fullName === '' ? null : account.fullName }],
    cc: [],
    subject: texts.subject(subject),
    text: [texts.headline, '', reason, '', texts.advice, '', texts.itself, '', shown].join('\n'),
    html: null,
    calendar: null,
    inReplyTo: messageId,
    references: messageId === null ? [] : [messageId],
    extraFields: [{ name: 'Auto-Submitted', value: 'auto-replied' }],
  };
}
