/**
 * The out-of-office setting of an account, as a value: when it is in effect, what is answered, and to whom. It is kept
 * with the account in the directory. Users, shared accounts and resources all have one.
 * Standards: RFC 5230 (the parts of a setting), RFC 3834 (how it is applied: message-rules.ts, account-rules.ts).
 */
import type { Instant } from '../mail/instant.js';

/** `on` and `scheduled` are both in effect within their window; `scheduled` always has one. */
export const outOfOfficeStates = ['off', 'on', 'scheduled'] as const;
export type OutOfOfficeState = (typeof outOfOfficeStates)[number];

/** Which senders outside the local domains get a response: none, those the account knows, all. */
export const audiences = ['none', 'known', 'all'] as const;
export type Audience = (typeof audiences)[number];

export interface OutOfOffice {
  readonly state: OutOfOfficeState;
  /** In effect in [from, until); null: no limit on that side. */
  readonly from: Instant | null;
  readonly until: Instant | null;
  /** null: the standard subject of the account's language. */
  readonly subject: string | null;
  /** Plain text and HTML with the same content. One may be null; both null: the standard text of the account's language. */
  readonly text: string | null;
  readonly html: string | null;
  /** The text is for senders inside: senders outside never get it, even if it is the only text. */
  readonly isInsideOnly: boolean;
  /** The text for senders outside; plain. */
  readonly outsideText: string | null;
  readonly audience: Audience;
  /** A sender gets another response after this many days, 1..MAX_AGAIN_AFTER_DAYS. */
  readonly againAfterDays: number;
  /**
   * Identifies the round: in a new round every sender gets a response again. It is the instant at which the round began, in
   * milliseconds, so that no setting of another account has the same.
   */
  readonly round: number;
}

/** The log of answers keeps a sender for no more than a year. */
export const MAX_AGAIN_AFTER_DAYS = 365;
/** Characters. Accounts are held in memory, so their texts are bounded. */
export const MAX_SUBJECT_CHARACTERS = 250;
export const MAX_TEXT_CHARACTERS = 32_000;
export const MAX_HTML_CHARACTERS = 128_000;

/** The setting of an account that has never set one. */
export const neverAway: OutOfOffice = {
  state: 'off',
  from: null,
  until: null,
  subject: null,
  text: null,
  html: null,
  isInsideOnly: false,
  outsideText: null,
  audience: 'all',
  againAfterDays: 1,
  round: 0,
};

/** Half-open: from the first instant of the window to the one before its end. */
export function isInEffect({ state, from, until }: OutOfOffice, now: Instant): boolean {
  return state !== 'off' && (from === null || from <= now) && (until === null || now < until);
}
