/**
 * Meeting messages to an owner that deputies get too, or instead of the owner (`deputy --send-copy`). The deputies are served
 * first, so that the owner gets the message in the Inbox if no deputy accepted it.
 * Path: deliver-to-accounts.ts, before the owners' plans.
 */
import type { DeputyGrant, SendCopy } from '../../directory/deputies.js';
import type { Account, Directory } from '../../directory/directory.js';
import type { AccountId } from '../../directory/account.js';
import { headerAllowsCalendar } from '../../mail/find-calendar-parts.js';
import type { ReceivedMessage } from '../../mail/received-message.js';
import type { RepliesByAccount, PlanningDeps, Delivery } from '../planning/inbound-context.js';
import type { EnvelopeRecipient, Recipient } from '../recipients/recipient.js';
import { memberEligibility } from '../recipients/member-eligibility.js';
import { membersInBatches } from '../../directory/members-in-batches.js';

/** The outcome for one owner. */
interface Copied {
  readonly owner: Recipient;
  readonly sendCopy: SendCopy;
  readonly deputies: readonly Account[];
}

/** RFC 5321 §4.2.1: our reply for a temporary fault. The 452 of a full account may last, and the owner does not wait for it. */
const FAULT = 451;

/** Some deputies get meeting messages, and this may be one: it is read also for accounts without booking. */
export async function mayBeCopied(
  recipients: readonly EnvelopeRecipient[],
  { header }: ReceivedMessage,
  { directory }: Pick<PlanningDeps, 'directory'>,
): Promise<boolean> {
  if (!headerAllowsCalendar(header)) return false;
  for (const recipient of recipients) {
    if ('group' in recipient) continue;
    const grants = await directory.deputiesOf(recipient.account.id);
    if (grants.some(({ sendCopy }) => sendCopy !== 'no')) return true;
  }
  return false;
}

/**
 * Serves the deputies, and resolves to the recipients that remain to be served. If a temporary fault occurs for the deputies
 * of an owner, the owner gets the same reply, and the message comes again for all of them. Throws DirectoryError.
 *
 * @param recipients each account once
 * @param deliver serves deputies; their copies are not copied to deputies of their own
 */
export async function copyToDeputies(
  recipients: readonly Recipient[],
  { meeting, restoring }: Delivery,
  deps: PlanningDeps,
  repliesByAccount: RepliesByAccount,
  deliver: (copies: readonly Recipient[]) => Promise<void>,
): Promise<readonly Recipient[]> {
  if (restoring || meeting?.parsed.kind !== 'itip') return recipients;
  const named = new Set(recipients.map(({ account }) => account.id));
  const copied = await Promise.all(recipients.map((owner) => deputiesFor(owner, deps)));
  const first = new Map<AccountId, Recipient>();
  for (const { owner, deputies } of copied)
    for (const account of deputies)
      if (!named.has(account.id) && !repliesByAccount.has(account.id))
        first.set(account.id, {
          account,
          forwardPath: owner.forwardPath,
          detail: null,
          expandedFrom: owner.account.name,
        });
  // A deputy who is a recipient too is served first. If the deputies of that deputy get it instead, it may not be accepted.
  const isDeputy = (id: AccountId): boolean => copied.some(({ deputies }) => deputies.some((each) => each.id === id));
  for (const { owner, sendCopy } of copied)
    if (sendCopy === 'no' && isDeputy(owner.account.id)) first.set(owner.account.id, owner);
  if (first.size > 0) await deliver([...first.values()]);
  return copied.flatMap(({ owner, sendCopy, deputies }): readonly Recipient[] => {
    if (repliesByAccount.has(owner.account.id)) return [];
    const replies = deputies.flatMap(({ id }) => repliesByAccount.get(id) ?? []);
    const fault = replies.find(({ code }) => code === FAULT);
    if (fault !== undefined) {
      repliesByAccount.set(owner.account.id, fault);
      return [];
    }
    const isTaken = replies.some(({ code }) => code < 300);
    return [sendCopy === 'only' && isTaken ? { ...owner, deputiesHaveIt: true } : owner];
  });
}

/** One deputy with `only` is enough for the owner not to get the message in the Inbox. */
async function deputiesFor(owner: Recipient, deps: PlanningDeps): Promise<Copied> {
  const grants = (await deps.directory.deputiesOf(owner.account.id)).filter(({ sendCopy }) => sendCopy !== 'no');
  const deputies = new Map<AccountId, Account>();
  for (const grant of grants)
    for await (const account of accountsOf(grant, deps.directory)) {
      const isTheirs = account.id !== owner.account.id && account.company === owner.account.company;
      if (!isTheirs || deputies.has(account.id)) continue;
      const eligibility = await memberEligibility(account, deps.directory, deps.settings);
      if (eligibility.kind === 'receives') deputies.set(account.id, account);
    }
  const sendCopy = grants.some((grant) => grant.sendCopy === 'only') ? 'only' : 'yes';
  return { owner, sendCopy: grants.length === 0 ? 'no' : sendCopy, deputies: [...deputies.values()] };
}

async function* accountsOf({ deputy }: DeputyGrant, directory: Directory): AsyncGenerator<Account, void> {
  if (deputy.kind === 'account') {
    const account = await directory.accountByName(deputy.name);
    if (account !== null) yield account;
    return;
  }
  for await (const members of membersInBatches(deputy.name, directory)) yield* members;
}
