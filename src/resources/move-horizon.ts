/**
 * The horizon moves on: endless series are entered further ahead, every day, and at once when a request asks for a day
 * that they do not reach yet. What is decided is in booking/extend-index.ts; here it is read and committed.
 * Path: beside the way of a message (housekeeping), and in plan-recipient.ts before the snapshot is read.
 */
import { farthestDay } from '../booking/expand-within-horizon.js';
import { decideExtension, prepareReach } from '../booking/extend-index.js';
import type { CalendarKeeper } from '../booking/stored-meeting.js';
import type { EntryKey } from '../booking/calendar-entry.js';
import type { Account } from '../directory/directory.js';
import type { StoreId } from '../directory/account.js';
import { addMilliseconds, instant, type Instant, type Interval } from '../mail/instant.js';
import type { DeskSnapshot, DeliveryDesk } from '../store/delivery-desk.js';
import type { Calendars } from '../store/calendars.js';
import type { ResourceDeps } from './context.js';
import { answersMeetings } from './answers-meetings.js';
import { onEachAccount, type AccountRound } from '../directory/on-each-account.js';
import { resourceOf } from './resource-of.js';
import { reviseWithRetry, type Revision, type RevisionDeps } from './revise-with-retry.js';

export interface HorizonDependencies extends Omit<RevisionDeps, 'desk'>, Pick<ResourceDeps, 'clock'> {
  readonly calendars: Pick<Calendars, 'entriesIndexedBefore'>;
  readonly desk: Pick<DeliveryDesk, 'read' | 'revise'>;
  readonly settings: ResourceDeps['settings'];
}

const DAY_MS = 86_400_000;
/** Entered beyond the asked day, so that the next request does not begin again. */
const AHEAD_MS = 7 * DAY_MS;

/** Every account that answers meetings, up to the horizon. Resolves to how many series were entered further. */
export function moveHorizon(deps: HorizonDependencies & AccountRound): Promise<number> {
  const { booking } = deps.settings;
  const until = addMilliseconds(deps.clock(), booking.horizonDays * DAY_MS);
  return onEachAccount(deps, (account) =>
    answersMeetings(account) ? extendToDay(account, until, deps) : Promise.resolve(0),
  );
}

/**
 * Enters the account's endless series so far that a request for times up to `day` is tested against all of them.
 * Resolves to how many were entered further. Throws StoreError.
 */
export async function extendToDay(account: Account, day: Instant, deps: HorizonDependencies): Promise<number> {
  const { storeId } = account;
  if (storeId === null) return 0;
  const keeper = { resource: resourceOf(account, null), options: deps.settings.booking, now: deps.clock() };
  const until = instant(Math.min(addMilliseconds(day, AHEAD_MS), farthestDay(keeper)));
  let moved = 0;
  for (const key of await deps.calendars.entriesIndexedBefore(storeId, day)) {
    if (await extendWith({ storeId, key, keeper, until, account: account.name, deps })) moved += 1;
  }
  return moved;
}

interface Reaching {
  readonly storeId: StoreId;
  readonly key: EntryKey;
  readonly keeper: CalendarKeeper;
  readonly until: Instant;
  readonly account: string;
  readonly deps: HorizonDependencies;
}

/** Step by step until the series is there; each step is a commit of its own. */
async function extendWith(reaching: Reaching): Promise<boolean> {
  const { account, deps } = reaching;
  let hasMoved = false;
  while ((await reviseWithRetry(account, () => decideStep(reaching), deps)) !== null) hasMoved = true;
  return hasMoved;
}

/** null: nothing is left to do. */
async function decideStep({ storeId, key, keeper, until, deps }: Reaching): Promise<Revision | 'stale' | null> {
  const { now } = keeper;
  const { uid, organizer } = key;
  const read = (busyIn: readonly Interval[]): Promise<DeskSnapshot> =>
    deps.desk.read({ storeId, deliveryId: '', now, calendar: { uids: [uid], busyIn } });
  const first = (await read([])).calendar;
  const entry = first?.entries.find((each) => each.organizer === organizer);
  const reach = entry === undefined ? null : prepareReach(entry, keeper, until);
  if (entry === undefined || reach === null) return null;
  const { calendar } = await read(reach.calendarQuestion.busyIn);
  // The calendar may have moved between the two.
  if (calendar === null || calendar.version !== first?.version) return 'stale';
  const { change, answer, record } = decideExtension(reach, calendar);
  const cause = ['horizon', uid, organizer, entry.indexedUntil];
  const mails = answer === null ? [] : [{ draft: answer, cause }];
  return { storeId, basedOn: calendar.version, change, decision: record, mails, now };
}
