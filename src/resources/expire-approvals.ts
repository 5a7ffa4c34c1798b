/**
 * Bookings that nobody approved in time are declined. What is decided is in booking/settle-approval.ts; here it is read
 * and committed, each booking by itself.
 * Path: beside the way of a message, every few minutes (housekeeping).
 */
import { expireApproval } from '../booking/settle-approval.js';
import type { CalendarKeeper } from '../booking/stored-meeting.js';
import type { EntryKey } from '../booking/calendar-entry.js';
import type { Account } from '../directory/directory.js';
import type { StoreId } from '../directory/account.js';
import type { DeliveryDesk } from '../store/delivery-desk.js';
import type { Calendars } from '../store/calendars.js';
import { answersMeetings } from './answers-meetings.js';
import type { ResourceDeps } from './context.js';
import { onEachAccount, type AccountRound } from '../directory/on-each-account.js';
import { resourceOf } from './resource-of.js';
import { reviseWithRetry, type Revision, type RevisionDeps } from './revise-with-retry.js';

export interface ExpiryDependencies extends AccountRound, Omit<RevisionDeps, 'desk'>, Pick<ResourceDeps, 'clock'> {
  readonly calendars: Pick<Calendars, 'entriesPendingUntil'>;
  readonly desk: Pick<DeliveryDesk, 'read' | 'revise'>;
  readonly settings: ResourceDeps['settings'];
}

/** Resolves to how many were declined. A calendar that keeps moving is left to the next round. */
export function expireApprovals(deps: ExpiryDependencies): Promise<number> {
  return onEachAccount(deps, async (account) => {
    const { storeId } = account;
    if (!answersMeetings(account) || storeId === null) return 0;
    let expired = 0;
    for (const entry of await deps.calendars.entriesPendingUntil(storeId, deps.clock())) {
      const decide = (): Promise<Revision | null> => decideExpiry(entry, account, storeId, deps);
      if ((await reviseWithRetry(account.name, decide, deps)) !== null) expired += 1;
    }
    return expired;
  });
}

/** What is left of the booking's time is decided anew for each plan: it may be settled meanwhile. */
async function decideExpiry(
  { uid, organizer }: EntryKey,
  account: Account,
  storeId: StoreId,
  { clock, desk, settings }: ExpiryDependencies,
): Promise<Revision | null> {
  const now = clock();
  const { calendar } = await desk.read({ storeId, deliveryId: '', now, calendar: { uids: [uid], busyIn: [] } });
  const entry = calendar?.entries.find((each) => each.uid === uid && each.organizer === organizer);
  const pending = entry?.pending;
  if (calendar === null || entry === undefined || pending === undefined || pending.expiresAt > now) return null;
  const keeper: CalendarKeeper = { resource: resourceOf(account, null), options: settings.booking, now };
  const { change, messages, record } = expireApproval(entry, pending, keeper);
  const mails = messages.map((draft, index) => ({ draft, cause: ['expired', pending.uid, pending.sequence, index] }));
  return { storeId, basedOn: calendar.version, change, decision: record, mails, now };
}
