/**
 * The quota of an account on the way of a message: its company is looked up if it has one.
 */
import type { Account, Directory } from './directory.js';
import { effectiveQuota, type QuotaInForce } from '../quota/quota-limits.js';

/** The server's words. */
export interface QuotaSettings extends QuotaInForce {
  /** Say 452 instead of 552 when the hard limit is reached. */
  readonly tempfail: boolean;
}

/** Throws DirectoryError when the company cannot be read. */
export async function quotaOf(
  { quota, company: name }: Account,
  directory: Pick<Directory, 'company'>,
  server: QuotaInForce,
): Promise<QuotaInForce> {
  const company = name === null ? null : await directory.company(name);
  return effectiveQuota(quota, company?.quota ?? null, server);
}
