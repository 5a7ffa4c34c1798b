/**
 * Makes the plan for one recipient: reads the snapshot, runs the rules, composes the answers. A fault of booking is booking's: the mail then goes on as ordinary mail.
 * Path: deliver.ts -> planRecipient -> Desk.deliver.
 */
import type { Booker } from '../booking/booking-request.js';
import type { ApprovalTerms } from '../booking/approval.js';
import { prepareBooking, type PreparedBooking } from '../booking/prepare-booking.js';
import type { Account, StoreId } from '../directory/directory.js';
import type { Address } from '../mail/address.js';
import type { ReceivedMessage } from '../mail/received-message.js';
import type { DeliveryId, DeliveryPlan, DeskSnapshot } from '../store/desk.js';
import { StoreError } from '../store/store-error.js';
import type { InboundDependencies } from './deliver.js';
import { answersLeft } from './answers-left.js';
import { approvalTerms } from './approval-terms.js';
import { answersMeetings } from './answers-meetings.js';
import { delegateRequest, type Delegation, type DelegationParts } from './delegate-request.js';
import { gatherOffers } from './gather-offers.js';
import type { Recipient } from './inbound-path.js';
import { planDelivery, type PlanContext, type PlannedDelivery } from './plan-delivery.js';
import { quotaOf } from './quota.js';
import { reachAskedDays } from './reach-asked-days.js';
import type { Meeting } from './read-meeting.js';
import { resourceOf } from './resource-of.js';
import { writePlan } from './write-plan.js';

/** One message on its way; the same for all its recipients. */
export interface Delivery {
  readonly message: ReceivedMessage;
  readonly meeting: (Meeting & { readonly booker: Booker }) | null;
  /** It was looked at for an account that answers meetings, and there is no calendar object in it. */
  readonly isPlain: boolean;
  readonly deliveryId: DeliveryId;
  /** Recipients planned beside this one that come before it and may be answered too. */
  readonly earlier: number;
  /** A raw mail put back by an administrator: no loop or duplicate test, no answers. */
  readonly restoring: boolean;
}

export type RecipientPlan =
  | (PlannedDelivery & { readonly kind: 'stop' })
  | { readonly kind: 'deliver'; readonly recipient: Recipient; readonly plan: DeliveryPlan };

export async function planRecipient(
  recipient: Recipient,
  delivery: Delivery,
  house: InboundDependencies,
): Promise<RecipientPlan> {
  const { account } = recipient;
  const storeId = account.storeId;
  if (storeId === null) throw new Error(`account ${account.name} has no store`);
  const terms = await approvalTerms(account, house.directory);
  const approvers = terms?.approvers ?? [];
  const booking = prepareFor(recipient, terms, delivery, house);
  if (booking === null) return planWith(null, approvers, recipient, storeId, delivery, house);
  try {
    return await planWith(booking, approvers, recipient, storeId, delivery, house);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    house.log('booking-failed', { account: account.name, messageId: delivery.meeting?.mail.messageId, cause: error });
    return planWith(null, approvers, recipient, storeId, delivery, house);
  }
}

function prepareFor(
  { account, forwardPath }: Recipient,
  terms: ApprovalTerms | null,
  { message, meeting }: Delivery,
  { crashMark, clock, log, settings }: InboundDependencies,
): PreparedBooking | null {
  if (meeting === null || !answersMeetings(account)) return null;
  const { parsed, mail, booker } = meeting;
  try {
    const resource = resourceOf(account, forwardPath);
    const approval = terms === null ? {} : { approval: terms };
    const question = { parsed, mail, booker, resource, ...approval, options: settings.booking, now: clock() };
    return crashMark.during(message.digest, () => prepareBooking(question));
  } catch (error) {
    log('booking-failed', { account: account.name, messageId: mail.messageId, cause: error });
    return null;
  }
}

/**
 * A mail that nothing decides about needs no look at the desk: that it was here before, or has no room, the commit finds
 * out by itself.
 */
const nothingRead: DeskSnapshot = { duplicate: false, usedBytes: 0, calendar: null };

async function planWith(
  booking: PreparedBooking | null,
  approvers: readonly Address[],
  recipient: Recipient,
  storeId: StoreId,
  { message, isPlain, deliveryId, earlier, restoring }: Delivery,
  house: InboundDependencies,
): Promise<RecipientPlan> {
  const { desk, clock, log, settings, compose } = house;
  const now = clock();
  await reachAskedDays(booking, recipient.account, house);
  const snapshot =
    booking === null ? nothingRead : await desk.read({ storeId, deliveryId, now, calendar: booking.calendarQuestion });
  const most = settings.maxAnswersPerOrganizerHour;
  const { hardBytes: hardLimitBytes } = await quotaOf(recipient.account, house.directory, settings.quota);
  const left = await answersLeft(booking, { most, earlier, now }, desk);
  const look = <Result>(work: () => Result): Result => house.crashMark.during(message.digest, work);
  const startedAt = performance.now();
  const context = {
    message,
    recipient,
    snapshot,
    hardLimitBytes,
    booking,
    isPlain,
    approvers,
    delegation: await delegationOf(booking, snapshot, recipient, { ...house, look }),
    offers: null,
    answersLeft: left,
    settings,
    now,
    restoring,
  };
  const decide = (given: PlanContext): PlannedDelivery =>
    booking === null ? planDelivery(given) : look(() => planDelivery(given));
  const bare = decide(context);
  const mayOffer = bare.kind === 'deliver' && booking !== null;
  const offers = mayOffer ? await gatherOffers(bare, booking, recipient, { ...house, look }) : null;
  const planned = offers === null ? bare : decide({ ...context, offers });
  if (planned.kind === 'stop') return planned;
  if (planned.isAnswerWithheld)
    log('answer-withheld', { account: recipient.account.name, organizer: planned.decision?.organizer });
  const milliseconds = Math.round((performance.now() - startedAt) * 1000) / 1000;
  const timed = { ...planned, decision: planned.decision === null ? null : { ...planned.decision, milliseconds } };
  const stamp = {
    storeId,
    deliveryId,
    calendarVersion: snapshot.calendar?.version ?? 0,
    hardLimitBytes,
    hostname: settings.hostname,
    now,
  };
  return { kind: 'deliver', recipient, plan: await writePlan(timed, message, recipient, stamp, compose) };
}

/** null: nothing is passed on, the account is no pool. */
async function delegationOf(
  booking: PreparedBooking | null,
  { calendar }: DeskSnapshot,
  { account }: Recipient,
  house: InboundDependencies & Pick<DelegationParts, 'look'>,
): Promise<Delegation | null> {
  if (booking === null || calendar === null) return null;
  const reach = (asked: PreparedBooking, member: Account): Promise<void> => reachAskedDays(asked, member, house);
  return delegateRequest(booking, calendar, account, { ...house, reach });
}
