/**
 * Composes a delivery status notification as multipart/report: a text for people, fields for programs, and the message it
 * is about. All of it is seven-bit, so that every MTA accepts it.
 * Path: report-failure.ts, in the commit that ends the attempts.
 * Standards: RFC 3464 §2 (message/delivery-status), RFC 6522 §3 (multipart/report), RFC 6533 §3 (addresses in UTF-8),
 * RFC 3834 §5 (Auto-Submitted).
 */
import { randomUUID } from 'node:crypto';
import MimeNode from 'nodemailer/lib/mime-node';
import { formatAddress, type Address } from '../mail/address.js';
import { cleanText } from '../mail/clean-text.js';
import { formatMailDate, type Instant } from '../mail/instant.js';
import { reportTextsIn, type ReportTexts } from './report-texts.js';

export interface FailedRecipient {
  readonly recipient: Address;
  /** The address that the sender used, with its type: `rfc822;ann@partner.example`; null: the same. */
  readonly original: string | null;
  /** The reply of the peer, or the error of the connection; bounded. */
  readonly reply: string;
  /** RFC 3463: `5.1.1`, or `4.4.7` if the time for delivery expired. */
  readonly status: string;
  readonly isExpired: boolean;
}

export interface FailureReport {
  /** With angle brackets. */
  readonly messageId: string;
  readonly date: Instant;
  /** The name of this server. */
  readonly hostname: string;
  /** The reverse-path of the message. */
  readonly to: Address;
  /** BCP 47 */
  readonly language: string;
  /** At least one. */
  readonly failures: readonly FailedRecipient[];
  /** The ENVID of the sender (RFC 3461 §4.4); null: none. */
  readonly envelopeId: string | null;
  readonly mail: {
    readonly subject: string;
    readonly messageId: string;
    readonly takenAt: Instant;
    readonly bytes: Uint8Array;
    /** false: only its header section is returned. */
    readonly isReturned: boolean;
  };
}

const DAY_MS = 86_400_000;
/** Recipients that the text lists. The others are counted there, and listed in the part for programs. */
const MAX_LISTED = 50;
/** Of a larger message only the header section is returned. */
const MAX_RETURNED_BYTES = 64 * 1024;
const MAX_RETURNED_HEADER_BYTES = 16 * 1024;
const MAX_SUBJECT_CHARACTERS = 150;
const MAX_REPLY_CHARACTERS = 500;
/** RFC 5322 §2.1.1 */
const MAX_LINE_OCTETS = 998;

export function dsnSubject({ language, mail }: Pick<FailureReport, 'language' | 'mail'>): string {
  return reportTextsIn(language).subject(cleanText(mail.subject, MAX_SUBJECT_CHARACTERS));
}

export async function composeDsn(report: FailureReport): Promise<Uint8Array> {
  const { hostname, to, mail } = report;
  const root = new MimeNode('multipart/report; report-type=delivery-status', {
    baseBoundary: randomUUID(),
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  root.setHeader([
    { key: 'From', value: { name: 'Mail Delivery System', address: `MAILER-DAEMON@${hostname}` } },
    { key: 'To', value: { name: '', address: formatAddress(to) } },
    { key: 'Subject', value: dsnSubject(report) },
    { key: 'Date', value: formatMailDate(report.date) },
    { key: 'Message-ID', value: report.messageId },
    { key: 'In-Reply-To', value: mail.messageId },
    { key: 'Auto-Submitted', value: 'auto-replied' },
  ]);
  root.createChild('text/plain; charset=utf-8').setContent(forPeople(report));
  root.createChild('message/delivery-status').setContent(forPrograms(report));
  addReturned(root, mail);
  return await root.build();
}

function forPeople({ language, failures, date, mail }: FailureReport): string {
  const texts = reportTextsIn(language);
  const days = Math.max(1, Math.round((date - mail.takenAt) / DAY_MS));
  const lines = [
    texts.headline(failures.length),
    '',
    ...failures.slice(0, MAX_LISTED).flatMap((failure) => describe(failure, texts, days)),
    ...(failures.length > MAX_LISTED ? [`  ${texts.more(failures.length - MAX_LISTED)}`, ''] : []),
    texts.next,
    '',
  ];
  return lines.join('\r\n');
}

function describe({ recipient, reply, isExpired }: FailedRecipient, texts: ReportTexts, days: number): string[] {
  const reason = isExpired ? texts.gaveUp(days) : texts.refused;
  return [`  <${formatAddress(recipient)}>`, `    ${reason}: ${cleanText(reply, MAX_REPLY_CHARACTERS)}`, ''];
}

/** RFC 3464 §2.1: one group of fields for the message, then one for each recipient, with empty lines between them. */
function forPrograms({ hostname, failures, envelopeId, mail }: FailureReport): string {
  const ofMail = [
    ...(envelopeId === null ? [] : [`Original-Envelope-Id: ${bounded(envelopeId)}`]),
    `Reporting-MTA: dns; ${printable(hostname)}`,
    `Arrival-Date: ${formatMailDate(mail.takenAt)}`,
  ];
  const ofRecipients = failures.map(({ recipient, original, status, reply }) => [
    ...(original === null ? [] : [`Original-Recipient: ${bounded(original)}`]),
    `Final-Recipient: ${typedAddress(recipient)}`,
    'Action: failed',
    `Status: ${status}`,
    // RFC 3464 §2.3.6: the type smtp is for SMTP replies only.
    `Diagnostic-Code: ${/^\d{3}[ -]/.test(reply) ? 'smtp' : 'x-frontdesk'}; ${bounded(reply)}`,
  ]);
  return [ofMail, ...ofRecipients].map((fields) => `${fields.join('\r\n')}\r\n`).join('\r\n');
}

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);
const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/gu, '?');
const bounded = (text: string): string => printable(cleanText(text, MAX_REPLY_CHARACTERS));

/** RFC 6533 §3: `utf-8; j\x{F6}rg@example.org` in a body part of seven-bit characters. */
export function typedAddress(address: Address): string {
  const text = formatAddress(address);
  if (isAscii(text)) return `rfc822; ${text}`;
  const escaped = Array.from(text, (character) =>
    isAscii(character) && !' \\+='.includes(character)
      ? character
      : `\\x{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`,
  );
  return `utf-8; ${escaped.join('')}`;
}

/** RFC 6522 §3: the message, if it fits into a seven-bit message as it is, or else its header section. */
function addReturned(root: MimeNode, { bytes: given, isReturned }: FailureReport['mail']): void {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  if (isReturned && bytes.length <= MAX_RETURNED_BYTES && isSevenBit(bytes)) {
    const part = root.createChild('message/rfc822');
    part.setHeader('Content-Transfer-Encoding', '7bit');
    part.setContent(bytes);
    return;
  }
  root.createChild('text/rfc822-headers; charset=utf-8').setContent(headerSectionOf(bytes));
}

/** Seven-bit, with line lengths and line ends that a body part may have. */
function isSevenBit(bytes: Buffer): boolean {
  if (bytes.some((octet) => octet === 0 || octet > 0x7f)) return false;
  const lines = bytes.toString('latin1').split('\r\n');
  return lines.every((line) => line.length <= MAX_LINE_OCTETS && !/[\r\n]/.test(line));
}

/** Up to the empty line, or the last whole line within the bound. */
function headerSectionOf(bytes: Buffer): string {
  const end = bytes.indexOf('\r\n\r\n');
  if (end >= 0 && end <= MAX_RETURNED_HEADER_BYTES) return bytes.toString('utf8', 0, end + 2);
  const head = bytes.toString('utf8', 0, MAX_RETURNED_HEADER_BYTES);
  return head.slice(0, head.lastIndexOf('\r\n') + 2);
}
