/**
 * The rules that need more than the mail: what booking made of it, who the sender is to us, and the log of answers.
 * Path: delivery/planning/rules/answer-out-of-office.ts, the last rule of a delivery.
 * Standards: RFC 3834 §2 (not the same sender again and again), RFC 5230 §4.2 (days), §4.6.
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
  /** Of the calendar object in the mail, in upper case; null: there is none, or it was not looked for. */
  readonly itipMethod: string | null;
  /** Booking has dealt with it: nobody needs to be told that no person will. */
  readonly isHandledByBooking: boolean;
  /** The reverse-path, whatever it is spelled like, is the account's. */
  readonly isOwnSender: boolean;
  /** The reverse-path is the address of a group of ours. */
  readonly isGroup: boolean;
  readonly isOverQuota: boolean;
  /** The reverse-path is in a domain of ours. */
  readonly isInside: boolean;
  /** Outside: the account knows the sender. */
  readonly isKnown: boolean;
  readonly lastAnswer: LastAnswer | null;
  readonly answersInLastHour: number;
  /** 0: no limit. */
  readonly maxPerHour: number;
}

type AccountRule = VacationRule<AccountQuestion>;

const meetingAnswer: AccountRule = {
  name: 'meeting-answer',
  because: 'It is an answer to a meeting request, or a cancellation.',
  refuses: ({ itipMethod }) => itipMethod === 'REPLY' || itipMethod === 'CANCEL',
};

const handledByBooking: AccountRule = {
  name: 'handled-by-booking',
  because: 'It is a meeting request that booking has dealt with.',
  refuses: ({ isHandledByBooking }) => isHandledByBooking,
};

const ownSender: AccountRule = {
  name: 'own-sender',
  because: 'The sender is the account itself, under one of its addresses.',
  refuses: ({ isOwnSender }) => isOwnSender,
};

// RFC 5230 §4.6: a group is a list, and the account may be in it itself.
const groupSender: AccountRule = {
  name: 'group-sender',
  because: 'The sender is a group: all of its members would be answered.',
  refuses: ({ isGroup }) => isGroup,
};

const overQuota: AccountRule = {
  name: 'over-quota',
  because: 'The account is over its hard quota.',
  refuses: ({ isOverQuota }) => isOverQuota,
};

const outsideAudience: AccountRule = {
  name: 'outside',
  because: 'The sender is outside, and nobody outside is answered.',
  refuses: ({ setting, isInside }) => !isInside && setting.audience === 'none',
};

const unknownSender: AccountRule = {
  name: 'unknown-sender',
  because: 'The sender is outside, not in the address book and was never written to; only known senders are answered.',
  refuses: ({ setting, isInside, isKnown }) => !isInside && setting.audience === 'known' && !isKnown,
};

const noOutsideText: AccountRule = {
  name: 'no-outside-text',
  because: 'The sender is outside, and the text is for inside only.',
  refuses: ({ setting, isInside, language }) => answerText(setting, isInside, language) === null,
};

// RFC 3834 §2, RFC 5230 §4.2: once in so many days.
const answeredBefore: AccountRule = {
  name: 'answered-before',
  because: 'This sender was answered in this round within againAfterDays.',
  refuses: ({ setting, lastAnswer, now }) =>
    // A clock that ran ahead and was set back withholds nothing until it has caught up.
    lastAnswer !== null &&
    lastAnswer.round === setting.round &&
    Math.abs(now - lastAnswer.at) < answeredUntil(lastAnswer.at, setting) - lastAnswer.at,
};

const tooManyAnswers: AccountRule = {
  name: 'too-many-answers',
  because: 'The account has sent as many answers in this hour as it may (oof.maxPerHour).',
  refuses: ({ answersInLastHour, maxPerHour }) => maxPerHour > 0 && answersInLastHour >= maxPerHour,
};

/** In this order, behind the mail's own rules. */
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

/** When a sender who was answered then may be answered again in the same round. */
export function answeredUntil(at: Instant, { againAfterDays }: Pick<OutOfOffice, 'againAfterDays'>): Instant {
  return addMilliseconds(at, againAfterDays * DAY_MS);
}
