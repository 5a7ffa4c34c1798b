/**
 * The configuration of booking: limits, trust, and how long things are kept.
 * A part of config-schema.ts, used by booking/ and resources/.
 */
import { z } from 'zod';
import { key } from './config-key.js';
import * as value from './config-values.js';

const YEAR_DAYS = 366;
const authservId = value.pattern('an authserv-id such as mx.example.org', /^[!#-'*+\-./0-9A-Z^_`a-z{|}~]+$/);

export const bookingSection = z
  .strictObject({
    horizonDays: key(
      value.durationIn('d', 1, 10 * YEAR_DAYS),
      730,
      'How far ahead an endless series is entered.',
      'days',
    ),
    maxHorizonYears: key(value.count(1, 50), 10, 'Requests further ahead than this are declined.', 'years'),
    declinedUpdate: key(
      value.choice(['release', 'keep']),
      'release',
      'When an update that moves a meeting is declined: `release` the old time, or `keep` it.',
    ),
    reversePath: key(
      value.choice(['resource', 'null']),
      'resource',
      'Envelope sender of answers: the address of the `resource`, or `null` for the null reverse-path.',
    ),
    offerSlots: key(
      value.choice(['inside', 'all', 'none']),
      'inside',
      'Which declines suggest free times: `inside` only to organizers in local domains, `all`, or `none`.',
    ),
    maxOccurrences: key(value.count(1, 100_000), 1000, 'Maximum number of occurrences of a series.'),
    maxExpansionSteps: key(
      value.count(1000, 10_000_000),
      100_000,
      'Maximum number of candidates while a recurrence rule is expanded; bounds the computing time.',
    ),
    trust: key(
      value.choice(['auto', 'author', 'authenticated']),
      'auto',
      'Which requests and cancellations are trusted. `author`: all whose author is the organizer. `authenticated`: only those authenticated by a trusted Authentication-Results header field; others are delivered as ordinary messages. `auto`: `authenticated` if trustedAuthserv is set, otherwise `author`.',
    ),
    reportUnproven: key(
      value.yesNo(),
      false,
      'Whether the organizer of a booking is notified when a message that nothing authenticates cancels or moves it.',
    ),
    trustedAuthserv: key(
      value.listOf(authservId, 'authserv-ids, such as ["mx.example.org"]'),
      [],
      'The authserv-ids that your MTAs use in Authentication-Results (RFC 8601). The MTAs must remove header fields with these ids from incoming messages.',
    ),
    trustedRelays: key(
      value.listOf(value.hostOrNetwork(), 'IP addresses, networks and host names, such as ["192.0.2.1", "10.0.0.0/8"]'),
      [],
      'Your MTAs, by address. Authentication-Results are trusted above the first Received header field that none of them wrote; a field counts as theirs if the client that handed over the message is one of them. Empty: only above all Received header fields. A host name applies where one of your MTAs has looked it up. Do not add an address that you share with other customers of a provider.',
    ),
    maxAnswersPerOrganizerHour: key(
      value.count(0, 1_000_000),
      60,
      'Maximum number of messages per hour because of one organizer, author or envelope sender; further requests are decided without an answer. 0: no limit.',
    ),
    maxMessagesPerResourceHour: key(
      value.count(0, 1_000_000),
      1000,
      'Maximum number of messages that a resource sends per hour; further requests are decided without an answer. 0: no limit.',
    ),
    tombstoneDays: key(
      value.durationIn('d', 1, YEAR_DAYS),
      90,
      'How long older requests are ignored after a cancellation.',
      'days',
    ),
    ownConflictGraceSeconds: key(
      value.count(0, 3600),
      90,
      'How long a request waits without an answer if only bookings of the same organizer are in the way: calendar programs send the new meeting before they free the old time. 0: it is declined at once.',
      'seconds',
    ),
    approvalHours: key(
      value.count(1, YEAR_DAYS * 24),
      72,
      'How long a booking waits for approval before it is declined.',
      'hours',
    ),
    handledDays: key(
      value.durationIn('d', 1, 10 * YEAR_DAYS),
      90,
      'How long processed requests stay in the folder Handled.',
      'days',
    ),
    maxObjectBytes: key(
      value.size(1024, 16 * 1024 * 1024),
      '1MiB',
      'Maximum size of a calendar object that is read.',
      'bytes',
    ),
  })
  .meta({ description: 'Answering meeting requests.' });
