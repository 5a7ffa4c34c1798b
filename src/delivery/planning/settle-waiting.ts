/**
 * Requests that wait for their own organizer to free the time (booking/wait-for-own.ts) are decided again: when that
 * organizer has changed something, and when their time is over. The decision is made as for a message that comes now, and
 * committed without one.
 * Path: serving/deliver-to-accounts.ts after a commit; housekeeping/ on a schedule, also after a restart.
 */
import type { CalendarEntry, WaitingRequest } from '../../booking/calendar-entry.js';
import { sameKey } from '../../booking/invitation.js';
import { withoutApprovers, type PreparedBooking } from '../../booking/prepare-booking.js';
import {
  calendarFor,
  forgetDeclined,
  rememberDeclined,
  settledChange,
  waitingMeeting,
} from '../../booking/waiting-request.js';
import type { Account } from '../../directory/directory.js';
import type { StoreId } from '../../directory/account.js';
import { onEachAccount, type AccountRound } from '../../directory/on-each-account.js';
import { sameAddress } from '../../mail/address.js';
import type { Instant } from '../../mail/instant.js';
import { approvalTerms } from '../../resources/approval-terms.js';
import type { ResourceDeps } from '../../resources/context.js';
import { decide, type MeetingDecision } from '../../resources/decide.js';
import { extendAskedDays } from '../../resources/extend-asked-days.js';
import { findBooker } from '../../resources/find-booker.js';
import { prepareRequest } from '../../resources/prepare-request.js';
import { resourceOf } from '../../resources/resource-of.js';
import { reviseWithRetry, type Revision } from '../../resources/revise-with-retry.js';
import type { CalendarSnapshot } from '../../store/desk.js';
import { floodRoom, type FloodLimits, type FloodRoom } from './flood-limits.js';
import { answersOf } from './rules/answer-meeting.js';

export interface SettleDeps extends Omit<ResourceDeps, 'settings'> {
  readonly settings: ResourceDeps['settings'] & FloodLimits;
}

/** Those whose time is over, of all accounts. Resolves to how many were decided or forgotten. */
export async function settleOverdue(deps: SettleDeps & AccountRound): Promise<number> {
  const due = new Set(await deps.desk.storesWaitingUntil(deps.clock()));
  if (due.size === 0) return 0;
  return onEachAccount(deps, (account) =>
    account.storeId !== null && due.has(account.storeId) ? settleWaiting(account, null, deps) : Promise.resolve(0),
  );
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
    const found = await deps.desk.entriesWaiting(storeId);
    const waiting = found.filter(({ organizer }) => organizers === null || organizers.has(organizer));
    const inOrder = [...waiting.filter(isHeld), ...waiting.filter((entry) => !isHeld(entry))];
    const before = settled;
    for (const entry of inOrder) {
      const again = (): Promise<Revision | 'stale' | null> => decideAgain(entry, account, storeId, deps);
      if ((await reviseWithRetry(account.name, again, deps)) !== null) settled += 1;
    }
    // Each request is answered at most twice and forgotten once, so that this ends.
    if (settled === before) return settled;
  }
}

const isHeld = ({ waiting }: CalendarEntry): boolean => waiting?.state === 'held';

/** null: it waits on, or there is nothing to decide any more. */
async function decideAgain(
  key: CalendarEntry,
  account: Account,
  storeId: StoreId,
  deps: SettleDeps,
): Promise<Revision | 'stale' | null> {
  const now = deps.clock();
  const asked = { storeId, deliveryId: '', now };
  const first = (await deps.desk.read({ ...asked, calendar: { uids: [key.uid], busyIn: [] } })).calendar;
  const entry = first?.entries.find((each) => sameKey(each, key));
  const waiting = entry?.waiting;
  if (first == null || entry === undefined || waiting === undefined) return null;
  const isOver = waiting.until <= now;
  if (waiting.state === 'declined' && isOver)
    return { storeId, basedOn: first.version, change: forgetDeclined(entry), decision: null, mails: [], now };
  const booking = await prepareAgain(entry, waiting, { account, now, mayWait: !isOver }, deps);
  await extendAskedDays(booking, account, deps);
  const { calendar } = await deps.desk.read({ ...asked, calendar: booking.calendarQuestion });
  // The calendar may have moved between the two.
  if (calendar === null || calendar.version !== first.version) return 'stale';
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
  const settled = settledChange(outcome.change, entry, waiting, keeper);
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
