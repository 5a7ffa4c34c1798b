/**
 * What a connection of smtp-server needs beyond its options.
 * Path: listener.ts, when a client connects.
 * Standards: RFC 2034, RFC 3463 (enhanced status codes), RFC 5321 §4.5.3.2.7 (a server may wait only so long).
 */
import type { SMTPServer, SMTPServerSession } from 'smtp-server';

const startsWithCode = /^[245]\.\d{1,3}\.\d{1,3} /;
/** A mail program logs in within a second, one that asks a person for the password has connected before it asks. */
const LOGIN_WITHIN_MS = 60_000;

/**
 * smtp-server puts an enhanced status code of its own choosing before every reply: one whose text begins with a code goes
 * out with that alone. And a client that has not logged in for long is sent away, however busy it looks: connections are
 * few, and strangers could hold them all.
 */
export function tendConnection(server: SMTPServer, session: SMTPServerSession, loginWithinMs = LOGIN_WITHIN_MS): void {
  const connection = [...server.connections].find((each) => each.session.id === session.id);
  if (connection === undefined) return;
  const send = connection.send.bind(connection);
  connection.send = (code, data, context) => {
    send(code, data, typeof data === 'string' && startsWithCode.test(data) ? false : context);
  };
  setTimeout(() => {
    const isLoggedIn = connection.session.user !== undefined;
    if (!isLoggedIn && server.connections.has(connection)) connection.send(421, '4.7.0 Log in sooner');
  }, loginWithinMs).unref();
}
