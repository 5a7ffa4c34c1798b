/**
 * An LMTP session as a state machine: bytes in, replies and events out, no I/O and no clock. This is its state, and what
 * may be done to it from outside; next-event.ts reads the bytes, commands.ts has the words of the dialogue.
 * Standards: RFC 2033 (LMTP), RFC 5321 §4.1.
 */
import type { Address } from '../mail/address.js';
import type { RecipientResult, Reply } from '../mail/reply.js';
import type { RcptAnswer, EnvelopeRecipient } from '../delivery/recipients/recipient.js';
import { startData, type DataReader } from './data-reader.js';
import { formatReply, replies, START_MAIL_INPUT } from './replies.js';
import type { Transaction } from './transaction.js';

export interface SessionLimits {
  readonly hostname: string;
  readonly maxMessageBytes: number;
  readonly maxRecipients: number;
}

export type SessionEvent =
  /** Ask the directory; the session waits for `answerRcpt`. */
  | { readonly kind: 'resolve'; readonly forwardPath: Address; readonly reversePath: Address | null }
  /** Text of the message: `bytes` from `start` to before `end`; to be used before the next call. */
  | { readonly kind: 'text'; readonly bytes: Buffer; readonly start: number; readonly end: number }
  /** The message is whole; the session waits for `answerMessage`. */
  | { readonly kind: 'message'; readonly transaction: Transaction }
  /** The text so far is not wanted any more. */
  | { readonly kind: 'discard' }
  /** The message is refused for its size: at MAIL, before there are recipients, or as its text passes the limit. */
  | { readonly kind: 'too-large'; readonly sizeBytes: number; readonly recipients: readonly EnvelopeRecipient[] }
  /** Send what there is to say, then close. */
  | { readonly kind: 'close' };

/** Commands nobody understands, in one session, before it is closed: a client that speaks something else. */
const MAX_BAD_COMMANDS = 20;

/** What the session reads next; `chunk` counts the octets of a BDAT still to come. */
export type Reading =
  | { readonly kind: 'command' }
  /** A line too long: up to its end nothing is kept. */
  | { readonly kind: 'long-line' }
  | { readonly kind: 'data'; readonly reader: DataReader }
  | { readonly kind: 'chunk'; remainingBytes: number; readonly last: boolean; readonly refusal: Reply | null }
  | { readonly kind: 'closed' };

export interface Session {
  readonly limits: SessionLimits;
  /** Name given at LHLO; null before it. */
  helo: string | null;
  transaction: Transaction | null;
  reading: Reading;
  badCommands: number;
  /** Replies that were not taken yet. */
  output: string;
  input: Buffer;
  at: number;
  /** The beginning of a command whose end has not come. */
  lineStart: Buffer;
}

const nothing = Buffer.alloc(0);

export function startSession(limits: SessionLimits): Session {
  return {
    limits,
    helo: null,
    transaction: null,
    reading: { kind: 'command' },
    badCommands: 0,
    output: '',
    input: nothing,
    at: 0,
    lineStart: nothing,
  };
}

/** The outcome of a `resolve` event. */
export function answerRcpt(session: Session, answer: RcptAnswer): void {
  if (answer.kind === 'accepted') session.transaction?.recipients.push(answer.recipient);
  say(session, answer.reply);
}

/** The outcome of a `message` event: one reply a recipient, in order (RFC 2033 §4.2). A missing one is 451. */
export function answerMessage(session: Session, results: readonly RecipientResult[]): void {
  const { transaction } = session;
  session.transaction = null;
  for (const index of transaction?.recipients.keys() ?? []) {
    say(session, transaction?.failure ?? results[index] ?? replies.tryLater);
  }
}

/** The text cannot be kept: the rest of it is swallowed, then each recipient is told to try later. */
export function failText(session: Session): void {
  if (session.transaction !== null) session.transaction.failure ??= replies.tryLater;
}

/** Says a last reply on our own account (421) and hears nothing more. */
export function endSession(session: Session, reply: Reply): SessionEvent {
  say(session, reply);
  session.reading = { kind: 'closed' };
  return { kind: 'close' };
}

/** RFC 5321 §4.3.2: 354 asks for the text. */
export function askForText(session: Session): null {
  session.output += START_MAIL_INPUT;
  session.reading = { kind: 'data', reader: startData() };
  return null;
}

export function say(session: Session, reply: Reply): null {
  session.output += formatReply(reply);
  return null;
}

/** A reply to something no MTA says; too many of them end the session. */
export function badCommand(session: Session, reply: Reply): SessionEvent | null {
  session.badCommands += 1;
  if (session.badCommands > MAX_BAD_COMMANDS) return endSession(session, replies.tooManyErrors);
  return say(session, reply);
}

/** Replies since the last call, to be written before more is read. */
export function takeOutput(session: Session): string {
  const { output } = session;
  session.output = '';
  return output;
}
