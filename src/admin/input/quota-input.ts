/**
 * The quota input fields of an account or a company.
 */
import { z } from 'zod';
import type { AccountQuota, QuotaLimits } from '../../quota/quota-limits.js';
import { size, yesNo } from '../../settings/config-values.js';

/** A size, or `default`: the limit of the next level. */
const limit = () =>
  z
    .union([z.literal('default').transform(() => null), size()], {
      error: 'allowed: a size such as 900M, 64MiB or 2G, 0 for no limit, or default',
    })
    .optional();

export const quotaInput = { quotaWarn: limit(), quotaSoft: limit(), quotaHard: limit() };
export const accountQuotaInput = { ...quotaInput, quotaOverride: yesNo().optional() };

type QuotaInput = z.output<z.ZodObject<typeof quotaInput>>;
type AccountQuotaInput = z.output<z.ZodObject<typeof accountQuotaInput>>;

export function changedQuota(quota: QuotaLimits, input: QuotaInput): QuotaLimits {
  const changed = (said: number | null | undefined, before: number | null) => (said === undefined ? before : said);
  return {
    warnBytes: changed(input.quotaWarn, quota.warnBytes),
    softBytes: changed(input.quotaSoft, quota.softBytes),
    hardBytes: changed(input.quotaHard, quota.hardBytes),
  };
}

/** Given limits take effect unless `quotaOverride` turns them off. */
export function changedAccountQuota(quota: AccountQuota, input: AccountQuotaInput): AccountQuota {
  const limits = changedQuota(quota, input);
  const isGiven = [input.quotaWarn, input.quotaSoft, input.quotaHard].some((said) => said !== undefined);
  const isAny = Object.values(limits).some((bytes) => bytes !== null);
  return { ...limits, override: input.quotaOverride ?? (isGiven ? isAny : quota.override) };
}
