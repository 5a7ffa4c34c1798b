/**
 * The out-of-office setting of an account, as a value: when it holds, what is answered, to whom. Kept with the account
 * in the directory; people, shared and resource accounts have one alike.
 * Standards: RFC 5230 (what such a setting knows), RFC 3834 (how it is obeyed: may-answer.ts).
 */
import type { Instant } from '../mail/instant.js';

/** `on` and `scheduled` both hold in their window; `scheduled` has one always. */
export const outOfOfficeStates = ['off', 'on', 'scheduled'] as const;
export type OutOfOfficeState = (typeof outOfOfficeStates)[number];

/** Which senders outside our domains are answered: none, those the account knows, all. */
export const audiences = ['none', 'known', 'all'] as const;
export type Audience = (typeof audiences)[number];

export interface OutOfOffice {
  readonly state: OutOfOfficeState;
  /** It holds in [from, until); null: that end is open. */
  readonly from: Instant | null;
  readonly until: Instant | null;
  /** null: the words of the account's language. */
  readonly subject: string | null;
  /** Plain text and HTML that say the same; one of them may be missing, both: the words of the account's language. */
  readonly text: string | null;
  readonly html: string | null;
  /** Said for people inside: outside gets none of it, even when it is the only text. */
  readonly isInsideOnly: boolean;
  /** What senders outside get instead; plain. */
  readonly outsideText: string | null;
  readonly audience: Audience;
  /** A sender is answered again after this many days, 1..MAX_AGAIN_AFTER_DAYS. */
  readonly againAfterDays: number;
  /**
   * Names the round: everybody is answered once more in a new one. The instant at which it began (milliseconds), so that
   * no setting of another account has the same.
   */
  readonly round: number;
}

/** A sender is not forgotten for longer than a year. */
export const MAX_AGAIN_AFTER_DAYS = 365;
/** Characters. An account is held in memory whole, and an answer is no newsletter. */
export const MAX_SUBJECT_CHARACTERS = 250;
export const MAX_TEXT_CHARACTERS = 32_000;
export const MAX_HTML_CHARACTERS = 128_000;

/** What an account has that never said anything. */
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

/** Half-open: from its first instant to the one before its last. */
export function isInForce({ state, from, until }: OutOfOffice, now: Instant): boolean {
  return state !== 'off' && (from === null || from <= now) && (until === null || now < until);
}
