/**
 * Refuses quota limits of an account or company that contradict each other.
 */
import type { QuotaLimits } from '../../quota/quota-limits.js';
import { ActionError } from '../action.js';

/** Throws ActionError('bad-input') if a limit is below a lower level, for example soft below warn. */
export function refuseFallingQuota({ warnBytes, softBytes, hardBytes }: QuotaLimits): void {
  const given = [warnBytes, softBytes, hardBytes].filter((bytes): bytes is number => bytes !== null && bytes > 0);
  if (given.some((bytes, index) => index > 0 && bytes < (given[index - 1] ?? 0)))
    throw new ActionError(
      'bad-input',
      'quota: the limits warn, soft and hard must be in ascending order',
      'give --quota-warn <= --quota-soft <= --quota-hard',
    );
}
