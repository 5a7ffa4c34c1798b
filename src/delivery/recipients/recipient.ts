/**
 * What an accepted forward-path stands for: an account, a contact or a group.
 * Path: RCPT TO -> resolve-recipient.ts makes them, deliver.ts gets them back with the message.
 */
import type { Account, MailGroup } from '../../directory/directory.js';
import type { Address } from '../../mail/address.js';
import type { Reply } from '../../mail/reply.js';

/** An account that receives; a contact, which has no store, by the relay. */
export interface Recipient {
  /** As given. */
  readonly forwardPath: Address;
  readonly account: Account;
  /** What followed the delimiter in `user+detail`. */
  readonly detail: string | null;
  /** Name of the group, or of the owner that the account is a deputy of, whose address the forward-path is; absent: it is one of the account's own. */
  readonly expandedFrom?: string;
  /** A meeting message that the account wants its deputies to have alone, and one of them has. */
  readonly deputiesHaveIt?: boolean;
}

/** A group that receives: its members do. */
export interface GroupRecipient {
  /** As given. */
  readonly forwardPath: Address;
  readonly group: MailGroup;
}

/** An accepted RCPT. */
export type EnvelopeRecipient = Recipient | GroupRecipient;
export type RcptAnswer =
  | { readonly kind: 'accepted'; readonly reply: Reply; readonly recipient: EnvelopeRecipient }
  | { readonly kind: 'refused'; readonly reply: Reply };
export interface DeliverOptions {
  /** A message is put back where it was: no duplicate or loop test, no booking, no answers. */
  readonly restore: boolean;
}
