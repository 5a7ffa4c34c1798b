/**
 * The outbound path as its listener sees it: submission/listener.ts brings people and their messages, submit.ts
 * answers.
 */
import type { Account } from '../directory/directory.js';
import type { Address } from '../mail/address.js';
import type { Instant } from '../mail/instant.js';
import type { Peer } from '../mail/received-message.js';
import type { Reply } from '../mail/reply.js';
import type { DsnRequest } from '../store/outbox.js';

/** Who is logged in. */
export interface Submitter {
  /** Whose password it was, and whose rights hold. */
  readonly actor: Account;
  /** `actor#target`: whom the actor writes for; null: nobody else. */
  readonly target: Account | null;
}

export interface LoginAttempt {
  readonly login: string;
  readonly password: string;
  /** RFC 4616 §2: the identity to act as; empty: the one that logs in. */
  readonly authzid: string;
  readonly ip: string;
}

export type LoginAnswer =
  { readonly kind: 'logged-in'; readonly submitter: Submitter } | { readonly kind: 'refused'; readonly reply: Reply };

/** A message as it was handed over. */
export interface Submission {
  /** RFC 8098 §2.1: null for read receipts. */
  readonly reversePath: Address | null;
  readonly recipients: readonly Address[];
  /** As given with the envelope (RFC 3461); null: nothing was. */
  readonly dsn: DsnRequest | null;
  readonly bytes: Buffer;
  /** null: injected on this machine. */
  readonly peer: Peer | null;
  /** It came over TLS. */
  readonly isEncrypted: boolean;
  readonly receivedAt: Instant;
}

/** Neither function throws: whatever goes wrong inside is a 4xx reply, its cause in the log. */
export interface OutboundPath {
  logIn(attempt: LoginAttempt): Promise<LoginAnswer>;
  /** 250 with the queue id once the message is durable in the outbox. */
  submit(submitter: Submitter, submission: Submission): Promise<Reply>;
}
