/**
 * All configuration keys with their kind, default, unit and meaning, in one schema. docs/configuration.md and
 * docs/frontdesk.sample.toml are generated from it. Every key here is used.
 */
import { hostname } from 'node:os';
import { z } from 'zod';
import { atStart, described, key } from './config-key.js';
import { bookingSection } from './config-booking.js';
import { submissionSection, tlsSection } from './config-submission.js';
import * as value from './config-values.js';

const HOST_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
const YEAR_DAYS = 366;
const featureName = value.pattern('a feature such as submission or imap', /^[a-z][a-z0-9-]{0,31}$/);
const headerTest = value.pattern(
  'a header field and the value it must begin with, such as "X-Spam-Flag: YES"',
  /^[!-9;-~]+:\s*\S.*$/,
);

const localPartPattern = value.pattern('a local part; * matches any text', /^[^\s\p{Cc}@]+$/u);

export const configSchema = z.strictObject({
  server: z
    .strictObject({
      hostname: described(
        value.pattern('a host name', HOST_NAME).prefault(() => hostname()),
        {
          description:
            "The name in greetings, Received header fields and Message-IDs. Default: the machine's host name.",
          unit: null,
          defaultText: '',
        },
      ),
      organization: key(
        value.text(),
        '',
        'Name of the organisation, in the footer of messages from rooms and equipment. Empty: none.',
      ),
      timeZone: key(value.timeZone(), 'UTC', 'Default time zone of new accounts (IANA name).'),
      disabledFeatures: key(
        value.listOf(featureName, 'names of features, such as ["submission"]'),
        [],
        'Features that are off for accounts that do not set them.',
      ),
      administrator: key(
        value.optionalAddress(),
        '',
        'Mail address of the administrator, who gets requests that a resource without managers or approvers cannot decide, and mail to postmaster and abuse of local domains that nobody has. Empty: none.',
      ),
      language: key(
        value.language(),
        'en',
        'Default language of new accounts, and of messages to recipients without an account.',
      ),
    })
    .meta({ description: 'Settings of the whole server.' }),
  data: z
    .strictObject({
      id: atStart(
        key(
          value.pattern('up to 64 letters, digits and -, or empty', /^[A-Za-z0-9-]{0,64}$/),
          '',
          'The id of the data folder, as `frontdesk doctor` shows it. If set, the server refuses to start with an empty or different folder, for example when a volume is not mounted.',
        ),
      ),
    })
    .meta({ description: 'The data folder.' }),
  lmtp: z
    .strictObject({
      listen: atStart(
        key(value.listenAddress(), '127.0.0.1:2003', 'Listen address of LMTP: host:port, or unix:/path.'),
      ),
      allow: key(
        value.listOf(value.network(), 'IP addresses and networks, such as ["127.0.0.1", "10.0.0.0/8"]'),
        ['127.0.0.0/8', '::1'],
        'Clients that may connect over TCP; others get 421. Access to a Unix socket is controlled by its file mode.',
      ),
      maxMessageBytes: key(
        value.size(1024, 2 ** 31),
        '64MiB',
        'Maximum size of a message; a larger one gets 552 5.3.4.',
        'bytes',
      ),
      maxInFlightBytes: key(
        value.size(1024 * 1024, 2 ** 36),
        '64MiB',
        'Memory for all messages being received. Above this, they are written to disk while they arrive.',
        'bytes',
      ),
      maxConnections: key(
        value.count(1, 10_000),
        200,
        'Maximum number of connections. A further one replaces a client that sends next to nothing; if there is none, it gets 421.',
      ),
      maxConnectionsPerAddress: key(
        value.count(1, 10_000),
        150,
        'Maximum number of connections from one client address, so that one MTA does not block another. Does not apply to a Unix socket.',
      ),
      maxRecipients: key(
        value.count(1, 10_000),
        1000,
        'Maximum number of recipients of a message; a further one gets 452 4.5.3.',
      ),
      idleSeconds: key(
        value.durationIn('s', 5, 3600),
        300,
        'A connection that is idle this long is closed.',
        'seconds',
      ),
      messageSeconds: key(
        value.durationIn('s', 10, 86_400),
        900,
        'Maximum time for one message, counted from the connection or the previous message; then the client gets 421.',
        'seconds',
      ),
      recipientDelimiter: atStart(
        key(
          value.pattern('one character of + - _ = #, or empty', /^[+\-_=#]?$/),
          '+',
          'Separates user and detail in `user+detail@example.org`; empty: no details.',
        ),
      ),
    })
    .meta({ description: 'Messages from the MTA (RFC 2033).' }),
  delivery: z
    .strictObject({
      disabled: key(
        value.choice(['store', 'reject', 'defer']),
        'store',
        'What happens to messages to a disabled account: `store` them anyway, `reject` them (550), or `defer` them (450).',
      ),
      forwardContacts: key(
        value.yesNo(),
        false,
        'Whether messages to contacts are forwarded to their external addresses through the relay, with the original reverse-path. `no`: 550.',
      ),
      duplicateWindow: atStart(
        key(
          value.duration(),
          '7d',
          'A delivery repeated within this time is filed once. Must be longer than the queue lifetime of the MTA.',
        ),
      ),
      junkHeaders: key(
        value.listOf(headerTest, 'header fields and the value they must begin with, such as ["X-Spam-Flag: YES"]'),
        ['X-Spam-Status: Yes', 'X-Spam-Flag: YES'],
        'A message with one of these header fields is filed in Junk and gets no answer.',
      ),
      expired: key(
        value.choice(['ignore', 'markRead', 'drop']),
        'ignore',
        'What happens to a message whose Expiry-Time or Expires has passed: `ignore` the time, `markRead`, or `drop` the message (only with Expiry-Time).',
      ),
    })
    .meta({ description: 'Delivery into stores.' }),
  booking: bookingSection,
  directory: z
    .strictObject({
      sendAsGroups: key(
        value.yesNo(),
        false,
        'Whether groups can have the send-as right. Off by default, as in Kopano; rights that are already granted stay.',
      ),
    })
    .meta({ description: 'Accounts and groups.' }),
  deputy: z
    .strictObject({
      simplePermissionMode: key(
        value.yesNo(),
        false,
        'Only accounts can be deputies, with the profiles viewer, editor or author. Applies to new grants.',
      ),
    })
    .meta({ description: 'Deputies.' }),
  oof: outOfOfficeSection(),
  quota: z
    .strictObject({
      warn: key(
        value.size(),
        '0',
        'Size from which the user is warned by mail. 0: no limit. Companies and accounts can have their own limits.',
        'bytes',
      ),
      soft: key(
        value.size(),
        '0',
        'Size from which the account cannot send; the user is notified. 0: no limit.',
        'bytes',
      ),
      hard: key(value.size(), '0', 'Maximum size; messages beyond it are refused. 0: no limit.', 'bytes'),
      tempfail: key(
        value.yesNo(),
        false,
        'Whether messages to a full account get 452, so that the MTA retries, instead of 552.',
      ),
      recipients: key(
        value.listOf(value.address(), 'addresses, such as ["it@example.org"]'),
        [],
        'Addresses that are notified of every account that reaches a limit, in addition to its user and the quota recipients of its company.',
      ),
      templates: key(
        value.text(),
        '',
        'Folder with custom texts for quota notices (docs/quotas.md). Empty: the built-in texts, in English or German.',
      ),
    })
    .meta({ description: 'How much an account may store, unless it or its company has its own limits.' }),
  events: z
    .strictObject({
      folder: key(
        value.text(),
        '',
        'Folder with the executables for each event, in `createuser.d` and so on (docs/operations.md). Empty: `events` in the data folder.',
      ),
      timeoutSeconds: key(
        value.durationIn('s', 1, 3600),
        60,
        'Maximum run time of an executable; then its process group is ended.',
        'seconds',
      ),
    })
    .meta({ description: 'Executables that run when accounts, groups and companies are created and deleted.' }),
  submission: submissionSection,
  tls: tlsSection(),
  relay: z
    .strictObject({
      host: key(
        value.pattern('a host name or address, or empty', /^[a-z0-9.:-]*$/i),
        '127.0.0.1',
        'Host name or address of the MTA for outgoing messages. Empty: messages wait in the outbox.',
      ),
      port: key(value.count(1, 65_535), 25, 'Port of the MTA.'),
      user: key(value.text(), '', 'Login name; empty: no login.'),
      password: described(value.text().prefault(''), {
        description: 'Password. Preferably set as FRONTDESK_RELAY_PASSWORD.',
        unit: null,
        defaultText: '""',
        secret: true,
      }),
      tls: key(
        value.choice(['none', 'opportunistic', 'required', 'implicit']),
        'opportunistic',
        '`none`: no TLS; `opportunistic`: STARTTLS if offered, without checking the certificate; `required`: STARTTLS with a valid certificate; `implicit`: TLS from the first byte (port 465).',
      ),
      maxConnections: key(value.count(1, 100), 5, 'Maximum number of connections to the MTA.'),
    })
    .meta({ description: 'The MTA that relays outgoing messages.' }),
  outbox: z
    .strictObject({
      firstRetry: key(value.duration(), '1m', 'Wait after the first failed attempt; it doubles with each attempt.'),
      longestRetry: key(value.duration(), '1h', 'Maximum wait between two attempts.'),
      giveUpAfter: key(value.duration(), '5d', 'Age after which a message that cannot be relayed is given up.'),
      keepFailed: key(
        value.duration(),
        '30d',
        'How long a failed message stays in the outbox if its sender could not be notified.',
      ),
    })
    .meta({ description: 'Outgoing messages that wait.' }),
  http: z
    .strictObject({
      listen: atStart(
        key(
          value.listenAddressOrNone(),
          '127.0.0.1:8080',
          'Listen address for /healthz, /readyz and /metrics: host:port, or unix:/path; empty: off. Every client that can connect can read the metrics, so do not expose it.',
        ),
      ),
      maxConnections: key(
        value.count(1, 10_000),
        256,
        'Maximum number of connections. A further one replaces a client that has not sent a complete request; if there is none, it is closed.',
      ),
      maxConnectionsPerAddress: key(
        value.count(1, 10_000),
        128,
        'Maximum number of connections from one client address. A reverse proxy counts as one client.',
      ),
    })
    .meta({ description: 'Monitoring over HTTP.' }),
  audit: z
    .strictObject({
      keepDays: key(
        value.durationIn('d', 1, 10 * YEAR_DAYS),
        365,
        'How long the record of who sent what as whom is kept.',
        'days',
      ),
    })
    .meta({ description: 'The record of sent messages.' }),
  log: z
    .strictObject({
      level: key(
        value.choice(['debug', 'info', 'warn', 'error']),
        'info',
        'Minimum level of the events that are written.',
      ),
    })
    .meta({ description: 'The log, on standard error.' }),
});

function outOfOfficeSection() {
  return z
    .strictObject({
      neverAnswer: key(
        value.listOf(localPartPattern, 'local parts, such as ["postmaster", "*-bounces"]; * matches any text'),
        [
          'mailer-daemon',
          'postmaster',
          'root',
          '*-request',
          'owner-*',
          '*-owner',
          '*-bounces',
          // mlmmj's and ezmlm's, followed by the subscriber: a response would count as a bounce of the subscriber.
          '*+bounces*',
          '*-return-*',
          'bounce*',
          '*noreply*',
          '*no-reply*',
          '*no_reply*',
          '*no.reply*',
          '*donotreply*',
          '*do-not-reply*',
          '*do_not_reply*',
          '*do.not.reply*',
          '*dontreply*',
          'listserv',
          'majordomo',
        ],
        'Local parts of senders that never get a vacation response. The list replaces the default.',
      ),
      answerGroupMail: key(
        value.yesNo(),
        false,
        "Whether messages are also answered that name none of the account's addresses in To or Cc, such as messages through groups or Bcc.",
      ),
      maxPerHour: key(
        value.count(0, 1_000_000),
        100,
        'Maximum number of vacation responses of an account per hour; a sender without a response gets one for the next message. 0: no limit.',
      ),
    })
    .meta({ description: 'Vacation responses.' });
}

/** All keys with their values. Sizes are in bytes; `duplicateWindow` and the outbox's times are in milliseconds. */
export type Settings = z.output<typeof configSchema>;
