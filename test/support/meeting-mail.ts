/**
 * A meeting as mail programs of users send it: a text, the calendar object inline, and the same object again as a file, with the
 * transfer encodings of the program. They do not write SENT-BY.
 */
import { calendarObject, type Invitation } from './invitation.js';

export type PartEncoding = 'base64' | 'quoted-printable' | '8bit';

export interface MeetingMail extends Invitation {
  readonly messageId: string;
  readonly encoding: PartEncoding;
  /** Before the others: `Bcc: eve@partner.example`. */
  readonly fields?: readonly string[];
}

export function meetingMail(meeting: MeetingMail): string {
  const { organizer, attendee, method = 'REQUEST', encoding, messageId, fields = [] } = meeting;
  const object = `${calendarObject(meeting).join('\r\n')}\r\n`;
  const subject = method === 'CANCEL' ? 'Cancelled: Planning' : 'Planning';
  return [
    ...fields,
    `From: ${organizer}`,
    `To: ${attendee}`,
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${messageId}>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=outer',
    '',
    '--outer',
    'Content-Type: multipart/alternative; boundary=inner',
    '',
    '--inner',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'You are invited.',
    '--inner',
    `Content-Type: text/calendar; method=${method}; charset=utf-8`,
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    encoded(object, encoding),
    '--inner--',
    '--outer',
    'Content-Type: application/ics; name=invite.ics',
    `Content-Transfer-Encoding: ${encoding}`,
    'Content-Disposition: attachment; filename=invite.ics',
    '',
    encoded(object, encoding),
    '--outer--',
    '',
  ].join('\r\n');
}

const BASE64_LINE = /.{1,76}/g;
/** RFC 2045 §6.7: `=` is written as itself nowhere, and a line has at most 76 characters. */
const QUOTED_LINE = /(?:=[0-9A-F]{2}|[^=\r\n]){25}(?=[^\r\n])/g;

function encoded(text: string, encoding: PartEncoding): string {
  if (encoding === '8bit') return text;
  const bytes = Buffer.from(text);
  if (encoding === 'base64') return (bytes.toString('base64').match(BASE64_LINE) ?? []).join('\r\n');
  const quoted = bytes.toString('latin1').replaceAll(/[=\x80-\xff]/g, quote);
  return quoted.replaceAll(QUOTED_LINE, '$&=\r\n');
}

const quote = (octet: string): string => `=${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
