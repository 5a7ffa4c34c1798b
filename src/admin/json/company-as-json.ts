/**
 * The JSON form of a company. Fields may be added, never renamed.
 */
import type { Company } from '../../directory/directory.js';
import { formatAddress } from '../../mail/address.js';

export function companyAsJson({ name, quota, quotaRecipients }: Company) {
  return {
    name,
    /** Its own limits in bytes. 0: no limit; null: the server's limit. */
    quota: { warn: quota.warnBytes, soft: quota.softBytes, hard: quota.hardBytes },
    quotaRecipients: quotaRecipients.map(formatAddress),
  };
}
