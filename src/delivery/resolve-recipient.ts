/**
 * RCPT TO: may this address receive? Refuses here what can be refused here, so that the MTA never takes a mail that
 * would bounce. First step of the way of a message; the table is in docs/message-path.md.
 */
import type { Account, Directory } from '../directory/directory.js';
import { formatAddress, type Address } from '../mail/address.js';
import type { Reply } from '../mail/reply.js';
import type { Desk } from '../store/desk.js';
import type { RcptAnswer } from './inbound-path.js';
import { quotaOf, type QuotaSettings } from './quota.js';

export interface RecipientSettings {
  /** What happens to mail for a disabled account. */
  readonly disabled: 'store' | 'reject' | 'defer';
  readonly quota: QuotaSettings;
}

const unknownAddress: Reply = { code: 550, status: '5.1.1', text: 'No such address here' };
const notReceiving: Reply = { code: 550, status: '5.2.1', text: 'This address does not receive mail' };
const deferred: Reply = { code: 450, status: '4.2.1', text: 'This address does not receive mail at present' };
const emptyDirectory: Reply = { code: 451, status: '4.3.0', text: 'No accounts are configured yet' };

/** Throws what the directory or the desk throws: the caller makes 451 of it, never 550. */
export async function resolveRecipient(
  forwardPath: Address,
  { directory, desk }: { directory: Directory; desk: Pick<Desk, 'usedBytes'> },
  settings: RecipientSettings,
): Promise<RcptAnswer> {
  const resolution = await directory.resolve(forwardPath);
  if (resolution.kind === 'empty-directory') return refuse(emptyDirectory);
  if (resolution.kind !== 'account') return refuse(unknownAddress);

  const { account, detail } = resolution;
  const refusal =
    refusalByKind(account, settings) ?? (await refusalByQuota(account, { directory, desk }, settings.quota));
  if (refusal !== null) return refuse(refusal);
  const reply: Reply = { code: 250, status: '2.1.5', text: `Recipient <${asciiOnly(formatAddress(forwardPath))}> ok` };
  return { kind: 'accepted', reply, recipient: { forwardPath, account, detail } };
}

function refuse(reply: Reply): RcptAnswer {
  return { kind: 'refused', reply };
}

function refusalByKind(account: Account, settings: RecipientSettings): Reply | null {
  if (account.kind === 'contact' || account.storeId === null) return unknownAddress;
  if (account.sendOnly) return notReceiving;
  if (account.enabled || settings.disabled === 'store') return null;
  return settings.disabled === 'reject' ? notReceiving : deferred;
}

async function refusalByQuota(
  account: Account,
  { directory, desk }: { directory: Pick<Directory, 'company'>; desk: Pick<Desk, 'usedBytes'> },
  quota: QuotaSettings,
): Promise<Reply | null> {
  const { hardBytes } = await quotaOf(account, directory, quota);
  if (hardBytes === 0 || account.storeId === null) return null;
  return (await desk.usedBytes(account.storeId)) >= hardBytes ? mailboxFull(quota) : null;
}

/** RFC 3463 §3.3 X.2.2; `tempfail` lets the MTA try again until its own limit. */
export function mailboxFull(quota: QuotaSettings): Reply {
  return quota.tempfail
    ? { code: 452, status: '4.2.2', text: 'Mailbox full' }
    : { code: 552, status: '5.2.2', text: 'Mailbox full' };
}

/** RFC 5321 §4.2: reply text is ASCII. */
function asciiOnly(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}
