/**
 * The fields that final delivery writes above a message, Return-Path, Delivered-To and Received; those of a mail that is
 * handed on to another host; and the Received of one that somebody hands in.
 * Path: delivery/planning/write-plan.ts makes them once a recipient, and the store keeps them as the prefix of that copy;
 * delivery/serving/forward-to-contacts.ts; submission/plan-submission.ts.
 * Standards: RFC 5321 §4.4 (trace information), RFC 6531 §3.7.3 (UTF8LMTP), RFC 9228 (Delivered-To).
 */
import { formatAddress, type Address } from './address.js';
import { formatMailDate, type Instant } from './instant.js';
import type { Peer } from './received-message.js';

export interface Trace {
  readonly reversePath: Address | null;
  /** The account's primary address. */
  readonly deliveredTo: Address;
  /** As given at RCPT; the only recipient that is named. */
  readonly forwardPath: Address;
  /** Our own name. */
  readonly hostname: string;
  /** null: the message came by pipe, not by LMTP. */
  readonly peer: Peer | null;
  readonly receivedAt: Instant;
}

/** RFC 5322 §2.1.1 recommends at most 78 characters a line. */
const MAX_LINE_LENGTH = 78;
const MAX_HOST_LENGTH = 255;

/** CRLF-terminated lines in UTF-8, without control characters; a line passes 78 characters only for one long address. */
export function traceFields(trace: Trace): Uint8Array {
  const reversePath = trace.reversePath === null ? '' : formatAddress(trace.reversePath);
  return asBytes([`Return-Path: <${reversePath}>`, deliveredToField(trace), receivedField(trace)]);
}

/** Above a message on its way to another host: no Return-Path, which final delivery writes (RFC 5321 §4.4). */
export function handedOnFields(trace: Omit<Trace, 'reversePath'>): Uint8Array {
  return asBytes([deliveredToField(trace), receivedField(trace)]);
}

const deliveredToField = (trace: Pick<Trace, 'deliveredTo'>): string =>
  fold(['Delivered-To:', formatAddress(trace.deliveredTo)]);

const asBytes = (lines: readonly string[]): Uint8Array =>
  Buffer.from([...lines, ''].map(withoutControls).join('\r\n'), 'utf8');

function receivedField(trace: Omit<Trace, 'reversePath' | 'deliveredTo'>): string {
  const { peer } = trace;
  const received: string[] = ['Received:'];
  if (peer !== null) received.push('from', hostToken(peer.helo));
  if (peer !== null && peer.ip !== null) received.push(`([${addressLiteral(peer.ip)}])`);
  received.push('by', hostToken(trace.hostname));
  if (peer !== null) received.push('with', peer.smtpUtf8 === true ? 'UTF8LMTP' : 'LMTP');
  received.push('for', `<${formatAddress(trace.forwardPath)}>;`, ...formatMailDate(trace.receivedAt).split(' '));
  return fold(received);
}

export interface SubmissionTrace {
  readonly hostname: string;
  readonly queueId: string;
  readonly isEncrypted: boolean;
  readonly smtpUtf8: boolean;
  readonly receivedAt: Instant;
}

/** The Received line of a message that was handed in: by whom from where is nobody's business, the audit knows it. */
export function submissionTrace(trace: SubmissionTrace): Uint8Array {
  const { hostname, queueId, isEncrypted, smtpUtf8, receivedAt } = trace;
  // RFC 3848 and RFC 6531 §4.3: extended, over TLS, authenticated.
  const protocol = `${smtpUtf8 ? 'UTF8SMTP' : 'ESMTP'}${isEncrypted ? 'S' : ''}A`;
  const date = formatMailDate(receivedAt).split(' ');
  const line = fold(['Received:', 'by', hostToken(hostname), 'with', protocol, 'id', `${queueId};`, ...date]);
  return Buffer.from(`${withoutControls(line)}\r\n`, 'utf8');
}

/** Words with a space between them, or a line break and a space where the line would grow too long. */
function fold(words: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line.trim() !== '' && line.length + 1 + word.length > MAX_LINE_LENGTH) {
      lines.push(line);
      line = '';
    }
    line = line === '' && lines.length === 0 ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\r\n');
}

/** A host name or address literal as the peer gave it; whatever else stands in it cannot be read as more than that. */
function hostToken(name: string): string {
  const token = name.slice(0, MAX_HOST_LENGTH).replaceAll(/[^A-Za-z0-9.:[\]_-]/g, '?');
  return token === '' ? 'unknown' : token;
}

/** RFC 5321 §4.1.3 */
function addressLiteral(ip: string): string {
  const plain = ip.replace(/%.*$/, '');
  return plain.includes(':') ? `IPv6:${plain}` : plain;
}

function withoutControls(line: string): string {
  return line
    .split('\r\n')
    .map((part) => part.replaceAll(/\p{Cc}/gu, '?'))
    .join('\r\n');
}
