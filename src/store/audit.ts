/**
 * The audit log, a store port: who sent as whom, and to whom an account has written. Records are added by the delivery
 * desk's `submit`, in the commit of the submission.
 *
 * Path: admin/actions/audit-list.ts reads it, housekeeping/ prunes it, vacation responses ask for known senders.
 */
import type { StoreId } from '../directory/account.js';
import type { Instant } from '../mail/instant.js';

/** Who sent as whom. */
export interface AuditRecord {
  readonly sentAt: Instant;
  /** Name of the account that was logged in. */
  readonly actor: string;
  /** Name of the account, contact or group that it was sent for; null: the actor's own message. */
  readonly owner: string | null;
  readonly right: 'own' | 'on-behalf' | 'send-as';
  readonly author: string;
  readonly reversePath: string | null;
  readonly recipients: readonly string[];
  readonly messageId: string;
  /** Ids of the messages in the outbox. */
  readonly queueIds: readonly string[];
  /** IP address of the client; null: submitted on this machine. */
  readonly ip: string | null;
}

export interface AuditQuestion {
  /** Account name, as actor or owner. */
  readonly account: string | null;
  readonly since: Instant | null;
  readonly limit: number;
}

/**
 * Contract of every method: it sees every commit that has resolved, in this process and in others. Throws
 * StoreError('unavailable') if the engine cannot answer; nothing was deleted then.
 */
export interface Audit {
  /** Whether this store's account has ever written to the address (`senderKey`). */
  hasWrittenTo(storeId: StoreId, address: string): Promise<boolean>;
  /** Newest first. */
  auditRecords(question: AuditQuestion): Promise<readonly AuditRecord[]>;
  /** Deletes older records; durable when it resolves to their number. */
  pruneAudit(before: Instant): Promise<number>;
}
