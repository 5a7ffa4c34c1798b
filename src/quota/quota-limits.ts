/**
 * How much a store may hold: three limits, each set by the account, its company or the server, and which of them a store
 * has reached. Pure.
 * Path: used at RCPT, in the commit, by the quota monitor and by reports.
 */

/** Bytes; 0 = no limit; null = the limit of the next level (company, server). */
export interface QuotaLimits {
  /** The user is notified. */
  readonly warnBytes: number | null;
  /** Sending is blocked. */
  readonly softBytes: number | null;
  /** Receiving and storing is blocked. */
  readonly hardBytes: number | null;
}

export interface AccountQuota extends QuotaLimits {
  /** The limits of the account apply; if false, they are kept but have no effect. */
  readonly override: boolean;
}

/** The limits in effect. Bytes, 0 = no limit. */
export interface EffectiveQuota {
  readonly warnBytes: number;
  readonly softBytes: number;
  readonly hardBytes: number;
}

/** From the lowest to the highest. */
export const quotaLevels = ['warn', 'soft', 'hard'] as const;
export type QuotaLevel = (typeof quotaLevels)[number];

export const noQuota: QuotaLimits = { warnBytes: null, softBytes: null, hardBytes: null };

/** For each limit: the account's value, else the company's, else the server's. */
export function effectiveQuota(
  account: AccountQuota,
  company: QuotaLimits | null,
  server: EffectiveQuota,
): EffectiveQuota {
  const own = account.override ? account : noQuota;
  return {
    warnBytes: own.warnBytes ?? company?.warnBytes ?? server.warnBytes,
    softBytes: own.softBytes ?? company?.softBytes ?? server.softBytes,
    hardBytes: own.hardBytes ?? company?.hardBytes ?? server.hardBytes,
  };
}

/** The highest level that the store has reached; null: none. */
export function levelOf(usedBytes: number, quota: EffectiveQuota): QuotaLevel | null {
  return quotaLevels.findLast((level) => hasReached(usedBytes, limitOf(quota, level))) ?? null;
}

/** Bytes; 0 = no limit. */
export function limitOf(quota: EffectiveQuota, level: QuotaLevel): number {
  return { warn: quota.warnBytes, soft: quota.softBytes, hard: quota.hardBytes }[level];
}

const hasReached = (usedBytes: number, limitBytes: number): boolean => limitBytes > 0 && usedBytes >= limitBytes;

/** From the configuration, in bytes. */
export function serverQuota({ warn, soft, hard }: Readonly<Record<QuotaLevel, number>>): EffectiveQuota {
  return { warnBytes: warn, softBytes: soft, hardBytes: hard };
}
