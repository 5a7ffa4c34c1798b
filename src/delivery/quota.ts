/**
 * Which hard limit holds for an account: its own word, else the server's (spec: server < company < account).
 */
import type { Account } from '../directory/directory.js';

export interface QuotaSettings {
  /** Bytes, 0 = none. */
  readonly hardBytes: number;
  /** Say 452 instead of 552 when it is reached. */
  readonly tempfail: boolean;
}

/** Bytes; 0 = no limit. */
export function hardLimitBytes(account: Account, settings: QuotaSettings): number {
  return account.quota.hardBytes ?? settings.hardBytes;
}
