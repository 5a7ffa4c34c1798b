/**
 * The quota ledger, a store port: how much each store uses, and what its user was told of it. Deliveries and deletions
 * change the used bytes in their own commit; the limits are in the directory.
 *
 * Path: recipients/refuse-account.ts and submission/submit.ts read it; housekeeping/quota-monitor.ts sends the notices.
 */
import type { StoreId } from '../directory/account.js';
import type { QuotaTold } from '../quota/quota-told.js';

/** The quota state of a store, without the limits, which are in the directory. */
export interface QuotaState {
  readonly usedBytes: number;
  readonly told: QuotaTold;
}

/**
 * Contract of every method: it sees every commit that has resolved, in this process and in others. Throws StoreError:
 * `not-found` for an unknown store, `unavailable` if the engine cannot answer.
 */
export interface QuotaLedger {
  /** Bytes of the messages that count towards the quota. */
  usedBytes(storeId: StoreId): Promise<number>;
  quotaState(storeId: StoreId): Promise<QuotaState>;
  /** Durable when it resolves. */
  noteQuotaTold(storeId: StoreId, told: QuotaTold): Promise<void>;
}
