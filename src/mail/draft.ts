/**
 * A message that we write ourselves, as a value: pure folders make drafts, outbox/compose turns one into bytes.
 */
import type { Address, Mailbox } from './address.js';

export interface MessageDraft {
  /** null: the null reverse-path, nobody is told of a failure. */
  readonly reversePath: Address | null;
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  /** An iCalendar object to send along: inline as text/calendar and as an attached .ics twin (RFC 6047 §2.4). */
  readonly calendar: { readonly method: string; readonly content: string } | null;
  /** A whole message to send along (message/rfc822), copied when the draft is composed. Absent or null: none. */
  readonly attachment?: Uint8Array | null;
  /** UID of the meeting it is about: what is written to somebody about one meeting arrives in that order. */
  readonly meetingUid?: string;
  /** Message-ID with angle brackets of the message this answers, or null. */
  readonly inReplyTo: string | null;
  /** Message-IDs with angle brackets, oldest first. */
  readonly references: readonly string[];
  /** Further fields, e.g. Auto-Submitted. Values hold no CR, LF or control characters. */
  readonly extraFields: readonly { readonly name: string; readonly value: string }[];
}
