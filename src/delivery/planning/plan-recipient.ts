/**
 * Makes the plan for one recipient: reads the snapshot, runs the rules, composes the answers. A fault of booking is
 * booking's: the mail then goes on as ordinary mail; a fault of an out-of-office answer costs that answer alone.
 * Path: deliver.ts -> planRecipient -> Desk.deliver.
 */
import type { ApprovalTerms } from '../../booking/booking-request.js';
import { prepareBooking, type PreparedBooking } from '../../booking/prepare-booking.js';
import { DirectoryError, type Account } from '../../directory/directory.js';
import type { StoreId } from '../../directory/account.js';
import type { Address } from '../../mail/address.js';
import { readMessageId } from '../../mail/message-ids.js';
import type { ReceivedMessage } from '../../mail/received-message.js';
import type { DeliveryPlan, Desk, DeskSnapshot } from '../../store/desk.js';
import { StoreError } from '../../store/store-error.js';
import type { Delivery, InboundDeps, PlanningDeps } from './inbound-context.js';
import { answersLeft } from './answers-left.js';
import { meetingFor } from '../../resources/find-booker.js';
import { approvalTerms } from '../../resources/approval-terms.js';
import { askVacation } from './ask-vacation.js';
import type { VacationAsk, PlannedDelivery, PlanContext } from './rules/delivery-rule.js';
import { answersMeetings } from '../../resources/answers-meetings.js';
import { delegateRequest, type Delegation, type DelegationParts } from '../../resources/delegate-request.js';
import { gatherOffers } from '../../resources/gather-offers.js';
import type { Recipient } from '../recipients/recipient.js';
import { planDelivery } from './plan-delivery.js';
import { quotaOf } from '../../directory/quota.js';
import { extendAskedDays } from '../../resources/extend-asked-days.js';
import { resourceOf } from '../../resources/resource-of.js';
import { writePlan } from './write-plan.js';

export type RecipientPlan =
  | (PlannedDelivery & { readonly kind: 'stop' })
  | { readonly kind: 'deliver'; readonly recipient: Recipient; readonly plan: DeliveryPlan };

export async function planRecipient(
  recipient: Recipient,
  delivery: Delivery,
  deps: PlanningDeps,
): Promise<RecipientPlan> {
  const { account } = recipient;
  const storeId = account.storeId;
  if (storeId === null) throw new Error(`account ${account.name} has no store`);
  const terms = await approvalTerms(account, deps.directory);
  const approvers = terms?.approvers ?? [];
  const booking = await prepareFor(recipient, terms, delivery, deps);
  const vacation = await vacationFor(recipient, delivery, deps);
  return planGuarded({ booking, approvers, vacation }, recipient, storeId, delivery, deps);
}

/** What was found out about a mail for one recipient before the desk was asked. */
interface Prepared {
  readonly booking: PreparedBooking | null;
  readonly approvers: readonly Address[];
  readonly vacation: VacationAsk | null;
}

/** Without what failed, until nothing is left that could. */
async function planGuarded(
  prepared: Prepared,
  recipient: Recipient,
  storeId: StoreId,
  delivery: Delivery,
  deps: PlanningDeps,
): Promise<RecipientPlan> {
  const { booking, vacation } = prepared;
  try {
    return await planWith(prepared, recipient, storeId, delivery, deps);
  } catch (error) {
    if (error instanceof StoreError || (booking === null && vacation === null)) throw error;
    const about = { account: recipient.account.name, messageId: readMessageId(delivery.message.header), cause: error };
    deps.log(booking === null ? 'vacation-failed' : 'booking-failed', about);
    const rest = booking === null ? { ...prepared, vacation: null } : { ...prepared, booking: null };
    return planGuarded(rest, recipient, storeId, delivery, deps);
  }
}

/** A directory that cannot answer has the mail come again; any other fault costs the answer alone. */
async function vacationFor(
  recipient: Recipient,
  { message, meeting, restoring }: Delivery,
  deps: InboundDeps,
): Promise<VacationAsk | null> {
  if (restoring) return null;
  try {
    return await askVacation(recipient, message, meeting, deps);
  } catch (cause) {
    if (cause instanceof DirectoryError) throw cause;
    const messageId = readMessageId(message.header);
    deps.log('vacation-failed', { account: recipient.account.name, messageId, cause });
    return null;
  }
}

/** Throws DirectoryError; any other fault is booking's. */
async function prepareFor(
  { account, forwardPath, expandedFrom }: Recipient,
  terms: ApprovalTerms | null,
  { message, meeting }: Delivery,
  { crashMark, clock, directory, log, settings }: InboundDeps,
): Promise<PreparedBooking | null> {
  if (meeting === null || !answersMeetings(account)) return null;
  try {
    // A group's address is none of its members': who is invited by it is not an attendee.
    const resource = resourceOf(account, expandedFrom === undefined ? forwardPath : null);
    const { parsed, mail, booker } = await meetingFor(meeting, resource.addresses, directory);
    const approval = terms === null ? {} : { approval: terms };
    const question = { parsed, mail, booker, resource, ...approval, options: settings.booking, now: clock() };
    return crashMark.during(message.digest, () => prepareBooking(question));
  } catch (error) {
    if (error instanceof DirectoryError) throw error;
    log('booking-failed', { account: account.name, messageId: meeting.mail.messageId, cause: error });
    return null;
  }
}

/**
 * A mail that nothing decides about needs no look at the desk: that it was here before, or has no room, the commit finds
 * out by itself.
 */
const nothingRead: DeskSnapshot = { duplicate: false, usedBytes: 0, calendar: null };

async function planWith(
  { booking, approvers, vacation }: Prepared,
  recipient: Recipient,
  storeId: StoreId,
  { message, isPlain, deliveryId, earlier, restoring }: Delivery,
  deps: PlanningDeps,
): Promise<RecipientPlan> {
  const { clock, log, settings, compose, pendingChanges } = deps;
  const now = clock();
  const view = pendingChanges.optimisticView();
  const { desk } = view;
  await extendAskedDays(booking, recipient.account, deps);
  const snapshot =
    booking === null && vacation === null
      ? nothingRead
      : await desk.read({
          storeId,
          deliveryId,
          now,
          calendar: booking?.calendarQuestion ?? null,
          answerLog: vacation && { sender: vacation.sender },
        });
  const most = settings.maxAnswersPerOrganizerHour;
  const { hardBytes: hardLimitBytes } = await quotaOf(recipient.account, deps.directory, settings.quota);
  const left = await answersLeft(booking, { most, earlier, now }, desk);
  const look = <Result>(work: () => Result): Result => deps.crashMark.during(message.digest, work);
  const startedAt = performance.now();
  const context = {
    message,
    recipient,
    snapshot,
    hardLimitBytes,
    booking,
    isPlain,
    approvers,
    delegation: await delegationOf(booking, snapshot, recipient, { ...deps, look }, desk),
    offers: null,
    answersLeft: left,
    vacation,
    settings,
    now,
    restoring,
  };
  const decide = (given: PlanContext): PlannedDelivery =>
    booking === null ? planDelivery(given) : look(() => planDelivery(given));
  const bare = decide(context);
  const mayOffer = bare.kind === 'deliver' && booking !== null;
  // What is proposed need not hold: it binds the plan to nothing.
  const offering = { ...deps, desk: pendingChanges.optimisticView().desk, look };
  const offers = mayOffer ? await gatherOffers(bare, booking, recipient.account, offering) : null;
  const planned = offers === null ? bare : decide({ ...context, offers });
  if (planned.kind === 'stop') return planned;
  if (planned.isAnswerWithheld)
    log('answer-withheld', { account: recipient.account.name, organizer: planned.decision?.organizer });
  if (planned.vacationRefusal !== null) logRefusal(planned.vacationRefusal, recipient, message, deps);
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
  const plan = await writePlan(timed, message, recipient, stamp, compose);
  return { kind: 'deliver', recipient, plan: view.bind(plan) };
}

/** null: nothing is passed on, the account is no pool. */
async function delegationOf(
  booking: PreparedBooking | null,
  { calendar }: DeskSnapshot,
  { account }: Recipient,
  deps: InboundDeps & Pick<DelegationParts, 'look'>,
  desk: Desk,
): Promise<Delegation | null> {
  if (booking === null || calendar === null) return null;
  const extendIndex = (asked: PreparedBooking, member: Account): Promise<void> => extendAskedDays(asked, member, deps);
  return delegateRequest(booking, calendar, account, { ...deps, desk, extendIndex });
}

/** Too many answers in an hour is something that somebody does; every other reason is the way it shall be. */
function logRefusal(because: string, { account }: Recipient, { header }: ReceivedMessage, { log }: InboundDeps): void {
  const event = because === 'too-many-answers' ? 'vacation-withheld' : 'vacation-skipped';
  log(event, { account: account.name, messageId: readMessageId(header), because });
}
