/**
 * Requests that wait for their own organizer to free the time (booking/wait-for-own.ts) are decided again: when that
 * organizer has changed something, and when their time is over. The decision is made as for a message that comes now, and
 * committed without one.
 * Path: serving/deliver-to-accounts.ts after a commit; housekeeping/ on a schedule, also after a restart.
 */
import type { CalendarEntry, EntryKey, WaitingRequest } from '../../booking/calendar-entry.js';
import { poolChange } from '../../booking/delegation.js';
import { sameKey } from '../../booking/invitation.js';
import { withoutApprovers, type PreparedBooking } from '../../booking/prepare-booking.js';
import {
  calendarFor,
  forgetWaiting,
  rememberDeclined,
  settledChange,
  waitingMeeting,
} from '../../booking/waiting-request.js';
import { DirectoryError, type Account } from '../../directory/directory.js';
import type { StoreId } from '../../directory/account.js';
import { onEachAccount, type AccountRound } from '../../directory/on-each-account.js';
import { sameAddress } from '../../mail/address.js';
import type { Instant } from '../../mail/instant.js';
import { approvalTerms } from '../../resources/approval-terms.js';
import type { ResourceDeps } from '../../resources/context.js';
import { decide } from '../../resources/decide.js';
import type { MeetingDecision } from '../../resources/meeting-decision.js';
import { extendAskedDays } from '../../resources/extend-asked-days.js';
import { findBooker } from '../../resources/find-booker.js';
import { prepareRequest } from '../../resources/prepare-request.js';
import { resourceOf } from '../../resources/resource-of.js';
import { reviseWithRetry, type Revision } from '../../resources/revise-with-retry.js';
import type { CalendarSnapshot } from '../../store/delivery-desk.js';
import { StoreError } from '../../store/store-error.js';
import { floodRoom, type FloodLimits, type FloodRoom } from './flood-limits.js';
import { answersOf } from './rules/answer-meeting.js';

export interface SettleDeps extends Omit<ResourceDeps, 'settings'> {
  readonly settings: ResourceDeps['settings'] & FloodLimits;
}

/** Those whose time is over, of all accounts. Resolves to how many were decided or forgotten. */
export async function settleOverdue(deps: SettleDeps & AccountRound): Promise<number> {
  const due = new Set(await deps.calendars.storesWaitingUntil(deps.clock()));
  if (due.size === 0) return 0;
  const settled = await onEachAccount(deps, (account) =>
    account.storeId !== null && due.delete(account.storeId) ? settleWaiting(account, null, deps) : Promise.resolve(0),
  );
  // The store of an account that was deleted: there is nobody to answer for it.
  if (!deps.signal.aborted) for (const storeId of due) await forgetAll(storeId, deps);
  return settled;
}

async function forgetAll(storeId: StoreId, deps: SettleDeps): Promise<void> {
  for (const key of await deps.calendars.entriesWaiting(storeId)) {
    await reviseWithRetry('', async () => (await readWaiting(key, storeId, deps))?.forget ?? null, deps);
  }
}

/**
 * The waiting requests of some organizers to one account, those without an answer first, in the order in which they came;
 * and again while that frees something. Resolves to how many were decided or forgotten. Throws StoreError, DirectoryError.
 *
 * @param organizers keys of calendar entries; null: all
 */
export async function settleWaiting(
  account: Account,
  organizers: ReadonlySet<string> | null,
  deps: SettleDeps,
): Promise<number> {
  const { storeId } = account;
  if (storeId === null) return 0;
  let settled = 0;
  for (;;) {
    const found = await deps.calendars.entriesWaiting(storeId);
    const waiting = found.filter(({ organizer }) => organizers === null || organizers.has(organizer));
    const inOrder = [...waiting.filter(isHeld), ...waiting.filter((entry) => !isHeld(entry))];
    const before = settled;
    for (const entry of inOrder) {
      const again = (): Promise<Revision | 'stale' | null> => decideGuarded(entry, account, storeId, deps);
      if ((await reviseWithRetry(account.name, again, deps)) !== null) settled += 1;
    }
    // Each request is answered at most twice and forgotten once, so that this ends.
    if (settled === before) return settled;
  }
}

const isHeld = ({ waiting }: CalendarEntry): boolean => waiting?.state === 'held';

interface ReadWaiting {
  readonly entry: CalendarEntry;
  readonly waiting: WaitingRequest;
  /** What ends the wait without a decision. */
  readonly forget: Revision;
}

/** null: it does not wait any more. */
async function readWaiting(key: EntryKey, storeId: StoreId, deps: SettleDeps): Promise<ReadWaiting | null> {
  const now = deps.clock();
  const { calendar } = await deps.desk.read({
    storeId,
    deliveryId: '',
    now,
    calendar: { uids: [key.uid], busyIn: [] },
  });
  const entry = calendar?.entries.find((each) => sameKey(each, key));
  const waiting = entry?.waiting;
  if (calendar === null || entry === undefined || waiting === undefined) return null;
  const change = forgetWaiting(entry);
  return { entry, waiting, forget: { storeId, basedOn: calendar.version, change, decision: null, mails: [], now } };
}

/** A fault of booking ends the wait: it would come again in every round. Throws StoreError and DirectoryError. */
async function decideGuarded(
  key: CalendarEntry,
  account: Account,
  storeId: StoreId,
  deps: SettleDeps,
): Promise<Revision | 'stale' | null> {
  try {
    return await decideAgain(key, account, storeId, deps);
  } catch (error) {
    if (error instanceof StoreError || error instanceof DirectoryError) throw error;
    deps.log('booking-failed', { account: account.name, messageId: key.waiting?.mail.messageId, cause: error });
    return (await readWaiting(key, storeId, deps))?.forget ?? null;
  }
}

/** null: it waits on, or there is nothing to decide any more. */
async function decideAgain(
  key: CalendarEntry,
  account: Account,
  storeId: StoreId,
  deps: SettleDeps,
): Promise<Revision | 'stale' | null> {
  const read = await readWaiting(key, storeId, deps);
  if (read === null) return null;
  const { entry, waiting, forget } = read;
  const { now } = forget;
  const isOver = waiting.until <= now;
  if (waiting.state === 'declined' && isOver) return forget;
  const booking = await prepareAgain(entry, waiting, { account, now, mayWait: !isOver }, deps);
  await extendAskedDays(booking, account, deps);
  const { calendar } = await deps.desk.read({ storeId, deliveryId: '', now, calendar: booking.calendarQuestion });
  // The calendar may have moved between the two.
  if (calendar === null || calendar.version !== forget.basedOn) return 'stale';
  return revisionFor({ entry, waiting, booking, calendar, account, storeId, now }, deps);
}

async function prepareAgain(
  entry: CalendarEntry,
  waiting: WaitingRequest,
  { account, now, mayWait }: { readonly account: Account; readonly now: Instant; readonly mayWait: boolean },
  { directory, settings }: SettleDeps,
): Promise<PreparedBooking> {
  const meeting = waitingMeeting(entry, waiting);
  const own = resourceOf(account, null).addresses;
  const isHere = waiting.state === 'held' && mayWait;
  const options = isHere ? settings.booking : { ...settings.booking, ownConflictGraceSeconds: 0 };
  return prepareRequest(
    account,
    {
      meeting: { ...meeting, booker: await findBooker(meeting, directory) },
      forwardPath: waiting.invitedAs.find((each) => !own.some((other) => sameAddress(each, other))) ?? null,
      terms: await approvalTerms(account, directory),
      options,
      now,
    },
    { directory, look: (work) => work() },
  );
}

interface Again {
  readonly entry: CalendarEntry;
  readonly waiting: WaitingRequest;
  readonly booking: PreparedBooking;
  readonly calendar: CalendarSnapshot;
  readonly account: Account;
  readonly storeId: StoreId;
  readonly now: Instant;
}

async function revisionFor(again: Again, deps: SettleDeps): Promise<Revision | null> {
  const { entry, waiting, calendar, account, storeId, now } = again;
  const room = await floodRoom(again.booking, storeId, { limits: deps.settings, earlier: 0, now }, deps.desk);
  const { outcome, otherCalendars } = await decideWithRoom(again, room, deps);
  const { decision, because } = outcome.record;
  const isTaken = decision === 'accept' || decision === 'ask';
  if (decision === 'waiting' || (waiting.state === 'declined' && !isTaken)) return null;
  const keeper = { resource: resourceOf(account, null), options: deps.settings.booking, now };
  const changed = settledChange(outcome.change, entry, waiting, keeper);
  // A pool's own calendar is busy with nothing.
  const settled = account.booking.members.length > 0 ? poolChange(changed, null, []) : changed;
  const isDeclined = decision === 'decline' && because === 'conflict';
  const { answers, record, counts } = answersOf(outcome, room);
  return {
    storeId,
    basedOn: calendar.version,
    change: isDeclined ? rememberDeclined(settled, entry, waiting, now) : settled,
    otherCalendars,
    decision: record,
    counts,
    mails: answers.map((draft, index) => ({
      draft,
      cause: ['waited', entry.uid, entry.organizer, waiting.mail.messageId, waiting.since, waiting.state, index],
    })),
    now,
    event: 'booking-decided',
  };
}

function decideWithRoom(
  { entry, waiting, booking, calendar, account }: Again,
  room: FloodRoom,
  deps: SettleDeps,
): Promise<MeetingDecision> {
  const approvers = booking.question.approval?.approvers ?? [];
  return decide(
    {
      account,
      booking: room.left > approvers.length ? booking : withoutApprovers(booking),
      calendar: calendarFor(calendar, entry, waiting),
      mayOffer: room.left > 0,
    },
    {
      ...deps,
      offersDesk: deps.desk,
      extendIndex: (asked, member) => extendAskedDays(asked, member, deps),
      look: (work) => work(),
    },
  );
}
