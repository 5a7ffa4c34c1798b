/**
 * The outbox, a store port: the queue of outgoing messages, from the commit that adds one to the attempt that ends it.
 * Messages are added by the delivery desk together with what they belong to, or by `enqueue`.
 *
 * Path: outbox/outbox.ts relays what is due; admin/actions lists, retries and deletes.
 */
import type { StoreId } from '../directory/account.js';
import type { Address } from '../mail/address.js';
import type { Instant } from '../mail/instant.js';

/** An outgoing message for the outbox; durable with its commit. */
export interface OutgoingMessage {
  /** The same id means the same message: adding it again changes nothing. */
  readonly id: string;
  readonly storeId: StoreId | null;
  readonly reversePath: Address | null;
  readonly recipients: readonly Address[];
  readonly messageId: string;
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly createdAt: Instant;
  /** Absent or null: not requested. */
  readonly dsn?: DsnRequest | null;
  /** Messages of one lane are relayed in the order in which they were added. Absent or null: no lane. */
  readonly lane?: string | null;
}

/** An outgoing message that may be composed again, to more or fewer recipients. */
export interface OnceMessage extends OutgoingMessage {
  /** Identifies its source: each recipient gets one message per source. Absent: the message's id identifies it. */
  readonly madeFrom?: string;
}

/** The delivery status notifications that a client requested (RFC 3461), passed on unchanged. */
export interface DsnRequest {
  readonly ret: 'FULL' | 'HDRS' | null;
  readonly envid: string | null;
  /** By `addressKey`; nothing is requested for a missing recipient. */
  readonly byRecipient: Readonly<Record<string, { readonly notify: string | null; readonly orcpt: string | null }>>;
}

/** held: not relayed until it is retried, because nobody knows whether it was sent already (a restored backup). */
export const outboxStates = ['waiting', 'held', 'failed'] as const;

export type OutboxState = (typeof outboxStates)[number];

export interface OutboxEntry {
  readonly id: string;
  readonly state: OutboxState;
  readonly reversePath: Address | null;
  /** Recipients that are still waiting or have failed. */
  readonly recipients: readonly Address[];
  readonly messageId: string;
  readonly subject: string;
  readonly sizeBytes: number;
  readonly attempts: number;
  readonly createdAt: Instant;
  readonly nextAttemptAt: Instant;
  /** The last reply or error in one line. */
  readonly lastError: string | null;
  readonly dsn: DsnRequest | null;
  readonly lane: string | null;
  /** Whether an earlier message of its lane waits: this one is not due, whatever its time. */
  readonly isBehind: boolean;
}

/** The number of messages in a state. */
export interface OutboxDepth {
  readonly state: OutboxState;
  readonly messages: number;
  /** When the oldest message was created; null: there is none. */
  readonly oldestAt: Instant | null;
}

/** The result of an attempt to relay; recipients in neither list are done. */
export interface RelayOutcome {
  readonly retry: readonly Address[];
  /** Rejected without a notification of the sender: kept in the entry as failed, shown by `queue list`. */
  readonly failed: readonly Address[];
  /** Notifies the sender of other rejected recipients, which are then done; added to the outbox in the same commit. */
  readonly report?: OutgoingMessage;
  readonly nextAttemptAt: Instant;
  readonly error: string | null;
}

/** The most entries in a page: rows of about a kilobyte. */
export const MAX_OUTBOX_PAGE = 1_000;

export interface OutboxPage {
  /** The last entry of the page before; null: from the beginning. It need not be there any more. */
  readonly after: Pick<OutboxEntry, 'createdAt' | 'id'> | null;
  readonly limit: number;
}

/** Who claims, and for how long. */
export interface Claim {
  /** Different for each worker of any process. */
  readonly owner: string;
  readonly now: Instant;
  /** More than 0. */
  readonly leaseMs: number;
}

/**
 * Contract of every method: a change is durable when it resolves, and is seen by every later call of any process that
 * shares the engine. The buffers of messages remain the caller's; those that are returned are the caller's own. Throws
 * StoreError('unavailable') if nothing was written or read.
 */
export interface Outbox {
  /** Adds the messages in one commit, in their order; an id that is there already changes nothing. */
  enqueue(messages: readonly OutgoingMessage[]): Promise<void>;
  /**
   * As `enqueue`, but a message that this function has added within the duplicate window is not added again, even if it
   * has been relayed since: a repeated delivery does not send it twice.
   */
  enqueueOnce(messages: readonly OnceMessage[], now: Instant): Promise<void>;
  /**
   * Gives waiting entries that are due to an owner, at most `limit`, the oldest first. Until its lease ends or is released,
   * an entry is given to nobody else, in this process or in another, and no other entry of its lane is given to anybody.
   * Of each lane only the first entry is due; an entry that is held or has failed never is.
   *
   * They are followed by entries that are due after `farthest` (null: no bound), as such a time can only come from a
   * clock that was ahead.
   *
   * A lease is not durable: it may end early when the engine is closed or its process is killed, and ends at its time at
   * the latest. It outlives its entry, whose attempt may still be in progress when it is deleted.
   */
  claim(claim: Claim, limit: number, farthest: Instant | null): Promise<readonly OutboxEntry[]>;
  /**
   * Extends the leases to `leaseMs` from now.
   *
   * @returns the ids that the owner still has; the others may be with another owner by now
   */
  renew(ids: readonly string[], claim: Claim): Promise<readonly string[]>;
  /** Ends the owner's leases on these entries; what it does not have is ignored. */
  release(ids: readonly string[], owner: string): Promise<void>;
  /** When something may be claimed next: an entry is due, or a lease ends; null if there is neither. */
  nextDueAt(): Promise<Instant | null>;
  /**
   * A page of the entries, the oldest first; those of one instant are in an order of the engine that does not change.
   * Absent: the first entries. At most `MAX_OUTBOX_PAGE` of them.
   */
  outboxEntries(page?: OutboxPage): Promise<readonly OutboxEntry[]>;
  /** One for each state. */
  outboxDepths(): Promise<readonly OutboxDepth[]>;
  /** null: there is no such entry. */
  outboxEntry(id: string): Promise<OutboxEntry | null>;
  /** The message as it is relayed; null: there is no such entry. */
  outboxBytes(id: string): Promise<Uint8Array | null>;
  /** Records an attempt durably; an entry without remaining recipients is deleted. */
  recordRelay(id: string, outcome: RelayOutcome, now: Instant): Promise<void>;
  /** Makes an entry due now; a failed one returns to its place in its lane. false: there is no such entry. */
  retryNow(id: string, now: Instant): Promise<boolean>;
  /** false: there is no such entry. The message is not sent, and nobody is notified. */
  deleteOutgoing(id: string): Promise<boolean>;
  /** Deletes messages that failed before then; resolves to their number. */
  pruneFailed(before: Instant): Promise<number>;
}
