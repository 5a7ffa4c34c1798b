/**
 * What a connection of smtp-server needs beyond its options: our reader for the text, our enhanced status codes, and the
 * times that a client may take.
 * Path: listener.ts, when a client connects.
 * Standards: RFC 2034, RFC 3463 (enhanced status codes), RFC 5321 §4.5.3.2.7 (a server may wait only so long).
 */
import type { SMTPServerSession } from 'smtp-server';
import type { SMTPConnection } from 'smtp-server/lib/smtp-connection';
import { readTextOurselves } from './read-text.js';

const startsWithCode = /^[245]\.\d{1,3}\.\d{1,3} /;
/** A mail program logs in within a second, one that asks a person for the password has connected before it asks. */
const LOGIN_WITHIN_MS = 60_000;

export interface ClientTimes {
  /** For one message, from the connection or the message before. */
  readonly messageSeconds: number;
  readonly loginWithinMs?: number;
}

export interface TendedConnection {
  /** The client waits for this server: its time stands still. Ends with `messageDone`. */
  messageReceived(): void;
  messageDone(): void;
  isLoggedIn(): boolean;
  /** 421 and the end. */
  sendAway(text: string): void;
  /** The same, if no transaction or command is under way. */
  sendAwayIfIdle(text: string): void;
  /** The connection has ended. */
  close(): void;
}

/**
 * smtp-server puts an enhanced status code of its own choosing before every reply: one whose text begins with a code goes
 * out with that alone. A client that has not logged in for long is sent away, however busy it looks, and so is one that
 * takes too long for a message: connections are few, and a few clients could hold them all.
 */
export function tendConnection(
  connection: SMTPConnection,
  { messageSeconds, loginWithinMs = LOGIN_WITHIN_MS }: ClientTimes,
): TendedConnection {
  const send = connection.send.bind(connection);
  connection.send = (code, data, context) => {
    send(code, data, typeof data === 'string' && startsWithCode.test(data) ? false : context);
  };
  useOurReader(connection);
  const sendAway = (text: string): void => {
    if (connection._server.connections.has(connection)) connection.send(421, text);
  };
  // At STARTTLS smtp-server leaves `false` there.
  const isLoggedIn = (): boolean => Boolean(connection.session.user);
  const login = setTimeout(() => {
    if (!isLoggedIn()) sendAway('4.7.0 Log in sooner');
  }, loginWithinMs).unref();
  let isOurTurn = false;
  const deadline = setTimeout(() => {
    if (isOurTurn) deadline.refresh();
    else sendAway('4.4.2 The message took too long');
  }, messageSeconds * 1000).unref();
  return {
    messageReceived: () => {
      isOurTurn = true;
    },
    messageDone: () => {
      isOurTurn = false;
      deadline.refresh();
    },
    isLoggedIn,
    sendAway,
    sendAwayIfIdle(text) {
      // Before the greeting there is no envelope yet.
      const { envelope } = connection.session as Partial<SMTPServerSession>;
      if (!connection._handlerPending && (envelope === undefined || envelope.mailFrom === false)) sendAway(text);
    },
    close: () => {
      clearTimeout(login);
      clearTimeout(deadline);
    },
  };
}

/** The session under TLS has a new parser. */
function useOurReader(connection: SMTPConnection): void {
  const create = connection._createParser.bind(connection);
  connection._createParser = () => {
    const parser = create();
    readTextOurselves(parser);
    return parser;
  };
  if (connection._parser !== false) readTextOurselves(connection._parser);
}
