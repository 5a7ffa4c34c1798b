/**
 * The rules that need nothing but the mail and the setting: what they refuse costs no look at the desk.
 * Path: delivery/planning/ask-vacation.ts, before the snapshot is read.
 * Standards: RFC 3834 §2 and §5 (when not to answer), RFC 5230 §4.5 and §4.6 (the same for vacation).
 */
import { addressKey, type Address } from '../mail/address.js';
import { commentEnd, parseAddressList } from '../mail/address-list.js';
import { allFields, type HeaderSection } from '../mail/header-section.js';
import type { Instant } from '../mail/instant.js';
import { matchesPattern } from './name-pattern.js';
import { isInForce, type OutOfOffice } from './out-of-office.js';
import { plainSender, senderKey } from './sender-key.js';
import type { VacationRule } from './vacation-rule.js';

export interface MailQuestion {
  readonly setting: OutOfOffice;
  readonly now: Instant;
  readonly reversePath: Address | null;
  readonly header: HeaderSection;
  /** All of the account's. */
  readonly ownAddresses: readonly Address[];
  /** It was filed as junk. */
  readonly isJunk: boolean;
  /** Local parts that are never answered; `*` stands for anything. */
  readonly neverAnswer: readonly string[];
  /** Mail that names none of the account's addresses is answered too. */
  readonly answerGroupMail: boolean;
}

type MailRule = VacationRule<MailQuestion>;

const notInForce: MailRule = {
  name: 'not-in-force',
  because: 'The setting is off, or the mail came outside its window.',
  refuses: ({ setting, now }) => !isInForce(setting, now),
};

// RFC 3834 §2: a null reverse-path is how loops stop.
const nullReversePath: MailRule = {
  name: 'null-reverse-path',
  because: 'The reverse-path is null: it is a report or another automatic answer.',
  refuses: ({ reversePath }) => reversePath === null,
};

// RFC 5230 §4.6: names that no person reads.
const systemSender: MailRule = {
  name: 'system-sender',
  because: 'The sender has a name that no person reads (oof.neverAnswer).',
  refuses: ({ reversePath, neverAnswer }) => {
    if (reversePath === null) return false;
    const names = [reversePath.localPart, plainSender(reversePath).localPart];
    return neverAnswer.some((pattern) => names.some((name) => matchesPattern(name, pattern)));
  },
};

// RFC 3834 §5.1: anything but `no` was sent by a machine. A comment or parameters may follow the word.
const autoSubmitted: MailRule = {
  name: 'auto-submitted',
  because: 'Auto-Submitted says that a machine sent it.',
  refuses: ({ header }) => allFields(header, 'auto-submitted').some((value) => firstWord(value) !== 'no'),
};

const bulkPrecedence: MailRule = {
  name: 'bulk-precedence',
  because: 'Precedence is bulk, list, junk or auto_reply.',
  refuses: ({ header }) =>
    allFields(header, 'precedence').some((value) =>
      ['bulk', 'list', 'junk', 'auto_reply'].includes(firstWord(value.replaceAll('"', ''))),
    ),
};

// RFC 5230 §4.6: List-Id and its kind (RFC 2369, RFC 2919).
const listMail: MailRule = {
  name: 'list-mail',
  because: 'It has a List-* field: it came through a mailing list.',
  refuses: ({ header }) => header.fields.some(({ name }) => name.startsWith('list-')),
};

const suppressed: MailRule = {
  name: 'suppressed',
  because: 'X-Auto-Response-Suppress asks for no answer.',
  refuses: ({ header }) =>
    allFields(header, 'x-auto-response-suppress').some((value) =>
      value
        .toLowerCase()
        .split(/[\s,;]+/)
        .some((word) => ['oof', 'autoreply', 'all'].includes(word)),
    ),
};

const junk: MailRule = {
  name: 'junk',
  because: 'It was filed as junk.',
  refuses: ({ isJunk }) => isJunk,
};

const reportTypes = ['multipart/report', 'message/delivery-status', 'message/disposition-notification'];

const report: MailRule = {
  name: 'report',
  because: 'It is a delivery report, a read receipt or another report.',
  refuses: ({ header }) => allFields(header, 'content-type').some((value) => reportTypes.includes(firstWord(value))),
};

// RFC 5230 §4.5: a person was meant, not everybody of a list, a group or a Bcc.
const notNamed: MailRule = {
  name: 'not-named',
  because: "None of the account's addresses stands in To or Cc: it came by Bcc, a group or a list.",
  refuses: ({ header, ownAddresses, answerGroupMail }) => !answerGroupMail && !namesOneOf(header, ownAddresses),
};

/** In this order; the first that refuses is named. */
export const mailRules: readonly MailRule[] = [
  notInForce,
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

/** With its detail or without. */
function namesOneOf(header: HeaderSection, addresses: readonly Address[]): boolean {
  const own = new Set(addresses.flatMap((address) => [addressKey(address), senderKey(address)]));
  return ['to', 'cc'].some((name) =>
    allFields(header, name).some((value) => parseAddressList(value).some(({ address }) => own.has(senderKey(address)))),
  );
}

/** Lower-case, what stands before it in comments left out; it ends at a space, a comma, a semicolon or a comment. */
function firstWord(value: string): string {
  let rest = value.slice(0, MAX_FIELD_CHARACTERS).trimStart();
  while (rest.startsWith('(')) rest = rest.slice(commentEnd(rest, 0)).trimStart();
  return (/^[^\s,;(]*/.exec(rest)?.[0] ?? '').toLowerCase();
}

/** The word stands at the beginning. */
const MAX_FIELD_CHARACTERS = 200;
