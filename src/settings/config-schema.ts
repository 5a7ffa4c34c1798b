/**
 * Every configuration key: its kind, default, unit and meaning, in one schema. docs/configuration.md and
 * docs/frontdesk.sample.toml are made from it. A key is here only if something obeys it.
 */
import { hostname } from 'node:os';
import { z } from 'zod';
import { atStart, described, key } from './config-key.js';
import { submissionSection, tlsSection } from './config-submission.js';
import * as value from './config-values.js';

const HOST_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
const YEAR_DAYS = 366;
const featureName = value.pattern('a feature such as submission or imap', /^[a-z][a-z0-9-]{0,31}$/);
const authservId = value.pattern('an authserv-id such as mx.example.org', /^[!#-'*+\-./0-9A-Z^_`a-z{|}~]+$/);
const headerTest = value.pattern(
  'a header field and the value it must begin with, such as "X-Spam-Flag: YES"',
  /^[!-9;-~]+:\s*\S.*$/,
);

const localPartPattern = value.pattern('a local part; * stands for anything', /^[^\s\p{Cc}@]+$/u);

export const configSchema = z.strictObject({
  server: z
    .strictObject({
      hostname: described(
        value.pattern('a host name', HOST_NAME).prefault(() => hostname()),
        {
          description:
            "The name we greet with and write into Received fields and Message-IDs. Default: the machine's name.",
          unit: null,
          defaultText: '',
        },
      ),
      organization: key(
        value.text(),
        '',
        'Name of the organisation, in the footer of messages from rooms and equipment. Empty: none.',
      ),
      timeZone: key(value.timeZone(), 'UTC', 'Time zone of accounts that name none (IANA name).'),
      disabledFeatures: key(
        value.listOf(featureName, 'names of features, such as ["submission"]'),
        [],
        'Features that nobody has whose account does not say so.',
      ),
      language: key(
        value.language(),
        'en',
        'Language of accounts that name none, and of mails to nobody in particular.',
      ),
    })
    .meta({ description: 'The house as a whole.' }),
  data: z
    .strictObject({
      id: atStart(
        key(
          value.pattern('letters, digits and - up to 64, or nothing', /^[A-Za-z0-9-]{0,64}$/),
          '',
          'The id of the data folder (`frontdesk doctor` shows it). If set, an empty or foreign folder is refused at the start: an unmounted volume must not pass for a new house.',
        ),
      ),
    })
    .meta({ description: 'The data folder.' }),
  lmtp: z
    .strictObject({
      listen: atStart(key(value.listenAddress(), '127.0.0.1:2003', 'Where LMTP listens: host:port, or unix:/path.')),
      allow: key(
        value.listOf(value.network(), 'IP addresses and networks, such as ["127.0.0.1", "10.0.0.0/8"]'),
        ['127.0.0.0/8', '::1'],
        'Clients that may connect over TCP; others get 421. A Unix socket is guarded by its file mode.',
      ),
      maxMessageBytes: key(value.size(1024, 2 ** 31), '64MiB', 'Largest message that is taken (552 5.3.4).', 'bytes'),
      maxInFlightBytes: key(
        value.size(1024 * 1024, 2 ** 36),
        '64MiB',
        'Memory that all messages under way hold together. Past it they go to disk while they come in.',
        'bytes',
      ),
      maxConnections: key(
        value.count(1, 10_000),
        200,
        'Connections at one time. One more takes the place of a client that sends next to nothing; if there is none, it gets 421.',
      ),
      maxConnectionsPerAddress: key(
        value.count(1, 10_000),
        150,
        'The same from one client address, so that one MTA does not shut out another. A Unix socket has no addresses.',
      ),
      maxRecipients: key(value.count(1, 10_000), 1000, 'Recipients of one message; one more gets 452 4.5.3.'),
      idleSeconds: key(value.durationIn('s', 5, 3600), 300, 'A client that is silent this long is closed.', 'seconds'),
      messageSeconds: key(
        value.durationIn('s', 10, 86_400),
        900,
        'A client has this long for one message, from its connection or the message before; then it gets 421.',
        'seconds',
      ),
      recipientDelimiter: atStart(
        key(
          value.pattern('one character of + - _ = # or nothing', /^[+\-_=#]?$/),
          '+',
          'Parts user and detail in `user+detail@example.org`; empty: no details.',
        ),
      ),
    })
    .meta({ description: 'Mail coming in from the MTA (RFC 2033).' }),
  delivery: z
    .strictObject({
      disabled: key(
        value.choice(['store', 'reject', 'defer']),
        'store',
        'Mail to a disabled account: `store` it all the same, `reject` it (550), or `defer` it (450).',
      ),
      forwardContacts: key(
        value.yesNo(),
        false,
        'Hand mail to contacts on to their addresses outside, by the relay; the reverse-path stays. `no`: 550.',
      ),
      duplicateWindow: atStart(
        key(
          value.duration(),
          '7d',
          "The same delivery coming again in this time is filed once. Longer than the MTA's queue keeps a mail.",
        ),
      ),
      junkHeaders: key(
        value.listOf(headerTest, 'header fields with the value they begin with, such as ["X-Spam-Flag: YES"]'),
        ['X-Spam-Status: Yes', 'X-Spam-Flag: YES'],
        'A mail with one of these goes to the folder Junk and is never answered.',
      ),
      expired: key(
        value.choice(['ignore', 'markRead', 'drop']),
        'ignore',
        'Mail whose Expiry-Time or Expires has passed: `ignore` that, `markRead`, or `drop` it (Expiry-Time alone).',
      ),
    })
    .meta({ description: 'Filing.' }),
  booking: bookingSection(),
  directory: z
    .strictObject({
      sendAsGroups: key(
        value.yesNo(),
        false,
        'Groups too may be given the right to send as somebody. Off, as the systems before had it; what was given stays.',
      ),
    })
    .meta({ description: 'Accounts and groups kept here.' }),
  deputy: z
    .strictObject({
      simplePermissionMode: key(
        value.yesNo(),
        false,
        'Deputies are accounts, not groups, and viewer, editor or author. For what is granted from now on.',
      ),
    })
    .meta({ description: 'Who acts for somebody else.' }),
  oof: outOfOfficeSection(),
  quota: z
    .strictObject({
      warn: key(
        value.size(),
        '0',
        'From here on the user is warned by mail. 0: none. A company and an account may have their own.',
        'bytes',
      ),
      soft: key(value.size(), '0', 'From here on nothing can be sent, and the user is told. 0: none.', 'bytes'),
      hard: key(value.size(), '0', 'Nothing is taken above this. 0: none.', 'bytes'),
      tempfail: key(value.yesNo(), false, 'A full account answers 452 (the MTA keeps trying) instead of 552.'),
      recipients: key(
        value.listOf(value.address(), 'addresses, such as ["it@example.org"]'),
        [],
        'Who is told of every account that passes a level, beside its user and the quota recipients of its company.',
      ),
      templates: key(
        value.text(),
        '',
        'Folder with texts of your own for the mails about it (docs/quotas.md). Empty: ours, in English or German.',
      ),
    })
    .meta({ description: 'How much an account may store, where it has no word of its own.' }),
  events: z
    .strictObject({
      folder: key(
        value.text(),
        '',
        'Folder with executables that are run at events: `createuser.d` and so on (docs/operations.md). Empty: `events` in the data folder.',
      ),
      timeoutSeconds: key(
        value.durationIn('s', 1, 3600),
        60,
        'How long an executable may take; then its process group is ended.',
        'seconds',
      ),
    })
    .meta({ description: 'Executables that are run when accounts, groups and companies are made and deleted.' }),
  submission: submissionSection(),
  tls: tlsSection(),
  relay: z
    .strictObject({
      host: key(
        value.pattern('a host name or address, or nothing', /^[a-z0-9.:-]*$/i),
        '127.0.0.1',
        'The MTA that takes our outgoing mail. Empty: mail waits in the outbox.',
      ),
      port: key(value.count(1, 65_535), 25, 'Its port.'),
      user: key(value.text(), '', 'Login name; empty: none.'),
      password: described(value.text().prefault(''), {
        description: 'Password. Better given as FRONTDESK_RELAY_PASSWORD.',
        unit: null,
        defaultText: '""',
        secret: true,
      }),
      tls: key(
        value.choice(['none', 'opportunistic', 'required', 'implicit']),
        'opportunistic',
        '`none`; `opportunistic`: STARTTLS if offered, the certificate is not checked; `required`: STARTTLS with a good certificate; `implicit`: TLS from the first byte (port 465).',
      ),
      maxConnections: key(value.count(1, 100), 5, 'Connections to it at one time.'),
    })
    .meta({ description: 'The way out.' }),
  outbox: z
    .strictObject({
      firstRetry: key(value.duration(), '1m', 'Wait after the first failed attempt; it doubles each time.'),
      longestRetry: key(value.duration(), '1h', 'The wait does not grow past this.'),
      giveUpAfter: key(value.duration(), '5d', 'A mail older than this that still fails is given up.'),
      keepFailed: key(
        value.duration(),
        '30d',
        'A mail that failed for good, and whose sender could not be told, stays in the queue for so long.',
      ),
    })
    .meta({ description: 'Outgoing mail that waits.' }),
  http: z
    .strictObject({
      listen: atStart(
        key(
          value.listenAddressOrNone(),
          '127.0.0.1:8080',
          'Where /healthz, /readyz and /metrics are answered: host:port, or unix:/path; empty: nowhere. Whoever reaches it may read the figures, so keep it near.',
        ),
      ),
      maxConnections: key(
        value.count(1, 10_000),
        256,
        'Connections at one time. One more takes the place of a client that has sent no whole request; if there is none, it is closed.',
      ),
      maxConnectionsPerAddress: key(
        value.count(1, 10_000),
        128,
        'The same from one client address. A reverse proxy is one client.',
      ),
    })
    .meta({ description: 'What watches over us.' }),
  audit: z
    .strictObject({
      keepDays: key(
        value.durationIn('d', 1, 10 * YEAR_DAYS),
        365,
        'How long it is kept who sent what as whom.',
        'days',
      ),
    })
    .meta({ description: 'The record of mail that people sent.' }),
  log: z
    .strictObject({
      level: key(value.choice(['debug', 'info', 'warn', 'error']), 'info', 'The least level that is written.'),
    })
    .meta({ description: 'The log, on standard error.' }),
});

function bookingSection() {
  return z
    .strictObject({
      horizonDays: key(
        value.durationIn('d', 1, 10 * YEAR_DAYS),
        730,
        'How far ahead a series without end is entered.',
        'days',
      ),
      maxHorizonYears: key(value.count(1, 50), 10, 'Requests further ahead than this are declined.', 'years'),
      declinedUpdate: key(
        value.choice(['release', 'keep']),
        'release',
        'When a moved meeting is declined: `release` its old slot, or `keep` it.',
      ),
      reversePath: key(
        value.choice(['resource', 'null']),
        'resource',
        'Envelope sender of answers: the resource itself, or the null reverse-path.',
      ),
      offerSlots: key(
        value.choice(['inside', 'all', 'none']),
        'inside',
        'Whose declines name free slots: organizers in domains of ours, everybody, nobody.',
      ),
      maxOccurrences: key(value.count(1, 100_000), 1000, 'Most occurrences of one series.'),
      maxExpansionSteps: key(
        value.count(1000, 10_000_000),
        100_000,
        'Most candidates a recurrence rule may produce while it is expanded; what bounds the time.',
      ),
      trust: key(
        value.choice(['auto', 'author', 'authenticated']),
        'auto',
        'Whose requests and cancellations are believed. `author`: whoever the header says is the organizer. `authenticated`: only what a trusted Authentication-Results field vouches for; the rest stays ordinary mail. `auto`: `authenticated` as soon as trustedAuthserv is set; until then `author`, and an organizer is told when a meeting is cancelled or moved in his name.',
      ),
      trustedAuthserv: key(
        value.listOf(authservId, 'authserv-ids, such as ["mx.example.org"]'),
        [],
        'The names under which our own MTAs write Authentication-Results (RFC 8601). They must remove such fields in these names from what strangers send.',
      ),
      trustedRelays: key(
        value.listOf(
          value.hostOrNetwork(),
          'IP addresses, networks and host names, such as ["192.0.2.1", "10.0.0.0/8"]',
        ),
        [],
        'Our own MTAs, by address. A Received field is ours while the client that handed the message to its writer, or to us, is one of them, and Authentication-Results count above the first one that is not; empty: only above all of them. A name counts where an MTA of ours has looked it up. An address that is shared with other customers of a provider does not belong here.',
      ),
      maxAnswersPerOrganizerHour: key(
        value.count(0, 1_000_000),
        60,
        'Most answers to one organizer in an hour; past it requests are decided and not answered. 0: no limit.',
      ),
      tombstoneDays: key(
        value.durationIn('d', 1, YEAR_DAYS),
        90,
        'How long a cancellation keeps older requests out.',
        'days',
      ),
      approvalHours: key(
        value.count(1, YEAR_DAYS * 24),
        72,
        'How long a booking waits for an approver; then it is declined.',
        'hours',
      ),
      handledDays: key(
        value.durationIn('d', 1, 10 * YEAR_DAYS),
        90,
        'How long dealt-with requests stay in Handled.',
        'days',
      ),
      maxObjectBytes: key(value.size(1024, 16 * 1024 * 1024), '1MiB', 'Largest calendar object that is read.', 'bytes'),
    })
    .meta({ description: 'Answering meeting requests.' });
}

function outOfOfficeSection() {
  return z
    .strictObject({
      neverAnswer: key(
        value.listOf(localPartPattern, 'local parts, such as ["postmaster", "*-bounces"]; * stands for anything'),
        [
          'mailer-daemon',
          'postmaster',
          'root',
          '*-request',
          'owner-*',
          '*-owner',
          '*-bounces',
          // mlmmj's and ezmlm's, with the subscriber behind it: an answer there counts as his bounce.
          '*+bounces*',
          '*-return-*',
          'bounce*',
          'noreply*',
          'no-reply*',
          'no_reply*',
          'donotreply*',
          'do-not-reply*',
          'do_not_reply*',
          'listserv',
          'majordomo',
        ],
        'Senders with such a local part are never answered. The list replaces the default.',
      ),
      answerGroupMail: key(
        value.yesNo(),
        false,
        "Answer mail, too, that names none of the account's addresses in To or Cc: what comes through groups, and by Bcc.",
      ),
      maxPerHour: key(
        value.count(0, 1_000_000),
        100,
        'Most answers of one account in an hour; who is held back is answered with his next mail. 0: no limit.',
      ),
    })
    .meta({ description: 'Answering for people who are away.' });
}

/** All keys with their values. Sizes are bytes; `duplicateWindow` and the outbox's times are milliseconds. */
export type Settings = z.output<typeof configSchema>;
