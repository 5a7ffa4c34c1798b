/**
 * RCPT TO: may this address receive? Refuses here what can be refused here, so that the MTA never takes a message that
 * would bounce. First step of the way of a message; the table is in docs/message-path.md.
 */
import type { Account, Directory } from '../../directory/directory.js';
import { formatAddress, type Address } from '../../mail/address.js';
import type { Reply } from '../../mail/reply.js';
import type { QuotaLedger } from '../../store/quota-ledger.js';
import type { RcptAnswer } from './recipient.js';
import { notReceiving, refusalByQuota, refusalByState, type RecipientSettings } from './refuse-account.js';
import { mayForward } from './resolve-contact.js';
import { resolveRole, type RoleSettings } from './resolve-role.js';
import { refusalByGroup } from './resolve-group.js';

const unknownAddress: Reply = { code: 550, status: '5.1.1', text: 'No such address' };
const emptyDirectory: Reply = { code: 451, status: '4.3.0', text: 'No accounts are configured yet' };

/** Throws what the directory or the quota ledger throws: the caller makes 451 of it, never 550. */
export async function resolveRecipient(
  { forwardPath, reversePath }: { readonly forwardPath: Address; readonly reversePath: Address | null },
  { directory, quotas }: { directory: Directory; quotas: Pick<QuotaLedger, 'usedBytes'> },
  settings: RecipientSettings & RoleSettings,
): Promise<RcptAnswer> {
  const reply: Reply = { code: 250, status: '2.1.5', text: `Recipient <${asciiOnly(formatAddress(forwardPath))}> ok` };
  const found = await directory.resolve(forwardPath);
  const resolution = found.kind === 'unknown' ? await resolveRole(forwardPath, directory, settings) : found;
  if (resolution.kind === 'empty-directory') return refuse(emptyDirectory);
  if (resolution.kind === 'unknown') return refuse(unknownAddress);
  if (resolution.kind === 'group') {
    const { group } = resolution;
    const refusal = await refusalByGroup(group, reversePath, { directory, quotas }, settings);
    return refusal === null ? { kind: 'accepted', reply, recipient: { forwardPath, group } } : refuse(refusal);
  }

  const { account, detail } = resolution;
  const refusal =
    (await refusalByKind(account, forwardPath, directory, settings)) ??
    refusalByState(account, settings) ??
    (await refusalByQuota(account, { directory, quotas }, settings.quota));
  if (refusal !== null) return refuse(refusal);
  return { kind: 'accepted', reply, recipient: { forwardPath, account, detail } };
}

function refuse(reply: Reply): RcptAnswer {
  return { kind: 'refused', reply };
}

async function refusalByKind(
  account: Account,
  forwardPath: Address,
  directory: Directory,
  settings: RecipientSettings,
): Promise<Reply | null> {
  if (account.storeId !== null) return account.sendOnly ? notReceiving : null;
  const isForwarded = settings.forwardContacts && (await mayForward(account, forwardPath, directory));
  return isForwarded ? null : unknownAddress;
}

/** RFC 5321 §4.2: reply text is ASCII. */
function asciiOnly(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}
