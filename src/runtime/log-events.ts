/**
 * Every event that can be logged, with its level and what it means to an administrator. The list is closed: a name that
 * is not here does not compile. docs/log-events.md is made from it.
 */
export interface LogEventDescription {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly meaning: string;
}

export const logEvents = {
  'process-started': { level: 'info', meaning: 'All services of this process run.' },
  'process-stopping': { level: 'info', meaning: 'A signal or an error ends the process; work under way is finished.' },
  'configuration-reloaded': {
    level: 'info',
    meaning:
      'The configuration was read again: `changed` keys are obeyed from now on, `needRestart` ones after a restart.',
  },
  'reload-refused': {
    level: 'error',
    meaning: 'The configuration was read again and has a fault (`problems`); everything goes on as it was.',
  },
  'manager-not-told': {
    level: 'warn',
    meaning: 'The service manager (systemd) could not be told our state; `cause` says why. Nothing else suffers.',
  },
  'process-stopped': { level: 'info', meaning: 'Everything is closed.' },
  'process-failed': { level: 'error', meaning: 'A fault that nobody caught ends the process; `cause` is the fault.' },
  'service-listening': { level: 'info', meaning: '`service` takes connections at `address`.' },
  'http-not-listening': {
    level: 'error',
    meaning:
      'The address of `http.listen` cannot be had: mail flows, monitoring gets no answer. `reason` is what is in the way, `next` what to do.',
  },
  'service-stopped': { level: 'info', meaning: '`service` takes no more connections.' },

  'lmtp-connected': { level: 'debug', meaning: 'A client connected.' },
  'lmtp-closed': { level: 'debug', meaning: 'A connection ended.' },
  'lmtp-client-refused': {
    level: 'warn',
    meaning: 'A client outside `lmtp.allow`, or one too many, was sent away (421).',
  },
  'lmtp-connection-failed': { level: 'warn', meaning: 'A connection broke, or was closed for idleness or misuse.' },
  'recipient-refused': { level: 'info', meaning: 'A RCPT got `code` `status`; `reason` says why.' },
  'message-delivered': { level: 'info', meaning: 'A message is durable in the folder of `account`.' },
  'message-duplicate': { level: 'info', meaning: 'The same delivery came again and was not filed twice.' },
  'message-refused': {
    level: 'warn',
    meaning: 'A message was refused for one recipient after DATA, or at MAIL as too large.',
  },
  'group-delivered': {
    level: 'info',
    meaning:
      'A message to `group` was dealt with: how many members received, were `deferred` (451), `failed` for good.',
  },
  'group-member-failed': { level: 'warn', meaning: 'A member of `group` did not get a message; the owner is told.' },
  'group-owner-told': {
    level: 'info',
    meaning: 'The owner of `group`, `account`, is sent a mail about failed members.',
  },
  'group-member-left-out': {
    level: 'debug',
    meaning: 'A member of `group` never gets its mail: send-only, or a contact that is not forwarded to.',
  },
  'delivery-failed': { level: 'error', meaning: 'A fault on the inbound path; the peer got 451 4.3.0.' },
  'directory-unavailable': { level: 'error', meaning: 'The directory could not answer; the peer got 451.' },

  'booking-decided': { level: 'info', meaning: 'A meeting message was decided; `booking explain` shows the record.' },
  'booking-withdrawn': {
    level: 'info',
    meaning: 'Times of a booked meeting were declined to its organizer without a new request; `because` says why.',
  },
  'booking-failed': { level: 'error', meaning: 'Booking failed for good; the mail is filed as ordinary mail.' },
  'booking-offers-failed': {
    level: 'warn',
    meaning: 'Free times for a declined request could not be looked up; the answer went out without.',
  },
  'own-meeting-failed': {
    level: 'warn',
    meaning: "A submitted invitation could not be entered into its organizer's calendar; the message was sent.",
  },
  'answer-withheld': {
    level: 'warn',
    meaning: 'A decision was not told to `organizer`, who had `booking.maxAnswersPerOrganizerHour` answers this hour.',
  },
  'vacation-sent': { level: 'info', meaning: 'A sender was told that `account` is away.' },
  'vacation-skipped': {
    level: 'debug',
    meaning: '`account` is away, and the mail was not answered; `because` names the rule (docs/out-of-office.md).',
  },
  'vacation-withheld': {
    level: 'warn',
    meaning: '`account` is away and has sent `oof.maxPerHour` answers this hour; one more was not sent.',
  },
  'vacation-failed': { level: 'error', meaning: 'An out-of-office answer failed; the mail is filed without.' },
  'booking-skipped': {
    level: 'warn',
    meaning: 'This mail ended the process twice before; it is filed without booking.',
  },

  'event-hook-done': { level: 'info', meaning: 'An executable was run at an event and ended with 0.' },
  'event-hook-failed': {
    level: 'error',
    meaning: 'An executable for an event failed, took too long (`timeout`) or was not run to its end (`stopped`).',
  },
  'event-hook-skipped': {
    level: 'warn',
    meaning: 'A file in the folder of an event is not run; `reason` says what to change.',
  },
  'quota-level-passed': {
    level: 'info',
    meaning: 'The store of `account` has passed a limit, or a mail did not fit (`refused`); its user was told.',
  },
  'quota-template-unusable': {
    level: 'warn',
    meaning: 'A template in `quota.templates` cannot be read or is none; the next one, or our own text, was taken.',
  },

  'store-opened': { level: 'info', meaning: 'The data folder is open and locked for this process.' },
  'store-failed': {
    level: 'error',
    meaning: 'The store could not read or write; `cause` says what the system answered.',
  },

  'mail-relayed': { level: 'info', meaning: 'The relay took an outgoing mail.' },
  'mail-relay-deferred': {
    level: 'warn',
    meaning: 'The relay did not take a mail for now; it is tried again at `nextAttemptAt`.',
  },
  'mail-relay-failed': { level: 'error', meaning: 'A mail will not be relayed: refused for good, or given up.' },
  'relay-unreachable': { level: 'warn', meaning: 'No connection to the relay; outgoing mail waits.' },
  'outbox-held': { level: 'info', meaning: '`relay.host` is empty: outgoing mail is kept until it is set.' },
  'outbox-failed': { level: 'error', meaning: 'The outbox could not be read or written; it tries again.' },

  'submission-connected': { level: 'debug', meaning: 'A client connected to hand in mail.' },
  'submission-client-refused': {
    level: 'warn',
    meaning: 'A client at `ip` that wanted to hand in mail was one too many, and was sent away (421).',
  },
  'submission-connection-failed': { level: 'warn', meaning: 'A connection of a client that hands in mail broke.' },
  'login-refused': {
    level: 'warn',
    meaning: 'Somebody could not log in from `ip` as `login`; `because` says why, which the client is not told.',
  },
  'mail-submitted': {
    level: 'info',
    meaning: 'A mail of `actor`, written for `owner` if there is one, is durable in the outbox as `queueId`.',
  },
  'mail-not-submitted': {
    level: 'warn',
    meaning: 'A mail of `actor` was refused with `code` `status`; `because` says why. Nothing of it is stored.',
  },
  'calendar-not-stamped': {
    level: 'warn',
    meaning: 'A calendar part went out as it was written, without SENT-BY, as `because` says.',
  },
  'submission-failed': { level: 'error', meaning: 'A fault on the outbound path; the client got 451 4.3.0.' },
  'certificate-loaded': { level: 'info', meaning: 'A new TLS certificate is in use for new connections.' },
  'certificate-failed': {
    level: 'error',
    meaning: 'The files of the TLS certificate changed and cannot be used; the one before stays in use.',
  },

  'action-done': { level: 'info', meaning: 'An administrator ran `action`.' },
  'action-refused': { level: 'info', meaning: 'An administrative action was refused; `reason` says why.' },
  'action-failed': { level: 'error', meaning: 'An administrative action failed; `cause` is the fault.' },
} as const satisfies Record<string, LogEventDescription>;

export type LogEvent = keyof typeof logEvents;
