/**
 * Reports the size of the stores, and the quota level that each has reached.
 */
import { z } from 'zod';
import type { StoreId } from '../../directory/account.js';
import { everyAccount } from '../../directory/every-one.js';
import { quotaOf } from '../../directory/quota.js';
import { levelOf, quotaLevels, serverQuota, type EffectiveQuota } from '../../quota/quota-limits.js';
import { choice } from '../../settings/config-values.js';
import { everyStore } from '../../store/every-entry.js';
import { action } from '../action.js';

export const quotaReport = action({
  name: 'quota-report',
  input: z.strictObject({
    /** Only accounts that have reached this level. */
    over: choice(quotaLevels).optional(),
  }),
  async run(context, { over }) {
    const server = serverQuota(context.config.quota);
    const used = new Map<StoreId, number>();
    for await (const { id, usedBytes } of everyStore(context.mailStore)) used.set(id, usedBytes);
    const rows = [];
    for await (const account of everyAccount(context.directory)) {
      const usedBytes = account.storeId === null ? undefined : used.get(account.storeId);
      if (usedBytes !== undefined)
        rows.push(rowOf(account.name, usedBytes, await quotaOf(account, context.directory, server)));
    }
    const least = over === undefined ? -1 : quotaLevels.indexOf(over);
    return rows.filter(({ level }) => (level === null ? -1 : quotaLevels.indexOf(level)) >= least);
  },
});

function rowOf(account: string, usedBytes: number, quota: EffectiveQuota) {
  const { warnBytes: warn, softBytes: soft, hardBytes: hard } = quota;
  const highest = [hard, soft, warn].find((bytes) => bytes > 0);
  return {
    account,
    usedBytes,
    /** The effective limits in bytes. 0: no limit. */
    quota: { warn, soft, hard },
    /** Of the highest limit that is set; null: no limit is set. */
    percent: highest === undefined ? null : Math.floor((usedBytes / highest) * 100),
    level: levelOf(usedBytes, quota),
  };
}
