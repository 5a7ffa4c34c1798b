/**
 * Who a mail says it is from: From, Sender and Reply-To of a header section.
 * Path: delivery reads it for mails that hold a calendar object, before booking.
 * Standards: RFC 5322 §3.6.2.
 */
import { parseAddressList } from './address-list.js';
import type { Mailbox } from './address.js';
import { allFields, type HeaderSection } from './header-section.js';

export interface Authors {
  /** Empty if there is no From field that holds an address. */
  readonly from: readonly Mailbox[];
  readonly sender: Mailbox | null;
  readonly replyTo: readonly Mailbox[];
}

/** A field that stands more than once, which RFC 5322 forbids, counts as if its values stood in one. */
export function readAuthors(header: HeaderSection): Authors {
  const read = (name: string): readonly Mailbox[] => allFields(header, name).flatMap(parseAddressList);
  return { from: read('from'), sender: read('sender')[0] ?? null, replyTo: read('reply-to') };
}
