/**
 * The effective quota of an account, which may come from its company.
 */
import type { Account, Directory } from './directory.js';
import { effectiveQuota, type EffectiveQuota } from '../quota/quota-limits.js';

/** The server's quota settings. */
export interface QuotaSettings extends EffectiveQuota {
  /** Whether a full account gets 452 instead of 552. */
  readonly tempfail: boolean;
}

/** Throws DirectoryError if the company cannot be read. */
export async function quotaOf(
  { quota, company: name }: Account,
  directory: Pick<Directory, 'company'>,
  server: EffectiveQuota,
): Promise<EffectiveQuota> {
  const company = name === null ? null : await directory.company(name);
  return effectiveQuota(quota, company?.quota ?? null, server);
}
