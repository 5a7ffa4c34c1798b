/**
 * Reads what a client sent: command lines, the text behind DATA, the octets of BDAT. connection.ts pushes what a socket
 * brought, asks for one event after the other and does what it says.
 * Standards: RFC 5321 §4.1.1, RFC 2920 (PIPELINING), RFC 3030 (CHUNKING).
 */
import { runCommand } from './commands.js';
import { readDataPiece, type DataReader } from './data-reader.js';
import { replies } from './replies.js';
import { answerMessage, badCommand, say, type Reading, type Session, type SessionEvent } from './session.js';

/**
 * RFC 5321 §4.5.3.1.4 asks for 512 octets, SIZE, BODY and SMTPUTF8 add 53, a UTF-8 path more; a client that sends more
 * than this is not an MTA.
 */
const MAX_COMMAND_LINE_BYTES = 2048;

const LF = 0x0a;
const nothing = Buffer.alloc(0);

/** Brings the next bytes of the client, once `nextEvent` has answered null for those before. */
export function pushBytes(session: Session, bytes: Buffer): void {
  session.input = bytes;
  session.at = 0;
}

/** Goes on until there is something to do; null when all bytes are read. An event is dealt with before the next call. */
export function nextEvent(session: Session): SessionEvent | null {
  while (session.at < session.input.length || session.reading.kind === 'chunk') {
    const event = step(session);
    if (event === 'wait') return null;
    if (event !== null) return event;
  }
  return null;
}

function step(session: Session): SessionEvent | null | 'wait' {
  const { reading } = session;
  switch (reading.kind) {
    case 'command':
    case 'long-line':
      return readCommand(session, reading.kind === 'long-line');
    case 'data':
      return readData(session, reading.reader);
    case 'chunk':
      return readChunk(session, reading);
    case 'closed':
      session.at = session.input.length;
      return null;
  }
}

/** A command ends with CRLF; LF alone is taken too, for people at a terminal (it matters in DATA only). */
function readCommand(session: Session, tooLong: boolean): SessionEvent | null {
  const { input, at } = session;
  const newline = input.indexOf(LF, at);
  const end = newline < 0 ? input.length : newline;
  const long = tooLong || session.lineStart.length + end - at > MAX_COMMAND_LINE_BYTES;
  session.at = newline < 0 ? end : end + 1;
  if (newline < 0) {
    session.lineStart = long ? nothing : Buffer.concat([session.lineStart, input.subarray(at)]);
    session.reading = { kind: long ? 'long-line' : 'command' };
    return null;
  }
  session.reading = { kind: 'command' };
  if (long) {
    session.lineStart = nothing;
    return badCommand(session, replies.lineTooLong);
  }
  let line = input.toString('utf8', at, end);
  if (session.lineStart.length > 0) {
    line = Buffer.concat([session.lineStart, input.subarray(at, end)]).toString('utf8');
    session.lineStart = nothing;
  }
  return runCommand(session, line.endsWith('\r') ? line.slice(0, -1) : line);
}

function readData(session: Session, reader: DataReader): SessionEvent | null {
  const piece = readDataPiece(reader, session.input, session.at);
  session.at = piece.next;
  if (piece.last) return endText(session);
  return takeText(session, piece.bytes, piece.start, piece.end);
}

function readChunk(session: Session, chunk: Extract<Reading, { kind: 'chunk' }>): SessionEvent | null | 'wait' {
  if (chunk.remainingBytes > 0) {
    if (session.at === session.input.length) return 'wait';
    const { input, at } = session;
    session.at = Math.min(input.length, at + chunk.remainingBytes);
    chunk.remainingBytes -= session.at - at;
    return chunk.refusal === null ? takeText(session, input, at, session.at) : null;
  }
  session.reading = { kind: 'command' };
  const refusal = chunk.refusal ?? (chunk.last ? null : (session.transaction?.failure ?? null));
  if (refusal !== null) say(session, refusal);
  else if (chunk.last) return endText(session);
  else say(session, replies.ok);
  return null;
}

function takeText(session: Session, bytes: Buffer, start: number, end: number): SessionEvent | null {
  const { transaction } = session;
  if (transaction === null || transaction.failure !== null || start === end) return null;
  transaction.sizeBytes += end - start;
  if (transaction.sizeBytes <= session.limits.maxMessageBytes) return { kind: 'text', bytes, start, end };
  transaction.failure = replies.tooLarge;
  return { kind: 'too-large', sizeBytes: transaction.sizeBytes, recipients: transaction.recipients };
}

function endText(session: Session): SessionEvent | null {
  session.reading = { kind: 'command' };
  const { transaction } = session;
  if (transaction === null) return null;
  if (transaction.failure === null) return { kind: 'message', transaction };
  answerMessage(session, []);
  return null;
}
