/**
 * How much a store may hold: three limits, each said by the account, its company or the server, and which of them a
 * store has reached. Pure; RCPT, the commit, the monitor and the reports all ask here.
 */

/** Bytes; 0 = no limit; null = the next level's word (company, server). */
export interface QuotaLimits {
  /** The user is told. */
  readonly warnBytes: number | null;
  /** Sends nothing more. */
  readonly softBytes: number | null;
  /** Receives and stores nothing more. */
  readonly hardBytes: number | null;
}

export interface AccountQuota extends QuotaLimits {
  /** The account's own limits count; if not, they are kept and nobody obeys them. */
  readonly override: boolean;
}

/** The limits that hold. Bytes, 0 = no limit. */
export interface QuotaInForce {
  readonly warnBytes: number;
  readonly softBytes: number;
  readonly hardBytes: number;
}

/** From the lowest to the highest. */
export const quotaLevels = ['warn', 'soft', 'hard'] as const;
export type QuotaLevel = (typeof quotaLevels)[number];

export const noQuota: QuotaLimits = { warnBytes: null, softBytes: null, hardBytes: null };

/** Each limit by itself: the account's word before the company's before the server's. */
export function effectiveQuota(account: AccountQuota, company: QuotaLimits | null, server: QuotaInForce): QuotaInForce {
  const own = account.override ? account : noQuota;
  return {
    warnBytes: own.warnBytes ?? company?.warnBytes ?? server.warnBytes,
    softBytes: own.softBytes ?? company?.softBytes ?? server.softBytes,
    hardBytes: own.hardBytes ?? company?.hardBytes ?? server.hardBytes,
  };
}

/** The highest level whose limit the store has reached; null: none. */
export function levelOf(usedBytes: number, quota: QuotaInForce): QuotaLevel | null {
  return quotaLevels.findLast((level) => hasReached(usedBytes, limitOf(quota, level))) ?? null;
}

/** Bytes; 0 = no limit. */
export function limitOf(quota: QuotaInForce, level: QuotaLevel): number {
  return { warn: quota.warnBytes, soft: quota.softBytes, hard: quota.hardBytes }[level];
}

const hasReached = (usedBytes: number, limitBytes: number): boolean => limitBytes > 0 && usedBytes >= limitBytes;

/** As the configuration has them, in bytes. */
export function serverQuota({ warn, soft, hard }: Readonly<Record<QuotaLevel, number>>): QuotaInForce {
  return { warnBytes: warn, softBytes: soft, hardBytes: hard };
}
