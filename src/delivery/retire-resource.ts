/**
 * Declines what a retiring resource is booked for, meeting by meeting: each is one commit with its mail, so that a stop
 * in between leaves nothing half-done, and asking again goes on where it was.
 * Path: beside the way of a message, asked by an administrator (`booking retire`).
 */
import { retireMeeting, type Retirement } from '../booking/retire-meeting.js';
import type { BusyInterval, CalendarEntry, EntryKey } from '../booking/calendar-entry.js';
import { farthestDay } from '../booking/expand-within-horizon.js';
import type { CalendarKeeper } from '../booking/stored-meeting.js';
import type { Account, StoreId } from '../directory/directory.js';
import { formatAddress } from '../mail/address.js';
import { instant, type Instant } from '../mail/instant.js';
import type { Desk } from '../store/desk.js';
import type { InboundDependencies } from './deliver.js';
import { composeOutgoing } from './compose-outgoing.js';
import { resourceOf } from './resource-of.js';

export interface RetireDependencies extends Pick<InboundDependencies, 'clock' | 'log' | 'compose' | 'wakeOutbox'> {
  readonly desk: Pick<Desk, 'agenda' | 'read' | 'revise'>;
  readonly settings: Pick<InboundDependencies['settings'], 'booking'>;
}

/** A meeting, and what of it is declined. */
export interface RetiredMeeting extends EntryKey {
  readonly summary: string;
  readonly occurrences: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** To whom the mail goes; empty: nobody could be told. */
  readonly told: readonly string[];
}

/** A calendar that moves under the plan this often is left to the next call. */
const MAX_PLANS = 10;
const EVER: Instant = instant(0);

/**
 * @param dryRun nothing is changed or sent
 * @returns each meeting of which something is declined, by its first such date. Throws StoreError.
 */
export async function retireResource(
  account: Account,
  from: Instant,
  dryRun: boolean,
  house: RetireDependencies,
): Promise<readonly RetiredMeeting[]> {
  const { storeId } = account;
  if (storeId === null) return [];
  const keeper = { resource: resourceOf(account, null), options: house.settings.booking, now: house.clock() };
  const later = await house.desk.agenda(storeId, {
    start: instant(Math.max(from, keeper.now)),
    end: farthestDay(keeper),
  });
  const keys = new Map(later.map(({ uid, organizer }) => [JSON.stringify([uid, organizer]), { uid, organizer }]));
  const retired: RetiredMeeting[] = [];
  for (const key of keys.values()) {
    const meeting = await retireOne(key, from, dryRun, { storeId, keeper, house, account: account.name });
    if (meeting !== null) retired.push(meeting);
  }
  return retired;
}

interface Retiring {
  readonly storeId: StoreId;
  readonly keeper: CalendarKeeper;
  readonly house: RetireDependencies;
  readonly account: string;
}

async function retireOne(
  key: EntryKey,
  from: Instant,
  dryRun: boolean,
  { storeId, keeper, house, account }: Retiring,
): Promise<RetiredMeeting | null> {
  const { now } = keeper;
  const busyIn = [{ start: EVER, end: farthestDay(keeper) }];
  const isOf = (each: EntryKey): boolean => each.uid === key.uid && each.organizer === key.organizer;
  for (let plans = 0; plans < MAX_PLANS; plans += 1) {
    const { calendar } = await house.desk.read({ storeId, deliveryId: '', now, calendar: { uids: [key.uid], busyIn } });
    const entry = calendar?.entries.find(isOf);
    if (calendar === null || entry === undefined) return null;
    const busy: readonly BusyInterval[] = calendar.busy.filter(isOf);
    const retirement = retireMeeting(entry, keeper, from, busy);
    if (retirement === null || dryRun) return retirement === null ? null : describe(entry, retirement);
    const { change, answer, notices, record } = retirement;
    const drafts = [...(answer === null ? [] : [answer]), ...notices];
    const cause = ['retire', key.uid, key.organizer, entry.revision, from, busy.length];
    const outgoing = await Promise.all(
      drafts.map((draft, index) =>
        composeOutgoing(draft, { storeId, cause: JSON.stringify([...cause, index]), now }, house.compose),
      ),
    );
    const plan = { storeId, basedOn: calendar.version, change, decision: record, outgoing, plannedAt: now };
    if ((await house.desk.revise(plan)) === 'stale') continue;
    house.wakeOutbox();
    house.log('booking-withdrawn', { account, uid: key.uid, because: record.because });
    return describe(entry, retirement);
  }
  return null;
}

function describe({ uid, organizer, summary }: CalendarEntry, { declined, answer }: Retirement): RetiredMeeting {
  const firstAt = declined[0]?.start ?? EVER;
  const lastAt = declined.at(-1)?.start ?? firstAt;
  const told = answer === null ? [] : [...answer.to, ...answer.cc].map(({ address }) => formatAddress(address));
  return { uid, organizer, summary, occurrences: declined.length, firstAt, lastAt, told };
}
