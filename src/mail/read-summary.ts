/**
 * What a list of messages shows of one: decoded, one line each, safe to print.
 * Path: `frontdesk message list`. Standards: RFC 5322 §3.6, RFC 2047.
 */
import { formatAddress, type Mailbox } from './address.js';
import { parseAddressList } from './address-list.js';
import { withoutComments } from './comments-and-quotes.js';
import { decodeEncodedWords } from './encoded-words.js';
import { firstField, type HeaderSection } from './header-section.js';
import { instant, type Instant } from './instant.js';
import { readMessageId } from './message-ids.js';

export interface MailSummary {
  /** `Anna Muster <anna@example.org>`, several parted by commas; empty if there is none. */
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** With angle brackets. */
  readonly messageId: string | null;
  /** The Date field; null if there is none that can be read. */
  readonly date: Instant | null;
}

export function readSummary(header: HeaderSection): MailSummary {
  return {
    from: mailboxesOf(header, 'from'),
    to: mailboxesOf(header, 'to'),
    subject: decodeEncodedWords(firstField(header, 'subject') ?? ''),
    messageId: readMessageId(header),
    date: readDate(firstField(header, 'date')),
  };
}

function mailboxesOf(header: HeaderSection, name: string): string {
  return parseAddressList(firstField(header, name) ?? '')
    .map(showMailbox)
    .join(', ');
}

function showMailbox({ address, displayName }: Mailbox): string {
  return displayName === null ? formatAddress(address) : `${displayName} <${formatAddress(address)}>`;
}

/** RFC 5322 §3.3, comments left out; a real date with the name of its zone is far shorter. */
const MAX_DATE_CHARACTERS = 200;

function readDate(value: string | null): Instant | null {
  const milliseconds = Date.parse(withoutComments((value ?? '').slice(0, MAX_DATE_CHARACTERS)).trim());
  return Number.isNaN(milliseconds) ? null : instant(milliseconds);
}
