/**
 * Declines what a retiring resource is booked for, meeting by meeting: each is one commit with its mail, so that a stop
 * in between leaves nothing half-done, and asking again goes on where it was.
 * Path: beside the way of a message, asked by an administrator (`booking retire`).
 */
import { poolChange } from '../booking/delegation.js';
import { giveBackRetired, retireMeeting, type Retirement } from '../booking/retire-meeting.js';
import type { BusyInterval, CalendarEntry, EntryKey } from '../booking/calendar-entry.js';
import { farthestDay } from '../booking/expand-within-horizon.js';
import { sameKey } from '../booking/invitation.js';
import type { CalendarKeeper } from '../booking/stored-meeting.js';
import type { Account, Directory } from '../directory/directory.js';
import type { StoreId } from '../directory/account.js';
import { formatAddress } from '../mail/address.js';
import { instant, type Instant } from '../mail/instant.js';
import type { OtherCalendarChange, Desk } from '../store/desk.js';
import type { ResourceDeps } from './context.js';
import { composeOutgoing } from '../outbox/compose-outgoing.js';
import { heldForPool, type HeldForPool } from './held-for-pool.js';
import { resourceOf } from './resource-of.js';

export interface RetireDependencies extends Pick<ResourceDeps, 'clock' | 'log' | 'compose' | 'wakeOutbox'> {
  readonly directory: Pick<Directory, 'accounts'>;
  readonly desk: Pick<Desk, 'agenda' | 'entries' | 'read' | 'revise'>;
  readonly settings: ResourceDeps['settings'];
}

/** A meeting, and what of it is declined. */
export interface RetiredMeeting extends EntryKey {
  /** Name of the member that holds it for the pool that retires; null: the resource itself has it. */
  readonly member: string | null;
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
 * Of a pool, what its members hold for it is declined too; what they are booked for by themselves stands.
 *
 * @param dryRun nothing is changed or sent
 * @returns each meeting of which something is declined, by its first such date. Throws StoreError, DirectoryError.
 */
export async function retireResource(
  account: Account,
  from: Instant,
  dryRun: boolean,
  deps: RetireDependencies,
): Promise<readonly RetiredMeeting[]> {
  const { storeId } = account;
  if (storeId === null) return [];
  const keeper = keeperOf(account, deps);
  const later = { start: instant(Math.max(from, keeper.now)), end: farthestDay(keeper) };
  const held = await heldForPool(account, later, deps);
  const taken: readonly (HeldForPool | { readonly member: null; readonly busy: BusyInterval })[] = [
    ...(await deps.desk.agenda(storeId, later)).map((busy) => ({ member: null, busy })),
    ...held,
  ];
  const places = new Map(
    taken
      .toSorted((one, other) => one.busy.start - other.busy.start)
      .map(({ member, busy: { uid, organizer } }) => [
        JSON.stringify([uid, organizer, member?.name]),
        { key: { uid, organizer }, member },
      ]),
  );
  const retired: RetiredMeeting[] = [];
  for (const { key, member } of places.values()) {
    const meeting = await retireOne(key, member, from, dryRun, { storeId, keeper, deps, account: account.name });
    if (meeting !== null) retired.push(meeting);
  }
  return retired;
}

function keeperOf(account: Account, { settings, clock }: RetireDependencies): CalendarKeeper {
  return { resource: resourceOf(account, null), options: settings.booking, now: clock() };
}

interface Retiring {
  readonly storeId: StoreId;
  readonly keeper: CalendarKeeper;
  readonly deps: RetireDependencies;
  readonly account: string;
}

/** @param member of the pool that retires, whose calendar has the meeting; null: the resource's own has it */
async function retireOne(
  key: EntryKey,
  member: Account | null,
  from: Instant,
  dryRun: boolean,
  { storeId, keeper, deps, account }: Retiring,
): Promise<RetiredMeeting | null> {
  for (let plans = 0; plans < MAX_PLANS; plans += 1) {
    const own = await readMeeting(storeId, key, keeper, deps);
    const holder = member === null ? null : await readHolder(member, key, deps);
    if (own === null || (member !== null && holder === null)) return null;
    const { entry, version } = own;
    const busy = holder?.busy ?? own.busy;
    const retirement = retireMeeting(entry, keeper, from, busy);
    if (retirement === null || dryRun) return retirement === null ? null : describe(entry, member, retirement);
    const { answer, notices, record } = retirement;
    const cause = ['retire', key.uid, key.organizer, entry.revision, from, busy.length];
    const outgoing = await Promise.all(
      [...(answer === null ? [] : [answer]), ...notices].map((draft, index) =>
        composeOutgoing(draft, { storeId, cause: JSON.stringify([...cause, index]), now: keeper.now }, deps.compose),
      ),
    );
    const change = member === null ? retirement.change : poolChange(retirement.change, member.name);
    const otherCalendars = holder === null ? [] : givenBack(holder, from);
    const plan = { storeId, basedOn: version, otherCalendars, decision: record, outgoing, plannedAt: keeper.now };
    if ((await deps.desk.revise({ ...plan, change })) === 'stale') continue;
    deps.wakeOutbox();
    deps.log('booking-withdrawn', { account, uid: key.uid, because: record.because });
    return describe(entry, member, retirement);
  }
  return null;
}

interface ReadMeeting {
  readonly version: number;
  readonly entry: CalendarEntry;
  /** All its intervals, past ones too. */
  readonly busy: readonly BusyInterval[];
}

async function readMeeting(
  storeId: StoreId,
  key: EntryKey,
  keeper: CalendarKeeper,
  { desk }: RetireDependencies,
): Promise<ReadMeeting | null> {
  const busyIn = [{ start: EVER, end: farthestDay(keeper) }];
  const asked = { storeId, deliveryId: '', now: keeper.now, calendar: { uids: [key.uid], busyIn } };
  const { calendar } = await desk.read(asked);
  const entry = calendar?.entries.find((each) => sameKey(each, key));
  if (calendar === null || entry === undefined) return null;
  return { version: calendar.version, entry, busy: calendar.busy.filter((each) => sameKey(each, key)) };
}

type Holder = ReadMeeting & { readonly storeId: StoreId; readonly keeper: CalendarKeeper };

async function readHolder(member: Account, key: EntryKey, deps: RetireDependencies): Promise<Holder | null> {
  const { storeId } = member;
  if (storeId === null) return null;
  const keeper = keeperOf(member, deps);
  const meeting = await readMeeting(storeId, key, keeper, deps);
  return meeting === null ? null : { ...meeting, storeId, keeper };
}

function givenBack({ storeId, keeper, entry, busy, version }: Holder, from: Instant): readonly OtherCalendarChange[] {
  const back = giveBackRetired(entry, keeper, from, busy);
  return back === null ? [] : [{ storeId, basedOn: version, change: back.change, decision: back.record }];
}

function describe(
  { uid, organizer, summary }: CalendarEntry,
  member: Account | null,
  { declined, answer }: Retirement,
): RetiredMeeting {
  const firstAt = declined[0]?.start ?? EVER;
  const lastAt = declined.at(-1)?.start ?? firstAt;
  const told = answer === null ? [] : [...answer.to, ...answer.cc].map(({ address }) => formatAddress(address));
  const occurrences = declined.length;
  return { uid, organizer, member: member?.name ?? null, summary, occurrences, firstAt, lastAt, told };
}
