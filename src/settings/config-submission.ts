/**
 * The configuration of mail that people hand in: where, how much, and what their rights come to.
 * Path: a part of config-schema.ts; submission/ obeys it.
 */
import { z } from 'zod';
import { atStart, key } from './config-key.js';
import * as value from './config-values.js';

export function submissionSection() {
  return z
    .strictObject({
      listen: atStart(
        key(
          value.listenAddressOrNone(),
          '127.0.0.1:2587',
          'Where people hand in mail: host:port; empty: nowhere. STARTTLS once there is a certificate; until then passwords are taken from this machine alone.',
        ),
      ),
      listenTls: atStart(
        key(
          value.listenAddressOrNone(),
          '127.0.0.1:2465',
          'The same with TLS from the first byte, only once there is a certificate; empty: nowhere.',
        ),
      ),
      maxMessageBytes: key(value.size(1024, 2 ** 28), '35MiB', 'Largest mail that is taken (552 5.3.4).', 'bytes'),
      maxInFlightBytes: key(
        value.size(1024 * 1024, 2 ** 34),
        '64MiB',
        'Memory that the messages which are being handed in hold together. Past it they go to disk while they come in.',
        'bytes',
      ),
      maxRecipients: key(value.count(1, 10_000), 500, 'Recipients of one mail; one more gets 452 4.5.3.'),
      maxConnections: key(
        value.count(1, 10_000),
        200,
        'Connections at one time. One more takes the place of a client that has not logged in; if there is none, it gets 421.',
      ),
      maxConnectionsPerAddress: key(
        value.count(1, 10_000),
        50,
        'The same from one client address. An office behind one address is one client.',
      ),
      idleSeconds: key(value.durationIn('s', 5, 3600), 300, 'A client that is silent this long is closed.', 'seconds'),
      messageSeconds: key(
        value.durationIn('s', 10, 86_400),
        1800,
        'A client has this long for one message, from its connection or the message before; then it gets 421.',
        'seconds',
      ),
      maxFailedLogins: atStart(
        key(
          value.count(1, 100_000),
          30,
          'Failed log-ins of one client address in ten minutes; one more is not looked at until they have passed.',
        ),
      ),
      precedence: key(
        value.choice(['on-behalf', 'send-as']),
        'on-behalf',
        'Which right counts for somebody who holds both: `on-behalf` shows him as Sender, `send-as` does not.',
      ),
      reversePath: key(
        value.choice(['by-right', 'actor', 'owner', 'as-given']),
        'by-right',
        'Envelope sender of mail written for others. `by-right`: on behalf the writer, send-as the owner; `actor`, `owner`; or `as-given` by the client.',
      ),
      copySent: key(
        value.choice(['both', 'actor', 'owner', 'none']),
        'both',
        'Whose Sent folders get a copy of mail written for others.',
      ),
      copyOwn: key(
        value.yesNo(),
        false,
        "A copy of one's own mail in Sent, too; most mail programs put one there themselves.",
      ),
      organizerEmail: key(
        value.yesNo(),
        false,
        "EMAIL with the owner's address beside SENT-BY in invitations written for others (RFC 7986).",
      ),
    })
    .meta({ description: 'Mail going out from people (RFC 6409).' });
}

export function tlsSection() {
  return z
    .strictObject({
      certificate: atStart(
        key(
          value.text(),
          '',
          'File with our certificate and those behind it (PEM). Empty: no TLS. Read again when it changes.',
        ),
      ),
      key: atStart(key(value.text(), '', 'File with its private key (PEM).')),
    })
    .meta({ description: 'TLS for people who log in.' });
}
