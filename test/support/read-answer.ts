/** What a test reads of a message that frontdesk sent: its fields, its text, and the iTIP reply in it. */
import { decodeTransferEncoding } from '../../src/mail/decode-text.js';
import { defaultCalendarPartLimits, findCalendarParts } from '../../src/mail/find-calendar-parts.js';
import { firstField, readHeaderSection } from '../../src/mail/header-section.js';

export interface Answer {
  readonly subject: string;
  readonly messageId: string;
  readonly inReplyTo: string;
  /** By its name in lower case; empty if it is not there. */
  field(name: string): string;
  /** The text/plain part, decoded, its lines joined as a reader sees them. */
  readonly text: string;
  /** The reply's property lines, unfolded. */
  readonly calendarLines: readonly string[];
  /** ACCEPTED, DECLINED, TENTATIVE; empty without a calendar part. */
  readonly partstat: string;
}

export function readAnswer(bytes: Uint8Array): Answer {
  const header = readHeaderSection(bytes);
  const field = (name: string): string => firstField(header, name) ?? '';
  const [part] = findCalendarParts(bytes, defaultCalendarPartLimits);
  const calendar = (part?.content ?? '').replace(/\r\n[ \t]/g, '');
  return {
    subject: field('subject'),
    messageId: field('message-id'),
    inReplyTo: field('in-reply-to'),
    field,
    text: plainText(Buffer.from(bytes)),
    calendarLines: calendar.split('\r\n'),
    partstat: /^ATTENDEE[^:]*;PARTSTAT=([A-Z-]+)/m.exec(calendar)?.[1] ?? '',
  };
}

/** The first text/plain part; answers have one, near their beginning. */
function plainText(bytes: Buffer): string {
  const start = bytes.indexOf('Content-Type: text/plain');
  if (start < 0) return '';
  const part = bytes.subarray(start);
  const header = readHeaderSection(part);
  const end = part.indexOf('\r\n--', header.lengthBytes);
  const body = part.subarray(header.lengthBytes, end < 0 ? part.length : end);
  return decodeTransferEncoding(body, firstField(header, 'content-transfer-encoding') ?? '7bit')
    .toString()
    .replace(/\s+/g, ' ');
}
