/**
 * One LMTP connection: moves bytes from the socket into the session, does what its events say (resolve, collect,
 * deliver) and writes the replies, those of a pipelined batch at once. The socket is not read while something is under
 * way.
 * Path: listener.ts opens it; InboundPath answers.
 */
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { formatAddress } from '../mail/address.js';
import type { Log } from '../runtime/log.js';
import type { Clock } from '../runtime/clock.js';
import type { InboundPath } from '../delivery/inbound-path.js';
import type { InFlightRoom } from './in-flight-room.js';
import { createMessageCollector, type MessageCollector, type ReadHeader } from './message-collector.js';
import { nextEvent, pushBytes } from './next-event.js';
import { formatGreeting, replies } from './replies.js';
import {
  answerMessage,
  answerRcpt,
  endSession,
  failText,
  startSession,
  takeOutput,
  type Session,
  type SessionEvent,
  type SessionLimits,
} from './session.js';
import type { Transaction } from './transaction.js';

/** After our last word the client has this long to close. */
const LINGER_MS = 5_000;
/** Commands of one client are worked off for this long at a time, then the others have their turn. */
const TURN_MS = 2;
/** A client that has sent less than this in each second of its message keeps its place only while there are others. */
const MIN_BYTES_PER_SECOND = 1024;
/** It may take this long for anything before its bytes are counted. */
const UNHURRIED_MS = 5_000;

/** What all connections of a listener share. */
export interface ConnectionContext {
  readonly limits: SessionLimits;
  readonly idleSeconds: number;
  /** A client has so long for one message, from its connection or the message before. */
  readonly messageSeconds: number;
  readonly spillFolder: string;
  readonly readHeader: ReadHeader;
  readonly room: InFlightRoom;
  readonly path: InboundPath;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Connection {
  readonly context: ConnectionContext;
  readonly socket: Socket;
  /** null over a Unix socket. */
  readonly ip: string | null;
  readonly session: Session;
  /** Its replies to a message are said: what comes now is the next one. */
  readonly onMessageDone: () => void;
  /** What came while an event was dealt with. */
  readonly waiting: Buffer[];
  /** Of the message whose text is coming in. */
  collector: MessageCollector | null;
  busy: boolean;
  draining: boolean;
  inputEnded: boolean;
  /** For the message that is coming in, or the next. */
  readonly deadline: NodeJS.Timeout;
  /** When the client connected, or had its last message answered; on the clock of `performance.now`. */
  messageSince: number;
  /** Since then. */
  heardBytes: number;
}

/** Greets the client and serves it until the socket closes. */
export function openConnection(
  context: ConnectionContext,
  socket: Socket,
  ip: string | null,
  onMessageDone: () => void,
): Connection {
  const connection: Connection = {
    context,
    socket,
    ip,
    onMessageDone,
    session: startSession(context.limits),
    waiting: [],
    collector: null,
    busy: false,
    draining: false,
    inputEnded: false,
    deadline: setTimeout(() => endSlow(connection), context.messageSeconds * 1000),
    messageSince: performance.now(),
    heardBytes: 0,
  };
  socket.setTimeout(context.idleSeconds * 1000);
  socket.on('data', (chunk: Buffer) => {
    connection.heardBytes += chunk.length;
    connection.waiting.push(chunk);
    if (connection.busy) socket.pause();
    else void work(connection);
  });
  socket.on('end', () => {
    connection.inputEnded = true;
    if (!connection.busy) settle(connection);
  });
  socket.on('timeout', () => endIdle(connection));
  socket.on('error', (cause) => context.log('lmtp-connection-failed', { ip, cause }));
  socket.on('close', () => {
    clearTimeout(connection.deadline);
    context.log('lmtp-closed', { ip });
    connection.collector?.cancel();
    if (!connection.busy) void discardText(connection);
  });
  context.log('lmtp-connected', { ip });
  socket.write(formatGreeting(context.limits.hostname));
  return connection;
}

/** No new transaction: an idle session is told 421 4.3.2 now, another one after its replies. */
export function drainConnection(connection: Connection): void {
  connection.draining = true;
  if (!connection.busy) settle(connection);
}

/** Works off what came in. Errors end the connection, never the process. */
async function work(connection: Connection): Promise<void> {
  const { session, socket, waiting } = connection;
  const isOpen = (): boolean => !socket.destroyed;
  connection.busy = true;
  try {
    for (let chunk = waiting.shift(); chunk !== undefined && isOpen(); chunk = waiting.shift()) {
      pushBytes(session, chunk);
      let turnEnd = performance.now() + TURN_MS;
      for (let event = nextEvent(session); event !== null && isOpen(); event = nextEvent(session)) {
        const wait = handle(connection, event);
        if (wait !== undefined) await wait;
        if (performance.now() < turnEnd) continue;
        await nextTurn();
        turnEnd = performance.now() + TURN_MS;
      }
      const drained = flush(connection);
      if (drained !== undefined) await drained;
    }
  } catch (cause) {
    connection.context.log('lmtp-connection-failed', { ip: connection.ip, cause });
    socket.destroy();
  }
  connection.busy = false;
  if (isOpen()) settle(connection);
  else await discardText(connection);
}

function handle(connection: Connection, event: SessionEvent): Promise<void> | undefined {
  switch (event.kind) {
    case 'resolve':
      return resolve(connection, event);
    case 'text':
      return takeText(connection, event);
    case 'message':
      return deliver(connection, event.transaction);
    case 'discard':
      return discardText(connection);
    case 'too-large':
      tellTooLarge(connection, event);
      return discardText(connection);
    case 'close':
      hangUp(connection);
      return undefined;
  }
}

async function resolve(
  { context, session, ip }: Connection,
  { forwardPath, reversePath }: Extract<SessionEvent, { kind: 'resolve' }>,
): Promise<void> {
  try {
    answerRcpt(session, await context.path.resolve(forwardPath, reversePath));
  } catch (cause) {
    context.log('delivery-failed', { ip, cause });
    answerRcpt(session, { kind: 'refused', reply: replies.tryLater });
  }
}

function takeText(connection: Connection, text: Extract<SessionEvent, { kind: 'text' }>): Promise<void> | undefined {
  connection.collector ??= startCollecting(connection);
  const wait = connection.collector.append(text.bytes, text.start, text.end);
  if (wait === undefined) return undefined;
  // Replies to what was pipelined before do not wait for room, nor for the disk.
  void flush(connection);
  return wait.catch(async (cause: unknown) => {
    connection.context.log('delivery-failed', { ip: connection.ip, cause });
    failText(connection.session);
    await discardText(connection);
  });
}

function startCollecting({ context, session }: Connection): MessageCollector {
  const declaredBytes = session.transaction?.declaredBytes ?? 0;
  const { room, spillFolder, readHeader } = context;
  return createMessageCollector({ room, spillFolder, declaredBytes, readHeader });
}

/** Hands the whole message over; its bytes stay ours to give back until every recipient has an answer. */
async function deliver(connection: Connection, transaction: Transaction): Promise<void> {
  const { context, session, ip } = connection;
  const collector = connection.collector ?? startCollecting(connection);
  connection.collector = null;
  // Nor for the commit.
  void flush(connection);
  try {
    const { reversePath, recipients, smtpUtf8 } = transaction;
    const collected = await collector.finish();
    const peer = { helo: session.helo ?? '', ip, smtpUtf8 };
    const message = { ...collected, reversePath, peer, receivedAt: context.clock() };
    answerMessage(session, await context.path.deliver(message, recipients, { restore: false }));
  } catch (cause) {
    context.log('delivery-failed', { ip, cause });
    answerMessage(session, []);
  } finally {
    await collector.discard();
  }
  connection.messageSince = performance.now();
  connection.heardBytes = 0;
  connection.deadline.refresh();
  connection.onMessageDone();
}

/** One line a recipient; one alone at MAIL, where none is named yet. */
function tellTooLarge(
  { context: { log }, ip }: Connection,
  { sizeBytes, recipients }: Extract<SessionEvent, { kind: 'too-large' }>,
): void {
  const { code, status } = replies.tooLarge;
  const about = { ip, sizeBytes, code, status, because: 'too-large' };
  if (recipients.length === 0) log('message-refused', about);
  for (const { forwardPath } of recipients) log('message-refused', { ...about, recipient: formatAddress(forwardPath) });
}

async function discardText(connection: Connection): Promise<void> {
  const { collector } = connection;
  connection.collector = null;
  await collector?.discard();
}

/** Writes the replies there are; a promise when the client does not read them. */
function flush({ session, socket }: Connection): Promise<void> | undefined {
  const output = takeOutput(session);
  if (output === '' || !socket.writable || socket.write(output, 'latin1')) return undefined;
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}

/** All that came is worked off: what is next? */
function settle(connection: Connection): void {
  const { session, socket } = connection;
  if (connection.draining && session.transaction === null && session.reading.kind !== 'closed') {
    endSession(session, replies.shuttingDown);
    hangUp(connection);
  } else if (connection.inputEnded) {
    socket.end();
  } else if (socket.isPaused()) {
    socket.resume();
  }
}

/** A client that is silent, or does not read what we say. */
function endIdle(connection: Connection): void {
  const { session, socket, context, ip } = connection;
  if (socket.writableLength > 0) {
    socket.destroy();
  } else if (connection.busy) {
    // It waits for us; should it stay silent once we are done, this comes again.
    socket.setTimeout(context.idleSeconds * 1000);
  } else if (session.reading.kind !== 'closed') {
    context.log('lmtp-connection-failed', { ip, reason: 'idle' });
    endSession(session, replies.idle);
    hangUp(connection);
  }
}

/** A client that has brought no whole message for too long, however busy it looks. */
function endSlow(connection: Connection): void {
  const { session, socket, context, ip, deadline } = connection;
  if (session.reading.kind === 'closed') return;
  if (connection.busy && socket.writableLength === 0) {
    // It waits for us.
    deadline.refresh();
    return;
  }
  context.log('lmtp-connection-failed', { ip, reason: 'slow' });
  if (connection.busy) socket.destroy();
  else {
    endSession(session, replies.slow);
    hangUp(connection);
  }
}

/** Whether the place of the connection may be given to another client. */
export function mayGo({ busy, messageSince, heardBytes }: Connection): boolean {
  const elapsedMs = performance.now() - messageSince;
  return !busy && elapsedMs > UNHURRIED_MS && heardBytes < (elapsedMs / 1000) * MIN_BYTES_PER_SECOND;
}

/** The place of the connection is given to another client. */
export function giveUpConnection({ session, socket, context, ip }: Connection): void {
  context.log('lmtp-connection-failed', { ip, reason: 'slow' });
  endSession(session, replies.tooManyConnections);
  socket.end(takeOutput(session), 'latin1');
  socket.destroySoon();
}

/** Says what is left to say and closes our side; what the client still sends is thrown away, for a while. */
function hangUp(connection: Connection): void {
  const { socket } = connection;
  void flush(connection);
  void discardText(connection);
  socket.end();
  const cutOff = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.on('close', () => clearTimeout(cutOff));
}
