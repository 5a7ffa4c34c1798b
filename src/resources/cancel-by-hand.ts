/**
 * A person frees a booking, or dates of it: the organizer is told with a REPLY that declines, and of a pool the member that
 * holds the booking gives it back, in one commit.
 * Path: beside the way of a message, asked by an administrator (`booking cancel`).
 */
import type { BusyInterval, EntryKey } from '../booking/calendar-entry.js';
import { delegatesOf, poolChange } from '../booking/delegation.js';
import { datesDeclined, withdrawDates, type Retirement } from '../booking/retire-meeting.js';
import type { CalendarKeeper } from '../booking/stored-meeting.js';
import type { Account } from '../directory/directory.js';
import type { StoreId } from '../directory/account.js';
import { formatAddress } from '../mail/address.js';
import type { Interval } from '../mail/instant.js';
import type { OtherCalendarChange } from '../store/delivery-desk.js';
import { readBookedMeeting, type BookedMeeting } from './booked-meeting.js';
import { resourceOf } from './resource-of.js';
import type { RetireDependencies } from './retire-resource.js';
import { reviseWithRetry, type Revision } from './revise-with-retry.js';

export interface HandCancellation {
  readonly account: Account;
  readonly storeId: StoreId;
  readonly key: EntryKey;
  /** The dates that go; null: all. */
  readonly isMeant: ((date: BusyInterval) => boolean) | null;
  /** For the organizer; empty: none. */
  readonly comment: string;
}

export interface CancelledByHand {
  readonly summary: string;
  readonly dates: readonly Interval[];
  /** To whom the mail goes; empty: nobody could be told. */
  readonly told: readonly string[];
}

/** null: nothing of it is booked from now on. Throws StoreError and DirectoryError. */
export async function cancelByHand(
  asked: HandCancellation,
  deps: RetireDependencies & { readonly directory: { accountByName(name: string): Promise<Account | null> } },
): Promise<CancelledByHand | null> {
  const revision = await reviseWithRetry(asked.account.name, () => reviseCancelled(asked, deps), deps);
  return revision === null ? null : revision.cancelled;
}

type CancellingRevision = Revision & { readonly cancelled: CancelledByHand };

async function reviseCancelled(
  asked: HandCancellation,
  deps: Parameters<typeof cancelByHand>[1],
): Promise<CancellingRevision | null> {
  const { account, storeId, key, comment } = asked;
  const keeper = keeperOf(account, deps);
  const own = await readBookedMeeting(storeId, key, keeper, deps.desk);
  if (own === null) return null;
  const { delegatedTo } = own.entry;
  const member = delegatedTo === undefined ? null : await deps.directory.accountByName(delegatedTo);
  const held = member?.storeId == null ? null : await readHeld(member, member.storeId, key, deps);
  const withdrawn = withdraw(own, held?.busy ?? own.busy, keeper, asked);
  if (withdrawn === null) return null;
  const { change, answer, notices, record, declined } = withdrawn;
  const told = answer === null ? [] : [...answer.to, ...answer.cc].map(({ address }) => formatAddress(address));
  const cause = ['cancelled-by-hand', key.uid, key.organizer, own.version];
  return {
    storeId,
    basedOn: own.version,
    change: member === null ? change : poolChange(change, member.name, delegatesOf(own.entry)),
    otherCalendars: held === null ? [] : givenBack(held, asked),
    decision: record,
    mails: [...(answer === null ? [] : [answer]), ...notices].map((draft, index) => ({
      draft,
      cause: [...cause, comment, index],
    })),
    now: keeper.now,
    cancelled: { summary: own.entry.summary, dates: declined, told },
  };
}

interface Held extends BookedMeeting {
  readonly storeId: StoreId;
  readonly keeper: CalendarKeeper;
}

async function readHeld(
  member: Account,
  storeId: StoreId,
  key: EntryKey,
  deps: RetireDependencies,
): Promise<Held | null> {
  const keeper = keeperOf(member, deps);
  const meeting = await readBookedMeeting(storeId, key, keeper, deps.desk);
  return meeting === null ? null : { ...meeting, storeId, keeper };
}

function givenBack(held: Held, asked: HandCancellation): readonly OtherCalendarChange[] {
  const withdrawn = withdraw(held, held.busy, held.keeper, asked);
  if (withdrawn === null) return [];
  const { change, record } = withdrawn;
  return [{ storeId: held.storeId, basedOn: held.version, change, decision: { ...record, answered: false } }];
}

/** null: nothing of it is meant that is still to come. */
function withdraw(
  { entry }: BookedMeeting,
  busy: readonly BusyInterval[],
  keeper: CalendarKeeper,
  { isMeant, comment }: HandCancellation,
): Retirement | null {
  const leaving = busy.filter((date) => date.end > keeper.now && (isMeant === null || isMeant(date)));
  if (leaving.length === 0) return null;
  const explanation = `A person cancelled the booking: ${datesDeclined(leaving.length)}.`;
  return withdrawDates(entry, keeper, { leaving, busy, because: 'by-person', explanation, comment });
}

function keeperOf(account: Account, { settings, clock }: RetireDependencies): CalendarKeeper {
  return { resource: resourceOf(account, null), options: settings.booking, now: clock() };
}
