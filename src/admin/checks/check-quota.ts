/**
 * What does not fit together in the limits of an account or a company.
 */
import type { QuotaLimits } from '../../quota/quota-limits.js';
import { ActionError } from '../action.js';

/** Throws ActionError('bad-input') for a soft limit below the one to warn at, and the like. */
export function refuseFallingQuota({ warnBytes, softBytes, hardBytes }: QuotaLimits): void {
  const given = [warnBytes, softBytes, hardBytes].filter((bytes): bytes is number => bytes !== null && bytes > 0);
  if (given.some((bytes, index) => index > 0 && bytes < (given[index - 1] ?? 0)))
    throw new ActionError(
      'bad-input',
      'quota: warn, soft and hard must not fall',
      'give --quota-warn <= --quota-soft <= --quota-hard',
    );
}
