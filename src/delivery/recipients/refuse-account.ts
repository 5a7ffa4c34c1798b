/**
 * Why an account does not receive, whatever the sender and however it is reached: its state, its quota.
 * Path: resolve-recipient.ts and resolve-group.ts at RCPT, member-eligibility.ts for members of groups.
 */
import type { Account, Directory } from '../../directory/directory.js';
import type { Reply } from '../../mail/reply.js';
import type { QuotaLedger } from '../../store/quota-ledger.js';
import { quotaOf, type QuotaSettings } from '../../directory/quota.js';

export interface RecipientSettings {
  /** What happens to mail for a disabled account. */
  readonly disabled: 'store' | 'reject' | 'defer';
  /** Whether mail to contacts is handed to the relay. */
  readonly forwardContacts: boolean;
  readonly quota: QuotaSettings;
}

export const notReceiving: Reply = { code: 550, status: '5.2.1', text: 'This address does not receive mail' };
const deferred: Reply = { code: 450, status: '4.2.1', text: 'This address does not receive mail at the moment' };

/** What `delivery.disabled` says of an account; null: it receives. */
export function refusalByState(account: Account, settings: RecipientSettings): Reply | null {
  if (account.enabled || settings.disabled === 'store') return null;
  return settings.disabled === 'reject' ? notReceiving : deferred;
}

/** At RCPT, where the size is not known: the limit is reached. */
export async function refusalByQuota(
  account: Account,
  { directory, quotas }: { directory: Pick<Directory, 'company'>; quotas: Pick<QuotaLedger, 'usedBytes'> },
  quota: QuotaSettings,
): Promise<Reply | null> {
  const { hardBytes } = await quotaOf(account, directory, quota);
  if (hardBytes === 0 || account.storeId === null) return null;
  return (await quotas.usedBytes(account.storeId)) >= hardBytes ? mailboxFull(quota) : null;
}

/** RFC 3463 §3.3 X.2.2; `tempfail` lets the MTA try again until its own limit. */
export function mailboxFull(quota: QuotaSettings): Reply {
  return quota.tempfail
    ? { code: 452, status: '4.2.2', text: 'Mailbox full' }
    : { code: 552, status: '5.2.2', text: 'Mailbox full' };
}
