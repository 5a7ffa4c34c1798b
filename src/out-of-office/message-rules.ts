/**
 * The rules that need only the message and the setting. A message that they exclude costs no read of the store.
 * Path: delivery/planning/ask-vacation.ts, before the snapshot is read.
 * Standards: RFC 3834 §2 and §5 (when not to answer), RFC 5230 §4.5 and §4.6 (the same for vacation).
 */
import { addressKey, type Address } from '../mail/address.js';
import type { HeaderSection } from '../mail/header-section.js';
import type { Instant } from '../mail/instant.js';
import { matchesPattern } from './name-pattern.js';
import { isInEffect, type OutOfOffice } from './out-of-office.js';
import { readMessageTraits } from './message-traits.js';
import { plainSender, senderKey } from './sender-key.js';
import type { VacationRule } from './vacation-rule.js';

export interface MailQuestion {
  readonly setting: OutOfOffice;
  readonly now: Instant;
  readonly reversePath: Address | null;
  readonly header: HeaderSection;
  /** All addresses of the account. */
  readonly ownAddresses: readonly Address[];
  /** It was filed as junk. */
  readonly isJunk: boolean;
  /** Local parts that never get a response; `*` matches anything. */
  readonly neverAnswer: readonly string[];
  /** Messages that name none of the account's addresses get a response too. */
  readonly answerGroupMail: boolean;
}

type MailRule = VacationRule<MailQuestion>;

const notInEffect: MailRule = {
  name: 'not-in-force',
  because: 'The setting is off, or the message arrived outside its window.',
  refuses: ({ setting, now }) => !isInEffect(setting, now),
};

// RFC 3834 §2: a null reverse-path stops loops.
const nullReversePath: MailRule = {
  name: 'null-reverse-path',
  because: 'The reverse-path is null: the message is a report or an automatic response.',
  refuses: ({ reversePath }) => reversePath === null,
};

// RFC 5230 §4.6: addresses that no person reads.
const systemSender: MailRule = {
  name: 'system-sender',
  because: 'The sender is an address that no person reads (oof.neverAnswer).',
  refuses: ({ reversePath, header, neverAnswer }) => {
    if (reversePath === null) return false;
    const authors = readMessageTraits(header).authors.map(({ localPart }) => localPart);
    const names = [reversePath.localPart, plainSender(reversePath).localPart, ...authors];
    return neverAnswer.some((pattern) => names.some((name) => matchesPattern(name, pattern)));
  },
};

// RFC 3834 §5.1: anything but `no` was sent by a machine. A comment or parameters may follow the word.
const autoSubmitted: MailRule = {
  name: 'auto-submitted',
  because: 'Auto-Submitted says that a machine sent it.',
  refuses: ({ header }) => readMessageTraits(header).isAutoSubmitted,
};

const bulkPrecedence: MailRule = {
  name: 'bulk-precedence',
  because: 'Precedence is bulk, list, junk or auto_reply.',
  refuses: ({ header }) => readMessageTraits(header).isBulk,
};

// RFC 5230 §4.6: List-Id and its kind (RFC 2369, RFC 2919).
const listMail: MailRule = {
  name: 'list-mail',
  because: 'The message has a List-* field: it came through a mailing list.',
  refuses: ({ header }) => readMessageTraits(header).isFromList,
};

const suppressed: MailRule = {
  name: 'suppressed',
  because: 'X-Auto-Response-Suppress asks for no answer.',
  refuses: ({ header }) => readMessageTraits(header).wantsNoAnswer,
};

const junk: MailRule = {
  name: 'junk',
  because: 'The message was filed as junk.',
  refuses: ({ isJunk }) => isJunk,
};

const report: MailRule = {
  name: 'report',
  because: 'The message is a delivery report, a read receipt or another report.',
  refuses: ({ header }) => readMessageTraits(header).isReport,
};

// RFC 5230 §4.5: the message is to this account, not to a list, a group or by Bcc.
const notNamed: MailRule = {
  name: 'not-named',
  because: "None of the account's addresses is in To or Cc: the message came by Bcc, a group or a list.",
  refuses: ({ header, ownAddresses, answerGroupMail }) => !answerGroupMail && !namesOneOf(header, ownAddresses),
};

/** In this order; the first that prevents a response is reported. */
export const mailRules: readonly MailRule[] = [
  notInEffect,
  nullReversePath,
  systemSender,
  autoSubmitted,
  bulkPrecedence,
  listMail,
  suppressed,
  junk,
  report,
  notNamed,
];

/** Matches the local part with its detail or without. */
function namesOneOf(header: HeaderSection, addresses: readonly Address[]): boolean {
  const { addressees } = readMessageTraits(header);
  return addresses.some((address) => addressees.has(addressKey(address)) || addressees.has(senderKey(address)));
}
