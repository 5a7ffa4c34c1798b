/**
 * Bookings that nobody approved in time are declined. What is decided is in booking/settle-approval.ts; here it is read
 * and committed, each booking by itself.
 * Path: beside the way of a message, every few minutes (housekeeping).
 */
import { expireApproval } from '../booking/settle-approval.js';
import type { CalendarKeeper } from '../booking/stored-meeting.js';
import type { CalendarEntry } from '../booking/calendar-entry.js';
import type { Account } from '../directory/directory.js';
import type { StoreId } from '../directory/account.js';
import type { Desk } from '../store/desk.js';
import { answersMeetings } from './answers-meetings.js';
import { composeOutgoing } from '../outbox/compose-outgoing.js';
import type { ResourceDeps } from './context.js';
import { onEachAccount, type AccountRound } from '../directory/on-each-account.js';
import { resourceOf } from './resource-of.js';

export interface ExpiryDependencies extends AccountRound, Pick<ResourceDeps, 'clock' | 'compose' | 'wakeOutbox'> {
  readonly desk: Pick<Desk, 'entriesPendingUntil' | 'read' | 'revise'>;
  readonly settings: ResourceDeps['settings'];
}

/** Resolves to how many were declined. What moves meanwhile is left to the next round. */
export function expireApprovals(deps: ExpiryDependencies): Promise<number> {
  return onEachAccount(deps, async (account) => {
    const { storeId } = account;
    if (!answersMeetings(account) || storeId === null) return 0;
    let expired = 0;
    for (const entry of await deps.desk.entriesPendingUntil(storeId, deps.clock())) {
      if (await expireOne(entry, account, storeId, deps)) expired += 1;
    }
    return expired;
  });
}

async function expireOne(
  { uid, organizer }: CalendarEntry,
  account: Account,
  storeId: StoreId,
  deps: ExpiryDependencies,
): Promise<boolean> {
  const now = deps.clock();
  const { calendar } = await deps.desk.read({
    storeId,
    deliveryId: '',
    now,
    calendar: { uids: [uid], busyIn: [] },
  });
  const entry = calendar?.entries.find((each) => each.uid === uid && each.organizer === organizer);
  const pending = entry?.pending;
  if (calendar === null || entry === undefined || pending === undefined || pending.expiresAt > now) return false;
  const keeper: CalendarKeeper = { resource: resourceOf(account, null), options: deps.settings.booking, now };
  const { change, messages, record } = expireApproval(entry, pending, keeper);
  const outgoing = await Promise.all(
    messages.map((draft, index) => {
      const cause = JSON.stringify(['expired', pending.uid, pending.sequence, index]);
      return composeOutgoing(draft, { storeId, cause, now }, deps.compose);
    }),
  );
  const plan = { storeId, basedOn: calendar.version, change, decision: record, outgoing, plannedAt: now };
  if ((await deps.desk.revise(plan)) === 'stale') return false;
  deps.wakeOutbox();
  deps.log('booking-withdrawn', { account: account.name, uid, because: record.because });
  return true;
}
