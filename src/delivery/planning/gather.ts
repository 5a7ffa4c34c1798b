/**
 * Reads what the plan for one recipient is made from: before the desk is asked, what the account and the directory say
 * (the meeting as a request, the vacation response as a question); then the desk's snapshot, at one moment.
 * Path: plan-recipient.ts: gather -> decide -> plan -> write.
 */
import type { PreparedBooking } from '../../booking/prepare-booking.js';
import type { ApprovalTerms } from '../../booking/booking-request.js';
import type { StoreId } from '../../directory/account.js';
import { DirectoryError } from '../../directory/directory.js';
import { quotaOf } from '../../directory/quota.js';
import type { Address } from '../../mail/address.js';
import type { Instant } from '../../mail/instant.js';
import { readMessageId } from '../../mail/message-ids.js';
import { answersMeetings } from '../../resources/answers-meetings.js';
import { approvalTerms } from '../../resources/approval-terms.js';
import { extendAskedDays } from '../../resources/extend-asked-days.js';
import { prepareRequest } from '../../resources/prepare-request.js';
import type { DeskSnapshot, DeliveryDesk } from '../../store/delivery-desk.js';
import type { Recipient } from '../recipients/recipient.js';
import { floodRoom } from './flood-limits.js';
import { askVacation } from './ask-vacation.js';
import type { Delivery, InboundDeps } from './inbound-context.js';
import type { PlanContext, VacationAsk } from './rules/delivery-rule.js';

/** What was found out about a message for one recipient before the desk was asked. */
export interface Prepared {
  readonly storeId: StoreId;
  /** The meeting in it, if this account answers such; null otherwise. */
  readonly booking: PreparedBooking | null;
  readonly approvers: readonly Address[];
  readonly vacation: VacationAsk | null;
}

/** A fault of booking or of the vacation response costs that alone. Throws DirectoryError. */
export async function prepare(recipient: Recipient, delivery: Delivery, deps: InboundDeps): Promise<Prepared> {
  const { account } = recipient;
  const { storeId } = account;
  if (storeId === null) throw new Error(`account ${account.name} has no store`);
  const terms = await approvalTerms(account, deps.directory);
  const booking = await bookingFor(recipient, terms, delivery, deps);
  const vacation = await vacationFor(recipient, delivery, deps);
  return { storeId, booking, approvers: terms?.approvers ?? [], vacation };
}

/** Throws DirectoryError; any other fault is booking's. */
async function bookingFor(
  { account, forwardPath, expandedFrom }: Recipient,
  terms: ApprovalTerms | null,
  { message, meeting }: Delivery,
  { crashMark, clock, directory, log, settings: { booking: options } }: InboundDeps,
): Promise<PreparedBooking | null> {
  if (meeting === null || !answersMeetings(account)) return null;
  // A group's address is none of its members': who is invited by it is not an attendee.
  const invitedAs = expandedFrom === undefined ? forwardPath : null;
  const request = { meeting, forwardPath: invitedAs, terms, options, now: clock() };
  try {
    return await prepareRequest(account, request, {
      directory,
      look: (work) => crashMark.during(message.digest, work),
    });
  } catch (error) {
    if (error instanceof DirectoryError) throw error;
    log('booking-failed', { account: account.name, messageId: meeting.mail.messageId, cause: error });
    return null;
  }
}

/** A directory that cannot answer has the message come again; any other fault costs the answer alone. */
async function vacationFor(
  recipient: Recipient,
  { message, meeting, restoring }: Delivery,
  deps: InboundDeps,
): Promise<VacationAsk | null> {
  if (restoring || deps.crashMark.isBarred(message.digest)) return null;
  const look = <Result>(work: () => Result): Result => deps.crashMark.during(message.digest, work);
  try {
    return await askVacation(recipient, message, meeting, { ...deps, look });
  } catch (cause) {
    if (cause instanceof DirectoryError) throw cause;
    const messageId = readMessageId(message.header);
    deps.log('vacation-failed', { account: recipient.account.name, messageId, cause });
    return null;
  }
}

/** All that the rules look at but the decision about the meeting. */
export type Gathered = Omit<PlanContext, 'decided' | 'managerMessage'>;

/**
 * Throws StoreError and DirectoryError.
 *
 * @param desk what is read here is what the plan holds to
 */
export async function gather(
  { storeId, booking, approvers, vacation }: Prepared,
  recipient: Recipient,
  { message, isPlain, deliveryId, earlier, restoring }: Delivery,
  deps: InboundDeps & { readonly desk: DeliveryDesk },
): Promise<Gathered> {
  const { desk, directory, settings } = deps;
  const now = deps.clock();
  await extendAskedDays(booking, recipient.account, deps);
  const snapshot = await readSnapshot({ storeId, deliveryId, now }, booking, vacation, desk);
  const { hardBytes: hardLimitBytes } = await quotaOf(recipient.account, directory, settings.quota);
  const room = await floodRoom(booking, storeId, { limits: settings, earlier, now }, desk);
  return {
    message,
    recipient,
    snapshot,
    hardLimitBytes,
    isPlain,
    approvers,
    room,
    vacation,
    settings,
    now,
    restoring,
  };
}

const nothingRead: DeskSnapshot = { duplicate: false, usedBytes: 0, calendar: null };

/**
 * A message that nothing decides about needs no look at the desk: that it was here before, or has no room, the commit
 * finds out by itself.
 */
function readSnapshot(
  asked: { readonly storeId: StoreId; readonly deliveryId: string; readonly now: Instant },
  booking: PreparedBooking | null,
  vacation: VacationAsk | null,
  desk: DeliveryDesk,
): Promise<DeskSnapshot> {
  if (booking === null && vacation === null) return Promise.resolve(nothingRead);
  const answerLog = vacation && { sender: vacation.sender };
  return desk.read({ ...asked, calendar: booking?.calendarQuestion ?? null, answerLog });
}
