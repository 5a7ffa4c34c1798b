/**
 * The replies of the LMTP server, and their form on the wire.
 * Standards: RFC 2033 (LMTP), RFC 5321 §4.2 (reply codes), RFC 2034 and RFC 3463 (enhanced status codes).
 */
import type { Reply } from '../mail/reply.js';

/** RFC 5321 §4.5.3.1.5: 512 octets with code and CRLF. */
const MAX_REPLY_TEXT_LENGTH = 490;

const reply = (code: number, status: string, text: string): Reply => ({ code, status, text });

export const replies = {
  ok: reply(250, '2.0.0', 'Ok'),
  senderOk: reply(250, '2.1.0', 'Ok'),
  cannotVerify: reply(252, '2.0.0', 'Cannot verify the address, but will attempt delivery'),
  help: reply(214, '2.0.0', 'LMTP, RFC 2033: LHLO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT'),
  bye: reply(221, '2.0.0', 'Bye'),
  shuttingDown: reply(421, '4.3.2', 'Service is shutting down, try again later'),
  tooManyConnections: reply(421, '4.3.2', 'Too many connections, try again later'),
  notAllowed: reply(421, '4.7.0', 'This client is not allowed to deliver mail here'),
  tooManyErrors: reply(421, '4.7.0', 'Too many bad commands'),
  idle: reply(421, '4.4.2', 'Idle for too long'),
  slow: reply(421, '4.4.2', 'The message took too long'),
  tryLater: reply(451, '4.3.0', 'Try again later'),
  tooManyRecipients: reply(452, '4.5.3', 'Too many recipients'),
  speakLmtp: reply(500, '5.5.1', 'This is LMTP, use LHLO'),
  unknownCommand: reply(500, '5.5.1', 'Command not recognized'),
  lineTooLong: reply(500, '5.5.2', 'Line too long'),
  needsName: reply(501, '5.5.4', 'Syntax: LHLO domain'),
  badSyntax: reply(501, '5.5.4', 'Syntax error in arguments'),
  badReversePath: reply(501, '5.1.7', 'Syntax error in sender address'),
  badForwardPath: reply(501, '5.1.3', 'Syntax error in recipient address'),
  greetFirst: reply(503, '5.5.1', 'Send LHLO first'),
  mailFirst: reply(503, '5.5.1', 'Send MAIL first'),
  mailAlready: reply(503, '5.5.1', 'Nested MAIL command'),
  noRecipients: reply(503, '5.5.1', 'No valid recipients'),
  chunksUnderWay: reply(503, '5.5.1', 'BDAT in progress, use BDAT'),
  tooLarge: reply(552, '5.3.4', 'Message too large'),
  unknownParameter: reply(555, '5.5.4', 'Parameter not recognized'),
} as const satisfies Record<string, Reply>;

/** Goes without an enhanced status code (RFC 2034 §4). */
export const START_MAIL_INPUT = '354 End with <CRLF>.<CRLF>\r\n';

/** `250 2.1.5 text` with CRLF; the text cut to what a line may hold, anything but printable ASCII made `?`. */
export function formatReply({ code, status, text }: Reply): string {
  return `${code} ${status} ${text.slice(0, MAX_REPLY_TEXT_LENGTH).replaceAll(/[^\x20-\x7e]/g, '?')}\r\n`;
}

export const formatGreeting = (hostname: string): string => `220 ${hostname} LMTP frontdesk ready\r\n`;

/** The answer to LHLO: one keyword a line (RFC 5321 §4.1.1.1). */
export function formatExtensions(hostname: string, maxMessageBytes: number): string {
  const lines = [
    hostname,
    'PIPELINING',
    '8BITMIME',
    'SMTPUTF8',
    `SIZE ${maxMessageBytes}`,
    'ENHANCEDSTATUSCODES',
    'CHUNKING',
  ];
  return lines.map((line, index) => `250${index < lines.length - 1 ? '-' : ' '}${line}\r\n`).join('');
}
