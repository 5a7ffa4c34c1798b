/**
 * Declines what a retiring resource is booked for, meeting by meeting: each is one commit with its mail, so that a stop
 * in between leaves nothing half-done, and asking again goes on where it was.
 * Path: beside the way of a message, asked by an administrator (`booking retire`).
 */
import { delegatesOf, poolChange } from '../booking/delegation.js';
import { giveBackRetired, retireMeeting, type Retirement } from '../booking/retire-meeting.js';
import type { BusyInterval, CalendarEntry, EntryKey } from '../booking/calendar-entry.js';
import { farthestDay } from '../booking/expand-within-horizon.js';
import type { CalendarKeeper } from '../booking/stored-meeting.js';
import type { Account, Directory } from '../directory/directory.js';
import type { StoreId } from '../directory/account.js';
import { formatAddress } from '../mail/address.js';
import { instant, type Instant } from '../mail/instant.js';
import type { OtherCalendarChange, DeliveryDesk } from '../store/delivery-desk.js';
import type { Calendars } from '../store/calendars.js';
import type { ResourceDeps } from './context.js';
import { EVER, readBookedMeeting, type BookedMeeting } from './booked-meeting.js';
import { heldForPool, type HeldForPool } from './held-for-pool.js';
import { resourceOf } from './resource-of.js';
import { reviseWithRetry, type Revision, type RevisionDeps } from './revise-with-retry.js';

export interface RetireDependencies extends Omit<RevisionDeps, 'desk'>, Pick<ResourceDeps, 'clock'> {
  readonly directory: Pick<Directory, 'accountsAfter'>;
  readonly calendars: Pick<Calendars, 'agenda' | 'entries'>;
  readonly desk: Pick<DeliveryDesk, 'read' | 'revise'>;
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
  /** To whom the message goes; empty: nobody could be told. */
  readonly told: readonly string[];
}

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
  const retired: RetiredMeeting[] = [];
  for (const { key, member } of await takenFrom(account, storeId, from, keeper, deps)) {
    const decide = (): Promise<RetiringRevision | null> =>
      decideRetirement(key, member, { storeId, keeper, from, deps });
    const revision = dryRun ? await decide() : await reviseWithRetry(account.name, decide, deps);
    if (revision !== null) retired.push(revision.meeting);
  }
  return retired;
}

interface Place {
  readonly key: EntryKey;
  /** Of the pool that retires, whose calendar has it; null: the resource's own has it. */
  readonly member: Account | null;
}

/** Each meeting once, by its first date from then on. */
async function takenFrom(
  account: Account,
  storeId: StoreId,
  from: Instant,
  keeper: CalendarKeeper,
  deps: RetireDependencies,
): Promise<Iterable<Place>> {
  const later = { start: instant(Math.max(from, keeper.now)), end: farthestDay(keeper) };
  const held = await heldForPool(account, later, deps);
  const own = await deps.calendars.agenda(storeId, later);
  const taken: readonly (HeldForPool | { readonly member: null; readonly busy: BusyInterval })[] = [
    ...own.map((busy) => ({ member: null, busy })),
    ...held,
  ];
  const places = new Map<string, Place>(
    taken
      .toSorted((one, other) => one.busy.start - other.busy.start)
      .map(({ member, busy: { uid, organizer } }) => [
        JSON.stringify([uid, organizer, member?.name]),
        { key: { uid, organizer }, member },
      ]),
  );
  return places.values();
}

function keeperOf(account: Account, { settings, clock }: RetireDependencies): CalendarKeeper {
  return { resource: resourceOf(account, null), options: settings.booking, now: clock() };
}

interface Retiring {
  readonly storeId: StoreId;
  readonly keeper: CalendarKeeper;
  readonly from: Instant;
  readonly deps: RetireDependencies;
}

type RetiringRevision = Revision & { readonly meeting: RetiredMeeting };

/**
 * null: nothing of the meeting is declined, or it is gone.
 *
 * @param member of the pool that retires, whose calendar has the meeting; null: the resource's own has it
 */
async function decideRetirement(
  key: EntryKey,
  member: Account | null,
  { storeId, keeper, from, deps }: Retiring,
): Promise<RetiringRevision | null> {
  const own = await readBookedMeeting(storeId, key, keeper, deps.desk);
  const holder = member === null ? null : await readHolder(member, key, deps);
  if (own === null || (member !== null && holder === null)) return null;
  const { entry, version } = own;
  const busy = holder?.busy ?? own.busy;
  const retirement = retireMeeting(entry, keeper, from, busy);
  if (retirement === null) return null;
  const { answer, notices, record } = retirement;
  const cause = ['retire', key.uid, key.organizer, entry.revision, from, busy.length];
  return {
    storeId,
    basedOn: version,
    change: member === null ? retirement.change : poolChange(retirement.change, member.name, delegatesOf(entry)),
    otherCalendars: holder === null ? [] : givenBack(holder, from),
    decision: record,
    mails: [...(answer === null ? [] : [answer]), ...notices].map((draft, index) => ({
      draft,
      cause: [...cause, index],
    })),
    now: keeper.now,
    meeting: describe(entry, member, retirement),
  };
}

type Holder = BookedMeeting & { readonly storeId: StoreId; readonly keeper: CalendarKeeper };

async function readHolder(member: Account, key: EntryKey, deps: RetireDependencies): Promise<Holder | null> {
  const { storeId } = member;
  if (storeId === null) return null;
  const keeper = keeperOf(member, deps);
  const meeting = await readBookedMeeting(storeId, key, keeper, deps.desk);
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
