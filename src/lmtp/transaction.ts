/**
 * One message transaction: what MAIL, RCPT and the text have brought so far.
 * Standards: RFC 5321 §3.3, RFC 2033 §4.2.
 */
import type { Address } from '../mail/address.js';
import type { Reply } from '../mail/reply.js';
import type { EnvelopeRecipient } from '../delivery/recipients/recipient.js';

export interface Transaction {
  readonly reversePath: Address | null;
  readonly smtpUtf8: boolean;
  /** SIZE= of MAIL, 0 if not given. */
  readonly declaredBytes: number;
  /** The accepted ones, in order; a repeated one stands there again. */
  readonly recipients: EnvelopeRecipient[];
  /** Of the text so far, dot-stuffing undone. */
  sizeBytes: number;
  /** Text came by BDAT: the message is whole at its LAST chunk, DATA is out of place (RFC 3030 §2). */
  chunking: boolean;
  /** Set when the text cannot be taken: the rest is swallowed and each recipient gets this. */
  failure: Reply | null;
}

export function startTransaction(from: Pick<Transaction, 'reversePath' | 'smtpUtf8' | 'declaredBytes'>): Transaction {
  return { ...from, recipients: [], sizeBytes: 0, chunking: false, failure: null };
}
