/**
 * The configuration of submission and TLS: listeners, limits, and the effect of rights.
 * A part of config-schema.ts, used by submission/.
 */
import { z } from 'zod';
import { atStart, key } from './config-key.js';
import * as value from './config-values.js';

export const submissionSection = z
  .strictObject({
    listen: atStart(
      key(
        value.listenAddressOrNone(),
        '127.0.0.1:2587',
        'Listen address for submission: host:port; empty: off. Offers STARTTLS if there is a certificate; without one, only clients on this machine can log in.',
      ),
    ),
    listenTls: atStart(
      key(
        value.listenAddressOrNone(),
        '127.0.0.1:2465',
        'Listen address for submission with TLS from the first byte, used if there is a certificate; empty: off.',
      ),
    ),
    maxMessageBytes: key(
      value.size(1024, 2 ** 28),
      '35MiB',
      'Maximum size of a message; a larger one gets 552 5.3.4.',
      'bytes',
    ),
    maxInFlightBytes: key(
      value.size(1024 * 1024, 2 ** 34),
      '64MiB',
      'Memory for all messages being submitted. Above this, they are written to disk while they arrive.',
      'bytes',
    ),
    maxRecipients: key(
      value.count(1, 10_000),
      500,
      'Maximum number of recipients of a message; a further one gets 452 4.5.3.',
    ),
    maxConnections: key(
      value.count(1, 10_000),
      200,
      'Maximum number of connections. A further one replaces a client that has not logged in; if there is none, it gets 421.',
    ),
    maxConnectionsPerAddress: key(
      value.count(1, 10_000),
      50,
      'Maximum number of connections from one client address. An office behind one address counts as one client.',
    ),
    idleSeconds: key(value.durationIn('s', 5, 3600), 300, 'A connection that is idle this long is closed.', 'seconds'),
    messageSeconds: key(
      value.durationIn('s', 10, 86_400),
      1800,
      'Maximum time for one message, counted from the connection or the previous message; then the client gets 421.',
      'seconds',
    ),
    maxFailedLogins: atStart(
      key(
        value.count(1, 100_000),
        30,
        'Maximum number of failed logins from one client address within ten minutes; further logins are refused until then.',
      ),
    ),
    precedence: key(
      value.choice(['on-behalf', 'send-as']),
      'on-behalf',
      'Which right applies to an account that has both: `on-behalf` shows the deputy as Sender, `send-as` does not.',
    ),
    reversePath: key(
      value.choice(['by-right', 'actor', 'owner', 'as-given']),
      'by-right',
      'Envelope sender of messages sent for others. `by-right`: the deputy for send-on-behalf, the owner for send-as; `actor`: the deputy; `owner`: the owner; `as-given`: as the client sent it.',
    ),
    copySent: key(
      value.choice(['both', 'actor', 'owner', 'none']),
      'both',
      'Whose Sent folders get a copy of messages sent for others.',
    ),
    copyOwn: key(
      value.yesNo(),
      false,
      'Whether messages that accounts send for themselves are also copied to Sent; most mail clients do this themselves.',
    ),
    organizerEmail: key(
      value.yesNo(),
      false,
      "Whether invitations sent for others have an EMAIL parameter with the owner's address beside SENT-BY (RFC 7986).",
    ),
  })
  .meta({ description: 'Messages from accounts (RFC 6409).' });

export function tlsSection() {
  return z
    .strictObject({
      certificate: atStart(
        key(
          value.text(),
          '',
          'File with the certificate and its chain (PEM). Empty: no TLS. A changed file is read automatically.',
        ),
      ),
      key: atStart(key(value.text(), '', 'File with the private key of the certificate (PEM).')),
    })
    .meta({ description: 'TLS for clients that log in.' });
}
