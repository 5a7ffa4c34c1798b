/**
 * Delivers a message to a group: to its members in batches, each store once; contacts get it by the relay. There is one
 * reply for all, and a report to the owner about members that cannot receive.
 * Path: deliver.ts -> deliver-to-accounts.ts for each batch.
 */
import { readMessageId } from '../../mail/message-ids.js';
import { type Reply, tryAgainLater } from '../../mail/reply.js';
import type { Account, MailGroup } from '../../directory/directory.js';
import { deliverToAccounts } from './deliver-to-accounts.js';
import type { RepliesByAccount, PlanningDeps, Delivery } from '../planning/inbound-context.js';
import { serveContacts } from './forward-to-contacts.js';
import { groupReply, nothingYet, withMember, type GroupResult } from './group-result.js';
import type { GroupRecipient, Recipient } from '../recipients/recipient.js';
import { memberEligibility } from '../recipients/member-eligibility.js';
import { membersInBatches } from '../../directory/members-in-batches.js';
import { refusalBySender } from '../recipients/resolve-group.js';
import { isMailLoop, loopDetected } from '../planning/rules/refuse-loop.js';
import { tellOwner } from './tell-owner.js';

/** Does not throw. @param served the accounts that have the message already; those that get it now are added */
export async function deliverToGroup(
  recipient: GroupRecipient,
  delivery: Delivery,
  deps: PlanningDeps,
  repliesByAccount: RepliesByAccount,
): Promise<Reply> {
  const about = { group: recipient.group.name, messageId: readMessageId(delivery.message.header) };
  try {
    const refusal = delivery.restoring ? null : await refusalOf(recipient.group, delivery, deps);
    if (refusal !== null) {
      deps.log('message-refused', { ...about, code: refusal.code, status: refusal.status });
      return refusal;
    }
    const result = await deliverToMembers(recipient, delivery, deps, repliesByAccount);
    const { received, deferred, failed } = result;
    deps.log('group-delivered', { ...about, received, deferred, failed });
    // If the message comes again, it is for all members, and the report is made then.
    if (failed > 0 && deferred === 0 && !delivery.restoring) await tellOwner(recipient.group, result, delivery, deps);
    return groupReply(result);
  } catch (error) {
    deps.log('delivery-failed', { ...about, cause: error });
    return tryAgainLater;
  }
}

/** The sender was checked at RCPT, unless the transaction looked like an address verification by the MTA. */
async function refusalOf(
  group: MailGroup,
  { message }: Delivery,
  { directory }: Pick<PlanningDeps, 'directory'>,
): Promise<Reply | null> {
  const [own] = group.addresses;
  if (own !== undefined && isMailLoop(message.header, own)) return loopDetected;
  return refusalBySender(group, message.reversePath, directory);
}

async function deliverToMembers(
  { group, forwardPath }: GroupRecipient,
  delivery: Delivery,
  deps: PlanningDeps,
  repliesByAccount: RepliesByAccount,
): Promise<GroupResult> {
  const { directory, settings, log } = deps;
  const about = { group: group.name, messageId: readMessageId(delivery.message.header) };
  const contacts: Account[] = [];
  let result = nothingYet;
  const settle = (account: Account, reply: Reply): void => {
    const { code, status } = reply;
    if (code >= 400) log('group-member-failed', { ...about, account: account.name, code, status });
    result = withMember(result, account.primaryAddress, reply);
  };
  for await (const members of membersInBatches(group.name, directory)) {
    const receiving: Recipient[] = [];
    for (const account of members) {
      const eligibility = await memberEligibility(account, directory, settings);
      const member = { forwardPath, account, detail: null, expandedFrom: group.name };
      if (eligibility.kind === 'receives') receiving.push(member);
      else if (eligibility.kind === 'forwarded') contacts.push(account);
      else if (eligibility.kind === 'refused') settle(account, eligibility.reply);
      else log('group-member-left-out', { ...about, account: account.name });
    }
    await deliverToAccounts(receiving, delivery, deps, repliesByAccount);
    for (const { account } of receiving) settle(account, repliesByAccount.get(account.id) ?? tryAgainLater);
  }
  await serveContacts(
    contacts,
    { forwardPath, deliveredTo: group.addresses[0] ?? forwardPath },
    delivery,
    deps,
    repliesByAccount,
  );
  for (const account of contacts) settle(account, repliesByAccount.get(account.id) ?? tryAgainLater);
  return result;
}
