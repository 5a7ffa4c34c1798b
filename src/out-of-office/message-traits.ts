/**
 * What a header section says to programs that answer automatically, read once a message: message-rules.ts asks for
 * each of its recipients.
 * Standards: RFC 3834 §5 (Auto-Submitted), RFC 2369 and RFC 2919 (List fields), RFC 6522 (reports), RFC 5230 §4.5 and §4.6.
 */
import { commentEnd } from '../mail/comments-and-quotes.js';
import { allFields, oncePerHeader, type HeaderSection } from '../mail/header-section.js';
import type { Address } from '../mail/address.js';
import { readAuthors } from '../mail/read-authors.js';
import { readAddressees } from '../mail/read-addressees.js';
import { senderKey } from './sender-key.js';

export interface MessageTraits {
  readonly isAutoSubmitted: boolean;
  readonly isBulk: boolean;
  readonly isFromList: boolean;
  /** X-Auto-Response-Suppress. */
  readonly wantsNoAnswer: boolean;
  readonly isReport: boolean;
  /** In From, the first ones. */
  readonly authors: readonly Address[];
  /** `senderKey` of the addresses in To, Cc, Resent-To and Resent-Cc. */
  readonly addressees: ReadonlySet<string>;
}

/** RFC 3834 §5, and what programs write that do not know it. */
const machineFields = ['auto-submitted', 'x-autoreply', 'x-auto-reply', 'x-autorespond', 'x-autoresponder'];
const bulkWords = ['bulk', 'list', 'junk', 'auto_reply'];
/** More authors than these have written nothing together. */
const MAX_AUTHORS = 10;
const reportTypes = ['multipart/report', 'message/delivery-status', 'message/disposition-notification'];
const suppressingWords = ['oof', 'autoreply', 'all'];

export const readMessageTraits: (header: HeaderSection) => MessageTraits = oncePerHeader((header) => {
  const some = (name: string, test: (value: string) => boolean): boolean => allFields(header, name).some(test);
  return {
    isAutoSubmitted: machineFields.some((name) => some(name, (value) => firstWord(value) !== 'no')),
    isBulk: some('precedence', (value) => bulkWords.includes(firstWord(value.replaceAll('"', '')))),
    isFromList: header.fields.some(({ name }) => name.startsWith('list-')),
    wantsNoAnswer: some('x-auto-response-suppress', (value) =>
      value
        .toLowerCase()
        .split(/[\s,;]+/)
        .some((word) => suppressingWords.includes(word)),
    ),
    isReport: some('content-type', (value) => reportTypes.includes(firstWord(value))),
    authors: readAuthors(header)
      .from.slice(0, MAX_AUTHORS)
      .map(({ address }) => address),
    addressees: new Set(readAddressees(header).map(senderKey)),
  };
});

/** The word stands at the beginning. */
const MAX_FIELD_CHARACTERS = 200;

/** Lower-case, what stands before it in comments left out; it ends at a space, a comma, a semicolon or a comment. */
function firstWord(value: string): string {
  let rest = value.slice(0, MAX_FIELD_CHARACTERS).trimStart();
  while (rest.startsWith('(')) {
    const end = commentEnd(rest, 0);
    rest = end < 0 ? '' : rest.slice(end).trimStart();
  }
  return (/^[^\s,;(]*/.exec(rest)?.[0] ?? '').toLowerCase();
}
