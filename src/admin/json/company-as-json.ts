/**
 * A company as programs see it. Fields may be added, never renamed.
 */
import type { Company } from '../../directory/directory.js';
import { formatAddress } from '../../mail/address.js';

export function companyAsJson({ name, quota, quotaRecipients }: Company) {
  return {
    name,
    /** Its own words, in bytes. 0: no limit; null: the server's word. */
    quota: { warn: quota.warnBytes, soft: quota.softBytes, hard: quota.hardBytes },
    quotaRecipients: quotaRecipients.map(formatAddress),
  };
}
