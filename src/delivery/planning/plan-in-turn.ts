/**
 * Makes the plans for all recipients of a message and hands them to the desk. Deliveries that decide about the same calendars
 * does so one after the other, in the order they came, and plans on what those in front have planned: nobody waits for
 * another's commit, and what waits at a moment is committed together.
 * Path: deliver-to-accounts.ts -> planInTurn -> plan-recipient.ts -> DeliveryDesk.deliver.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StoreId } from '../../directory/account.js';
import { readMessageId } from '../../mail/message-ids.js';
import { tryAgainLater, type Reply } from '../../mail/reply.js';
import { answersMeetings } from '../../resources/answers-meetings.js';
import type { Submitted } from './pending-changes.js';
import type { PlanningDeps, Delivery } from './inbound-context.js';
import type { Recipient } from '../recipients/recipient.js';
import { planRecipient, type RecipientPlan } from './plan-recipient.js';

export type PlannedRecipient = RecipientPlan & { readonly kind: 'deliver' };

export interface PlannedRound extends Pick<Submitted, 'outcomes'> {
  readonly stopped: readonly { readonly recipient: Recipient; readonly reply: Reply }[];
  /** Those whose outcomes are awaited, in the same order. */
  readonly plans: readonly PlannedRecipient[];
}

export async function planInTurn(
  recipients: readonly Recipient[],
  delivery: Delivery,
  deps: PlanningDeps,
): Promise<PlannedRound> {
  const stores = delivery.meeting === null ? [] : await calendarsOf(recipients, deps);
  return await deps.turns.inTurn(stores, async () => {
    const { stopped, plans } = await planEach(recipients, delivery, deps);
    const { moreToCome } = delivery;
    const { outcomes, isPredictable } = deps.pendingChanges.submit(
      plans.map(({ plan }) => plan),
      { moreToCome },
    );
    // The next delivery has to read what cannot be foreseen.
    if (!isPredictable) await outcomes;
    return { stopped, plans, outcomes };
  });
}

/** Theirs, and of pools their members': a booking for a pool takes turns with a booking of one of its members. */
async function calendarsOf(recipients: readonly Recipient[], { directory }: PlanningDeps): Promise<StoreId[]> {
  const accounts = recipients.map(({ account }) => account).filter(answersMeetings);
  const names = accounts.flatMap(({ booking }) => booking.members);
  const members = await Promise.all(names.map((name) => directory.accountByName(name)));
  return [...new Set([...accounts, ...members].flatMap((account) => account?.storeId ?? []))];
}

type Planned = Pick<PlannedRound, 'stopped' | 'plans'>;

/** Meetings are decided one after the other: one invitation to a thousand rooms does not stop everybody else's mail. */
async function planEach(recipients: readonly Recipient[], delivery: Delivery, deps: PlanningDeps): Promise<Planned> {
  if (delivery.meeting === null) {
    const planned = await Promise.all(recipients.map((recipient) => planOrReply(recipient, delivery, deps)));
    return sort(recipients, planned);
  }
  const planned: RecipientPlan[] = [];
  let earlier = 0;
  for (const recipient of recipients) {
    if (planned.length > 0) await nextTurn();
    planned.push(await planOrReply(recipient, { ...delivery, earlier }, deps));
    if (answersMeetings(recipient.account)) earlier += 1;
  }
  return sort(recipients, planned);
}

function sort(recipients: readonly Recipient[], planned: readonly RecipientPlan[]): Planned {
  return {
    plans: planned.filter((plan) => plan.kind === 'deliver'),
    stopped: recipients.flatMap((recipient, index) => {
      const plan = planned[index];
      return plan?.kind === 'stop' ? [{ recipient, reply: plan.reply }] : [];
    }),
  };
}

async function planOrReply(recipient: Recipient, delivery: Delivery, deps: PlanningDeps): Promise<RecipientPlan> {
  const about = { account: recipient.account.name, messageId: readMessageId(delivery.message.header) };
  try {
    const plan = await planRecipient(recipient, delivery, deps);
    if (plan.kind === 'stop') {
      if (plan.because === 'over-quota') deps.watchQuota(recipient.account, 'refused');
      const event = plan.because === 'duplicate' ? 'message-duplicate' : 'message-refused';
      deps.log(event, { ...about, because: plan.because, code: plan.reply.code, status: plan.reply.status });
    }
    return plan;
  } catch (error) {
    deps.log('delivery-failed', { ...about, cause: error });
    return { kind: 'stop', because: 'fault', reply: tryAgainLater };
  }
}
