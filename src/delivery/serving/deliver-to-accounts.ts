/**
 * Delivers a message to accounts: makes a plan for each, commits the plans, plans again if a calendar changed meanwhile, and
 * gives each account its reply.
 * Path: deliver.ts and deliver-to-group.ts -> plan-in-turn.ts -> DeliveryDesk.deliver.
 */
import type { AccountId } from '../../directory/account.js';
import { readMessageId } from '../../mail/message-ids.js';
import { type Reply, tryAgainLater } from '../../mail/reply.js';
import type { DeliveryOutcome } from '../../store/delivery-desk.js';
import { settleWaiting } from '../planning/settle-waiting.js';
import { copyToDeputies } from './copy-to-deputies.js';
import type { InboundDeps, RepliesByAccount, PlanningDeps, Delivery } from '../planning/inbound-context.js';
import type { Recipient } from '../recipients/recipient.js';
import { planInTurn, type PlannedRecipient } from '../planning/plan-in-turn.js';
import { mailboxFull } from '../recipients/refuse-account.js';
import { alreadyDelivered } from '../planning/rules/skip-duplicate.js';

/** If a calendar changes this often between plan and commit, messages are not the cause. The MTA tries again later. */
const MAX_PLANS = 10;

/**
 * Serves each account once, and none that is served already. Does not throw: a fault in a later round does not change the
 * replies of accounts that have the message, as a 451 would bring it again.
 *
 * @param served gets a reply for every account
 */
export async function deliverToAccounts(
  recipients: readonly Recipient[],
  delivery: Delivery,
  deps: PlanningDeps,
  repliesByAccount: RepliesByAccount,
): Promise<void> {
  const once = new Map<AccountId, Recipient>();
  for (const recipient of recipients) {
    const { id } = recipient.account;
    if (!repliesByAccount.has(id) && !once.has(id)) once.set(id, recipient);
  }
  try {
    const rest = await copyToDeputies([...once.values()], delivery, deps, repliesByAccount, (copies) =>
      deliverEach(copies, { ...delivery, moreToCome: true }, deps, repliesByAccount),
    );
    await deliverEach(rest, delivery, deps, repliesByAccount);
  } catch (error) {
    deps.log('delivery-failed', { messageId: readMessageId(delivery.message.header), cause: error });
  }
  for (const id of once.keys()) if (!repliesByAccount.has(id)) repliesByAccount.set(id, tryAgainLater);
}

/** Does not throw. Every recipient gets a reply. */
async function deliverEach(
  recipients: readonly Recipient[],
  delivery: Delivery,
  deps: PlanningDeps,
  repliesByAccount: RepliesByAccount,
): Promise<void> {
  let waiting = recipients;
  try {
    for (let round = 0; waiting.length > 0 && round < MAX_PLANS; round += 1) {
      waiting = await deliverRound(waiting, delivery, deps, repliesByAccount);
    }
  } catch (error) {
    deps.log('delivery-failed', { messageId: readMessageId(delivery.message.header), cause: error });
  }
  for (const { account } of recipients)
    if (!repliesByAccount.has(account.id)) repliesByAccount.set(account.id, tryAgainLater);
}

/** Plans and commits; resolves to the recipients whose calendar changed meanwhile. */
async function deliverRound(
  recipients: readonly Recipient[],
  delivery: Delivery,
  deps: PlanningDeps,
  repliesByAccount: RepliesByAccount,
): Promise<Recipient[]> {
  const settle = ({ account }: Recipient, reply: Reply): void => void repliesByAccount.set(account.id, reply);
  const { stopped, plans, outcomes } = await planInTurn(recipients, delivery, deps);
  for (const { recipient, reply } of stopped) settle(recipient, reply);
  const written = await outcomes;
  if (plans.some(({ plan }) => plan.outgoing.length > 0 || plan.vacation)) deps.wakeOutbox();
  const stale: Recipient[] = [];
  for (const [index, planned] of plans.entries()) {
    const reply = conclude(planned, written[index], delivery, deps);
    if (reply === 'plan-again') stale.push(planned.recipient);
    else {
      if (written[index]?.kind === 'delivered') await settleFreed(planned, deps);
      settle(planned.recipient, reply);
    }
  }
  return stale;
}

/** The message is delivered: what waits for its organizer's other bookings is decided now, or else on schedule. */
async function settleFreed({ recipient: { account }, plan }: PlannedRecipient, deps: InboundDeps): Promise<void> {
  const { remove = [], put = [] } = plan.calendar?.change ?? {};
  const organizers = new Set([...remove, ...put.map(({ entry }) => entry)].map(({ organizer }) => organizer));
  if (organizers.size === 0) return;
  try {
    await settleWaiting(account, organizers, deps);
  } catch (error) {
    deps.log('store-failed', { account: account.name, cause: error });
  }
}

function conclude(
  { recipient, plan }: PlannedRecipient,
  outcome: DeliveryOutcome | undefined,
  { message }: Delivery,
  { log, settings, watchQuota }: InboundDeps,
): Reply | 'plan-again' {
  const about = { account: recipient.account.name, messageId: readMessageId(message.header) };
  switch (outcome?.kind) {
    case 'delivered': {
      watchQuota(recipient.account, 'filed');
      log('message-delivered', {
        ...about,
        folder: outcome.folder,
        uid: outcome.uid,
        sizeBytes: message.bytes.sizeBytes,
      });
      if (plan.decision !== null) {
        const { decision, because, uid, answered } = plan.decision;
        log('booking-decided', { ...about, decision, because, uid, answered });
      }
      if (outcome.vacation === 'sent') log('vacation-sent', about);
      if (outcome.vacation === 'withheld') log('vacation-skipped', { ...about, because: 'answered-before' });
      return { code: 250, status: '2.0.0', text: `Delivered to ${outcome.folder}` };
    }
    case 'duplicate':
      log('message-duplicate', about);
      return alreadyDelivered;
    case 'over-quota':
      log('message-refused', { ...about, because: 'over-quota' });
      watchQuota(recipient.account, 'refused');
      return mailboxFull(settings.quota);
    case 'stale':
      return 'plan-again';
    case undefined:
      return tryAgainLater;
  }
}
