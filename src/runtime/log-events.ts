/**
 * All events that can be logged, with their level and meaning for an administrator. The list is closed: another name
 * does not compile. docs/log-events.md is generated from it.
 */
export interface LogEventDescription {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly meaning: string;
}

export const logEvents = {
  'process-started': { level: 'info', meaning: 'All services of this process are running.' },
  'process-stopping': { level: 'info', meaning: 'A signal or an error ends the process; pending work is finished.' },
  'configuration-reloaded': {
    level: 'info',
    meaning:
      'The configuration was reloaded: the keys in `changed` are in effect now, those in `needRestart` after a restart.',
  },
  'reload-refused': {
    level: 'error',
    meaning: 'The configuration to reload has errors (`problems`); nothing changes.',
  },
  'manager-not-told': {
    level: 'warn',
    meaning: 'The service manager (systemd) could not be notified, because of `cause`. Nothing else is affected.',
  },
  'process-stopped': { level: 'info', meaning: 'Everything is closed.' },
  'process-failed': { level: 'error', meaning: 'An uncaught error (`cause`) ends the process.' },
  'service-listening': { level: 'info', meaning: '`service` accepts connections at `address`.' },
  'http-not-listening': {
    level: 'error',
    meaning:
      'The address of `http.listen` cannot be used, for the given `reason`; `next` is what to do. Delivery works, but monitoring is not available.',
  },
  'service-stopped': { level: 'info', meaning: '`service` accepts no more connections.' },

  'lmtp-connected': { level: 'debug', meaning: 'A client connected.' },
  'lmtp-closed': { level: 'debug', meaning: 'A connection ended.' },
  'lmtp-client-refused': {
    level: 'warn',
    meaning: 'A client outside `lmtp.allow`, or beyond a connection limit, was refused (421).',
  },
  'lmtp-connection-failed': {
    level: 'warn',
    meaning: 'A connection failed, or was closed because of inactivity or misuse.',
  },
  'recipient-refused': { level: 'info', meaning: 'A RCPT was refused with `code` `status`, for the given `reason`.' },
  'message-delivered': { level: 'info', meaning: 'A message is stored durably in `folder` of `account`.' },
  'message-duplicate': { level: 'info', meaning: 'A repeated delivery was not filed again.' },
  'message-refused': {
    level: 'warn',
    meaning: 'A message was refused for a recipient after DATA, or at MAIL because of its size.',
  },
  'group-delivered': {
    level: 'info',
    meaning:
      'A message to `group` was processed, with the number of members that received it, `deferred` (451) or `failed`.',
  },
  'group-member-failed': {
    level: 'warn',
    meaning: 'A member of `group` did not get a message; the owner is notified.',
  },
  'group-owner-told': {
    level: 'info',
    meaning: 'The owner of `group`, `account`, gets a notice about failed members.',
  },
  'group-member-left-out': {
    level: 'debug',
    meaning: 'A member of `group` never gets its messages: a send-only account, or a contact without forwarding.',
  },
  'delivery-failed': { level: 'error', meaning: 'An error on the inbound path; the client got 451 4.3.0.' },
  'directory-unavailable': { level: 'error', meaning: 'The directory could not answer; the client got 451.' },

  'booking-decided': {
    level: 'info',
    meaning: 'A meeting message was decided on; `booking explain` shows the record.',
  },
  'booking-withdrawn': {
    level: 'info',
    meaning: 'Dates of a booked meeting were declined without a new request; `because` is the reason.',
  },
  'booking-failed': {
    level: 'error',
    meaning: 'Booking failed permanently; the message is filed as an ordinary message.',
  },
  'booking-offers-failed': {
    level: 'warn',
    meaning: 'Free times for a declined request could not be determined; the answer contains none.',
  },
  'own-meeting-failed': {
    level: 'warn',
    meaning: "A submitted invitation could not be entered into its organizer's calendar; the message was sent.",
  },
  'answer-withheld': {
    level: 'warn',
    meaning:
      'A decision was not sent to `organizer`, because of `booking.maxAnswersPerOrganizerHour` or `booking.maxMessagesPerResourceHour`.',
  },
  'vacation-sent': { level: 'info', meaning: 'A sender got a vacation response of `account`.' },
  'vacation-skipped': {
    level: 'debug',
    meaning: 'A sender got no vacation response of `account`; `because` is the rule (docs/out-of-office.md).',
  },
  'vacation-withheld': {
    level: 'warn',
    meaning: 'A vacation response of `account` was not sent, because of `oof.maxPerHour`.',
  },
  'vacation-failed': { level: 'error', meaning: 'A vacation response failed; the message is filed without one.' },
  'booking-skipped': {
    level: 'warn',
    meaning:
      'This message has crashed the process twice while it was handled alone; it is filed without booking and vacation responses.',
  },

  'event-hook-done': { level: 'info', meaning: 'An executable for an event ran and exited with 0.' },
  'event-hook-failed': {
    level: 'error',
    meaning: 'An executable for an event failed, took too long (`timeout`) or was interrupted (`stopped`).',
  },
  'event-hook-skipped': {
    level: 'warn',
    meaning: 'A file in the folder of an event was not run; `reason` says what to change.',
  },
  'quota-level-passed': {
    level: 'info',
    meaning:
      'The store of `account` has exceeded a limit, or a message did not fit (`refused`); the user was notified.',
  },
  'quota-template-unusable': {
    level: 'warn',
    meaning:
      'A template in `quota.templates` cannot be read or is not valid; the next one, or the built-in text, was used.',
  },

  'store-opened': { level: 'info', meaning: 'The data folder is open and locked for this process.' },
  'store-replayed': {
    level: 'warn',
    meaning:
      'The last process was stopped by force, or the power failed: `calls` were completed from the segments. `heldMessages` outgoing messages wait for `frontdesk queue release`; `damagedRecords` could not be read: run `frontdesk store check`.',
  },
  'store-failed': {
    level: 'error',
    meaning: 'The store could not read or write; `cause` is the error of the system.',
  },

  'mail-relayed': { level: 'info', meaning: 'The relay accepted an outgoing message.' },
  'mail-relay-deferred': {
    level: 'warn',
    meaning: 'The relay deferred an outgoing message; the next attempt is at `nextAttemptAt`.',
  },
  'mail-relay-failed': { level: 'error', meaning: 'An outgoing message was rejected by the relay, or given up.' },
  'relay-unreachable': { level: 'warn', meaning: 'No connection to the relay; outgoing messages wait.' },
  'outbox-held': { level: 'info', meaning: '`relay.host` is empty: outgoing messages wait until it is set.' },
  'outbox-failed': { level: 'error', meaning: 'The outbox could not be read or written; it is tried again.' },

  'submission-connected': { level: 'debug', meaning: 'A client connected to the submission listener.' },
  'submission-client-refused': {
    level: 'warn',
    meaning: 'A client at `ip` of the submission listener, beyond a connection limit, was refused (421).',
  },
  'submission-connection-failed': { level: 'warn', meaning: 'A connection to the submission listener failed.' },
  'login-refused': {
    level: 'warn',
    meaning: 'A login from `ip` as `login` was refused; `because` is the reason, which the client does not get.',
  },
  'mail-submitted': {
    level: 'info',
    meaning: 'A message of `actor`, sent for `owner` if set, is stored durably in the outbox as `queueId`.',
  },
  'mail-not-submitted': {
    level: 'warn',
    meaning: 'A message of `actor` was refused with `code` `status`; `because` is the reason. Nothing of it is stored.',
  },
  'calendar-not-stamped': {
    level: 'warn',
    meaning: 'A calendar part was sent unchanged, without SENT-BY; `because` is the reason.',
  },
  'submission-failed': { level: 'error', meaning: 'An error on the outbound path; the client got 451 4.3.0.' },
  'certificate-loaded': { level: 'info', meaning: 'A new TLS certificate is in use for new connections.' },
  'certificate-failed': {
    level: 'error',
    meaning: 'The files of the TLS certificate have changed and cannot be used; the previous certificate stays in use.',
  },

  'action-done': { level: 'info', meaning: 'An administrator ran `action`.' },
  'action-refused': { level: 'info', meaning: 'An administrative action was refused, for the given `reason`.' },
  'action-failed': { level: 'error', meaning: 'An administrative action failed because of an error (`cause`).' },
} as const satisfies Record<string, LogEventDescription>;

export type LogEvent = keyof typeof logEvents;
