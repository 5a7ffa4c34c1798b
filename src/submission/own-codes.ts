/**
 * smtp-server puts an enhanced status code of its own choosing before every reply; our refusals know theirs better.
 * Standards: RFC 2034, RFC 3463.
 */
import type { SMTPServer, SMTPServerSession } from 'smtp-server';

const startsWithCode = /^[245]\.\d{1,3}\.\d{1,3} /;

/** From now on a reply of this connection whose text begins with a code goes out with that one alone. */
export function speakOwnCodes(server: SMTPServer, session: SMTPServerSession): void {
  for (const connection of server.connections) {
    if (connection.session.id !== session.id) continue;
    const send = connection.send.bind(connection);
    connection.send = (code, data, context) => {
      send(code, data, typeof data === 'string' && startsWithCode.test(data) ? false : context);
    };
  }
}
