/**
 * Who a message says it is from: From, Sender and Reply-To of a header section.
 * Path: delivery reads it for messages that hold a calendar object, before booking.
 * Standards: RFC 5322 §3.6.2.
 */
import { parseAddressLists } from './address-list.js';
import type { Mailbox } from './address.js';
import { allFields, oncePerHeader, type HeaderSection } from './header-section.js';

export interface Authors {
  /** Empty if there is no From field that holds an address. */
  readonly from: readonly Mailbox[];
  readonly sender: Mailbox | null;
  readonly replyTo: readonly Mailbox[];
}

/**
 * A field that stands more than once, which RFC 5322 forbids, counts as if its values stood in one. Read once a message,
 * as many mailboxes of each name as parseAddressLists reads.
 */
export const readAuthors: (header: HeaderSection) => Authors = oncePerHeader((header) => {
  const read = (name: string): readonly Mailbox[] => parseAddressLists(allFields(header, name));
  return { from: read('from'), sender: read('sender')[0] ?? null, replyTo: read('reply-to') };
});
