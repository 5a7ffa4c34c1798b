/**
 * The verbs of LMTP, each a function from the session and its argument to what is to be done.
 * Standards: RFC 2033 §4, RFC 5321 §4.1.1, RFC 1870 (SIZE), RFC 6152 (8BITMIME), RFC 6531 (SMTPUTF8), RFC 3030 (BDAT).
 */
import { parseEnvelopePath, type EsmtpParameters } from '../mail/envelope-path.js';
import { formatExtensions, replies } from './replies.js';
import { askForText, badCommand, endSession, say, type Session, type SessionEvent } from './session.js';
import { startTransaction } from './transaction.js';

type Verb = (session: Session, argument: string) => SessionEvent | null;

/** RFC 5321 §4.1.2 wants a domain or an address literal; what is neither is no reason to refuse mail. */
const heloName = /^[\x21-\x7e]{1,255}$/;
/** RFC 1870 §4 allows 20 digits; 15 are counted exactly. */
const octetCount = /^\d{1,15}$/;

const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ['LHLO', greet],
  ['MAIL', startMail],
  ['RCPT', addRecipient],
  ['DATA', startText],
  ['BDAT', startChunk],
  ['RSET', reset],
  ['NOOP', (session) => say(session, replies.ok)],
  ['VRFY', (session) => say(session, replies.cannotVerify)],
  ['HELP', (session) => say(session, replies.help)],
  ['QUIT', quit],
  // RFC 2033 §4.1: MUST NOT be taken, so that a misconfigured SMTP client does not lose mail.
  ['HELO', (session) => badCommand(session, replies.speakLmtp)],
  ['EHLO', (session) => badCommand(session, replies.speakLmtp)],
]);

export function runCommand(session: Session, line: string): SessionEvent | null {
  const space = line.indexOf(' ');
  const word = space < 0 ? line : line.slice(0, space);
  const verb = verbs.get(word.toUpperCase());
  if (verb === undefined) return badCommand(session, replies.unknownCommand);
  return verb(session, space < 0 ? '' : line.slice(space + 1).trim());
}

function greet(session: Session, argument: string): SessionEvent | null {
  if (!heloName.test(argument)) return say(session, replies.needsName);
  session.helo = argument;
  session.output += formatExtensions(session.limits.hostname, session.limits.maxMessageBytes);
  return dropTransaction(session);
}

function startMail(session: Session, argument: string): SessionEvent | null {
  if (session.helo === null) return badCommand(session, replies.greetFirst);
  if (session.transaction !== null) return badCommand(session, replies.mailAlready);
  const path = parseEnvelopePath(argument, 'FROM', session.limits.hostname);
  if (path.kind === 'bad-syntax') return say(session, replies.badSyntax);
  if (path.kind === 'bad-address') return say(session, replies.badReversePath);
  const parameters = readMailParameters(path.parameters);
  if (parameters === 'unknown') return say(session, replies.unknownParameter);
  if (parameters === 'malformed') return say(session, replies.badSyntax);
  if (parameters.declaredBytes > session.limits.maxMessageBytes) {
    say(session, replies.tooLarge);
    return { kind: 'too-large', sizeBytes: parameters.declaredBytes, recipients: [] };
  }
  session.transaction = startTransaction({ reversePath: path.address, ...parameters });
  return say(session, replies.senderOk);
}

type MailParameters = { readonly smtpUtf8: boolean; readonly declaredBytes: number };

function readMailParameters(parameters: EsmtpParameters): MailParameters | 'unknown' | 'malformed' {
  let smtpUtf8 = false;
  let declaredBytes = 0;
  for (const [keyword, value] of parameters) {
    if (keyword === 'SIZE') {
      if (value === null || !octetCount.test(value)) return 'malformed';
      declaredBytes = Number(value);
    } else if (keyword === 'BODY') {
      if (!/^(7BIT|8BITMIME)$/i.test(value ?? '')) return 'malformed';
    } else if (keyword === 'SMTPUTF8') {
      if (value !== null) return 'malformed';
      smtpUtf8 = true;
    } else return 'unknown';
  }
  return { smtpUtf8, declaredBytes };
}

function addRecipient(session: Session, argument: string): SessionEvent | null {
  const { transaction } = session;
  if (transaction === null) return badCommand(session, replies.mailFirst);
  if (transaction.chunking) return badCommand(session, replies.chunksUnderWay);
  const path = parseEnvelopePath(argument, 'TO', session.limits.hostname);
  // A null path is no recipient either.
  if (path.kind !== 'path' || path.address === null) return say(session, replies.badForwardPath);
  if (path.parameters.size > 0) return say(session, replies.unknownParameter);
  if (transaction.recipients.length >= session.limits.maxRecipients) return say(session, replies.tooManyRecipients);
  return { kind: 'resolve', forwardPath: path.address, reversePath: transaction.reversePath };
}

function startText(session: Session, argument: string): SessionEvent | null {
  const { transaction } = session;
  if (argument !== '') return say(session, replies.badSyntax);
  if (transaction === null) return badCommand(session, replies.mailFirst);
  if (transaction.chunking) return badCommand(session, replies.chunksUnderWay);
  // RFC 2033 §4.2: without a recipient DATA must fail with 503.
  return transaction.recipients.length === 0 ? say(session, replies.noRecipients) : askForText(session);
}

/** `BDAT size [LAST]`. The octets follow whatever we answer, so they are read even if there is no use for them. */
function startChunk(session: Session, argument: string): SessionEvent | null {
  const [size = '', last, ...more] = argument.split(/ +/);
  const wellFormed =
    octetCount.test(size) && (last === undefined || last.toUpperCase() === 'LAST') && more.length === 0;
  // How much follows is unknown: the client's text must not be read as commands.
  if (!wellFormed) return endSession(session, replies.badSyntax);
  const { transaction } = session;
  const refusal = transaction === null ? replies.mailFirst : refuseWithoutRecipients(transaction.recipients.length);
  if (transaction !== null && refusal === null) transaction.chunking = true;
  session.reading = { kind: 'chunk', remainingBytes: Number(size), last: last !== undefined, refusal };
  return null;
}

const refuseWithoutRecipients = (count: number) => (count === 0 ? replies.noRecipients : null);

function reset(session: Session): SessionEvent | null {
  say(session, replies.ok);
  return dropTransaction(session);
}

function quit(session: Session): SessionEvent | null {
  return endSession(session, replies.bye);
}

function dropTransaction(session: Session): SessionEvent | null {
  const textThere = session.transaction?.chunking === true;
  session.transaction = null;
  return textThere ? { kind: 'discard' } : null;
}
