/**
 * Makes the plan for one recipient of a message:
 *
 *   gather (what is known of it) -> decide (the meeting in it, once) -> plan (the rules) -> write (bytes and stamps)
 *
 * A fault of booking is booking's: the message then goes on as ordinary mail; a fault of a vacation response costs that
 * response alone. What cannot be read for now is thrown, and the MTA tries again later.
 * Path: plan-in-turn.ts -> planRecipient -> DeliveryDesk.deliver.
 */
import { concernsManagers, describeLeft } from '../../booking/left-to-person.js';
import { withoutApprovers, type PreparedBooking } from '../../booking/prepare-booking.js';
import { DirectoryError } from '../../directory/directory.js';
import { decodeEncodedWords } from '../../mail/encoded-words.js';
import { firstField } from '../../mail/header-section.js';
import { readMessageId } from '../../mail/message-ids.js';
import { decide } from '../../resources/decide.js';
import type { MeetingDecision } from '../../resources/meeting-decision.js';
import { extendAskedDays } from '../../resources/extend-asked-days.js';
import type { DeliveryPlan, DeliveryDesk } from '../../store/delivery-desk.js';
import { StoreError } from '../../store/store-error.js';
import type { Recipient } from '../recipients/recipient.js';
import { gather, prepare, type Gathered, type Prepared } from './gather.js';
import type { Delivery, PlanningDeps } from './inbound-context.js';
import { planDelivery, reachesBooking } from './plan-delivery.js';
import { tellManagers } from './tell-managers.js';
import type { PlannedDelivery } from './rules/delivery-rule.js';
import { writePlan } from './write-plan.js';

export type RecipientPlan =
  | (PlannedDelivery & { readonly kind: 'stop' })
  | { readonly kind: 'deliver'; readonly recipient: Recipient; readonly plan: DeliveryPlan };

/** Throws StoreError and DirectoryError. */
export async function planRecipient(
  recipient: Recipient,
  delivery: Delivery,
  deps: PlanningDeps,
): Promise<RecipientPlan> {
  return planGuarded(await prepare(recipient, delivery, deps), recipient, delivery, deps);
}

/** Without what failed, until nothing is left that could. */
async function planGuarded(
  prepared: Prepared,
  recipient: Recipient,
  delivery: Delivery,
  deps: PlanningDeps,
): Promise<RecipientPlan> {
  const { booking, vacation } = prepared;
  try {
    return await planWith(prepared, recipient, delivery, deps);
  } catch (error) {
    const isForNow = error instanceof StoreError || error instanceof DirectoryError;
    if (isForNow || (booking === null && vacation === null)) throw error;
    const about = { account: recipient.account.name, messageId: readMessageId(delivery.message.header), cause: error };
    deps.log(booking === null ? 'vacation-failed' : 'booking-failed', about);
    const rest = booking === null ? { ...prepared, vacation: null } : { ...prepared, booking: null };
    return planGuarded(rest, recipient, delivery, deps);
  }
}

async function planWith(
  prepared: Prepared,
  recipient: Recipient,
  delivery: Delivery,
  deps: PlanningDeps,
): Promise<RecipientPlan> {
  const { deliveryId } = delivery;
  const view = deps.pendingChanges.optimisticView();
  const gathered = await gather(prepared, recipient, delivery, { ...deps, desk: view.desk });
  const decided = noteLeft(
    await decideMeeting(prepared.booking, gathered, view.desk, deps),
    prepared.booking,
    gathered,
    deps,
  );
  const managerMessage = await tellManagers(prepared.booking, decided, gathered, { ...deps, desk: view.desk });
  const { hardLimitBytes, snapshot, message, now } = gathered;
  const isRead = prepared.booking !== null || prepared.vacation !== null;
  const look = <Result>(work: () => Result): Result => (isRead ? deps.crashMark.during(message.digest, work) : work());
  const planned = look(() => planDelivery({ ...gathered, decided, managerMessage }));
  if (planned.kind === 'stop') return planned;
  logWithheld(planned, gathered, deps);
  const calendarVersion = snapshot.calendar?.version ?? 0;
  const { hostname } = deps.settings;
  const stamp = { storeId: prepared.storeId, deliveryId, calendarVersion, hardLimitBytes, hostname, now };
  const plan = await look(() => writePlan(planned, message, recipient, stamp, deps.compose));
  return { kind: 'deliver', recipient, plan: view.bind(plan) };
}

/**
 * null: there is nothing to decide.
 *
 * @param desk what is read here is what the plan holds to
 */
async function decideMeeting(
  booking: PreparedBooking | null,
  gathered: Gathered,
  desk: DeliveryDesk,
  deps: PlanningDeps,
): Promise<MeetingDecision | null> {
  const { message, recipient, snapshot, room, approvers } = gathered;
  const { calendar } = snapshot;
  if (booking === null || calendar === null || !reachesBooking({ ...gathered, decided: null, managerMessage: null }))
    return null;
  const startedAt = performance.now();
  const decided = await decide(
    {
      account: recipient.account,
      booking: room.left > approvers.length ? booking : withoutApprovers(booking),
      calendar,
      mayOffer: room.left > 0,
    },
    {
      ...deps,
      desk,
      // A view of its own: what is proposed need not hold.
      offersDesk: deps.pendingChanges.optimisticView().desk,
      extendIndex: (asked, member) => extendAskedDays(asked, member, deps),
      look: (work) => deps.crashMark.during(message.digest, work),
    },
  );
  const milliseconds = Math.round((performance.now() - startedAt) * 1000) / 1000;
  const { outcome } = decided;
  return { ...decided, outcome: { ...outcome, record: { ...outcome.record, milliseconds } } };
}

/** What waits for a person says so in its record. */
function noteLeft(
  decided: MeetingDecision | null,
  booking: PreparedBooking | null,
  { message: { header, digest } }: Gathered,
  { crashMark }: PlanningDeps,
): MeetingDecision | null {
  if (decided === null || booking === null || !concernsManagers(booking.question, decided.outcome.record))
    return decided;
  const { outcome } = decided;
  const subject = decodeEncodedWords(firstField(header, 'subject') ?? '');
  const left = crashMark.during(digest, () => describeLeft(booking, outcome.record, subject));
  return { ...decided, outcome: { ...outcome, record: { ...outcome.record, left } } };
}

function logWithheld(
  { isAnswerWithheld, decision, vacationRefusal }: PlannedDelivery & { kind: 'deliver' },
  { recipient: { account }, message }: Gathered,
  { log }: PlanningDeps,
): void {
  if (isAnswerWithheld) log('answer-withheld', { account: account.name, organizer: decision?.organizer });
  if (vacationRefusal === null) return;
  // Too many answers in an hour is something that somebody does; every other reason is the way it shall be.
  const event = vacationRefusal === 'too-many-answers' ? 'vacation-withheld' : 'vacation-skipped';
  log(event, { account: account.name, messageId: readMessageId(message.header), because: vacationRefusal });
}
