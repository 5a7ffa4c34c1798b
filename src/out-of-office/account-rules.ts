/**
 * The rules that need more than the message: what booking decided, who the sender is, and the log of answers.
 * Path: delivery/planning/rules/answer-out-of-office.ts, the last rule of a delivery.
 * Standards: RFC 3834 §2 (no repeated answers to one sender), RFC 5230 §4.2 (days), §4.6.
 */
import { addMilliseconds, type Instant } from '../mail/instant.js';
import { answerText } from './answer-text.js';
import type { OutOfOffice } from './out-of-office.js';
import type { VacationRule } from './vacation-rule.js';

const DAY_MS = 86_400_000;

/** When a sender was last answered, and in which round. */
export interface LastAnswer {
  readonly at: Instant;
  readonly round: number;
}

export interface AccountQuestion {
  readonly setting: OutOfOffice;
  readonly now: Instant;
  /** Of the account, BCP 47. */
  readonly language: string;
  /** METHOD of the calendar object in the message, in upper case; null: there is none, or it was not looked for. */
  readonly itipMethod: string | null;
  /** Booking has handled the message, so it does not matter that no person reads it. */
  readonly isHandledByBooking: boolean;
  /** The reverse-path is an address of the account, in whatever spelling. */
  readonly isOwnSender: boolean;
  /** The reverse-path is the address of a local group. */
  readonly isGroup: boolean;
  readonly isOverQuota: boolean;
  /** The reverse-path is in a local domain. */
  readonly isInside: boolean;
  /** For a sender outside: the account knows them. */
  readonly isKnown: boolean;
  readonly lastAnswer: LastAnswer | null;
  readonly answersInLastHour: number;
  /** 0: no limit. */
  readonly maxPerHour: number;
}

type AccountRule = VacationRule<AccountQuestion>;

const meetingAnswer: AccountRule = {
  name: 'meeting-answer',
  because: 'The message is a reply to a meeting request, or a cancellation.',
  refuses: ({ itipMethod }) => itipMethod === 'REPLY' || itipMethod === 'CANCEL',
};

const handledByBooking: AccountRule = {
  name: 'handled-by-booking',
  because: 'The message is a meeting request that booking has handled.',
  refuses: ({ isHandledByBooking }) => isHandledByBooking,
};

const ownSender: AccountRule = {
  name: 'own-sender',
  because: 'The sender is the account itself, under one of its addresses.',
  refuses: ({ isOwnSender }) => isOwnSender,
};

// RFC 5230 §4.6: a group is a list, and the account may be a member of it.
const groupSender: AccountRule = {
  name: 'group-sender',
  because: 'The sender is a group, so all its members would receive the response.',
  refuses: ({ isGroup }) => isGroup,
};

const overQuota: AccountRule = {
  name: 'over-quota',
  because: 'The account is over its hard quota.',
  refuses: ({ isOverQuota }) => isOverQuota,
};

const outsideAudience: AccountRule = {
  name: 'outside',
  because: 'The sender is outside the local domains, and the audience is none.',
  refuses: ({ setting, isInside }) => !isInside && setting.audience === 'none',
};

const unknownSender: AccountRule = {
  name: 'unknown-sender',
  because:
    'The sender is outside, not in the address book, and the account has never written to them (audience known).',
  refuses: ({ setting, isInside, isKnown }) => !isInside && setting.audience === 'known' && !isKnown,
};

const noOutsideText: AccountRule = {
  name: 'no-outside-text',
  because: 'The sender is outside, and the only text is for senders inside.',
  refuses: ({ setting, isInside, language }) => answerText(setting, isInside, language) === null,
};

// RFC 3834 §2, RFC 5230 §4.2: once within a number of days.
const answeredBefore: AccountRule = {
  name: 'answered-before',
  because: 'This sender has received a response in this round, and the time of --again-after-days is not over.',
  refuses: ({ setting, lastAnswer, now }) =>
    // If the clock was ahead and has been set back, responses are not withheld until it catches up.
    lastAnswer !== null &&
    lastAnswer.round === setting.round &&
    Math.abs(now - lastAnswer.at) < answeredUntil(lastAnswer.at, setting) - lastAnswer.at,
};

const tooManyAnswers: AccountRule = {
  name: 'too-many-answers',
  because: 'The account has reached its limit of responses in an hour (oof.maxPerHour).',
  refuses: ({ answersInLastHour, maxPerHour }) => maxPerHour > 0 && answersInLastHour >= maxPerHour,
};

/** In this order, after the rules about the message (message-rules.ts). */
export const accountRules: readonly AccountRule[] = [
  meetingAnswer,
  handledByBooking,
  ownSender,
  groupSender,
  overQuota,
  outsideAudience,
  unknownSender,
  noOutsideText,
  answeredBefore,
  tooManyAnswers,
];

/** From when on a sender who got a response at that time may get another one in the same round. */
export function answeredUntil(at: Instant, { againAfterDays }: Pick<OutOfOffice, 'againAfterDays'>): Instant {
  return addMilliseconds(at, againAfterDays * DAY_MS);
}
