/**
 * The pool for which a member has a meeting: what the organizer sends the member alone is decided as if it had come to
 * the pool, so that the outcome does not depend on which of them an update reaches, or reaches first.
 * Path: decide.ts, before the member's own decision; delegate-request.ts then decides.
 */
import { meansOneOf, sameKey } from '../booking/invitation.js';
import { delegatesOf } from '../booking/delegation.js';
import type { Delegation } from './delegate-request.js';
import { prepareBooking, type PreparedBooking } from '../booking/prepare-booking.js';
import type { EventComponent } from '../calendar/itip-message.js';
import { readStoredCalendar } from '../calendar/stored-calendar.js';
import type { StoreId } from '../directory/account.js';
import type { Account } from '../directory/directory.js';
import { addressKey, type Address } from '../mail/address.js';
import type { CalendarSnapshot } from '../store/delivery-desk.js';
import { answersMeetings } from './answers-meetings.js';
import type { DecisionDeps } from './context.js';
import type { MeetingDecision } from './meeting-decision.js';
import { resourceOf } from './resource-of.js';

export interface PoolBehind {
  readonly pool: Account;
  readonly storeId: StoreId;
  readonly booking: PreparedBooking;
  readonly calendar: CalendarSnapshot;
}

/** More delegators, or more lines like the pool's, than these are nobody's. */
const MAX_LOOKED_UP = 10;

type PoolDeps = Pick<DecisionDeps, 'directory' | 'desk' | 'clock' | 'look'>;

/** null: the meeting is the account's own, or none that it knows. Throws StoreError and DirectoryError. */
export async function poolBehind(
  booking: PreparedBooking,
  calendar: CalendarSnapshot,
  member: Account,
  deps: PoolDeps,
): Promise<PoolBehind | null> {
  const { state, question } = booking;
  if (state.kind !== 'open' || question.parsed.kind === 'refused' || member.booking.members.length > 0) return null;
  const entry = calendar.entries.find((each) => sameKey(each, state.key));
  const { components } = question.parsed.message;
  const own = question.resource.addresses;
  const stored = entry === undefined ? [] : deps.look(() => readStoredCalendar(entry.ical).components);
  const delegators = [...delegatorsIn(components, own), ...delegatorsIn(stored, own)];
  const pools = await findPools(entry?.heldFor, delegators, deps);
  for (const pool of pools) {
    if (pool.id === member.id) continue;
    const behind = await askPool(pool, booking, components, member, deps);
    if (behind !== null) return behind;
  }
  return null;
}

async function findPools(
  heldFor: string | undefined,
  delegators: readonly Address[],
  { directory }: PoolDeps,
): Promise<readonly Account[]> {
  const named = heldFor === undefined ? null : await directory.accountByName(heldFor);
  const addresses = new Map(delegators.map((address) => [addressKey(address), address]));
  const resolved = await Promise.all(
    [...addresses.values()].slice(0, MAX_LOOKED_UP).map((each) => directory.resolve(each)),
  );
  const found = [named, ...resolved.map((each) => (each.kind === 'account' ? each.account : null))];
  return found.filter((account) => account !== null);
}

/** Who has passed the event on to the account. */
function delegatorsIn(components: readonly EventComponent[], own: readonly Address[]): readonly Address[] {
  return components.flatMap(({ attendees }) => {
    const uris = new Set(
      attendees
        .filter((each) => meansOneOf(each, own))
        .flatMap(({ parameters }) => parameters['DELEGATED-FROM'] ?? [])
        .map((uri) => uri.toLowerCase()),
    );
    return attendees.filter(({ uri }) => uris.has(uri.toLowerCase())).flatMap(({ addresses }) => addresses);
  });
}

/** null: it is no pool that answers, or has not passed the meeting on to the member. */
async function askPool(
  pool: Account,
  { question }: PreparedBooking,
  components: readonly EventComponent[],
  member: Account,
  { directory, desk, clock, look }: PoolDeps,
): Promise<PoolBehind | null> {
  const { storeId } = pool;
  if (storeId === null || pool.kind !== member.kind || !answersMeetings(pool)) return null;
  const spelled = await spelledOtherwise(pool, components, directory);
  const resource = resourceOf(pool, null);
  const addresses = [...resource.addresses, ...spelled];
  const booking = look(() => prepareBooking({ ...question, resource: { ...resource, addresses } }));
  const { state } = booking;
  if (state.kind !== 'open') return null;
  const asked = { storeId, deliveryId: '', now: clock(), calendar: booking.calendarQuestion };
  const { calendar } = await desk.read(asked);
  if (calendar === null) return null;
  const entry = calendar.entries.find((each) => sameKey(each, state.key));
  const isInvited = components.some(({ attendees }) => attendees.some((each) => meansOneOf(each, addresses)));
  const isMember = pool.booking.members.includes(member.name);
  const isPassedOn = entry === undefined ? isInvited && isMember : delegatesOf(entry).includes(member.name);
  return isPassedOn ? { pool, storeId, booking, calendar } : null;
}

/** The pool's lines in an alias domain. */
async function spelledOtherwise(
  { id, primaryAddress, aliases }: Account,
  components: readonly EventComponent[],
  directory: PoolDeps['directory'],
): Promise<readonly Address[]> {
  const locals = new Set([primaryAddress, ...aliases].map(({ localPart }) => localPart.toLowerCase()));
  const alike = new Map(
    components
      .flatMap(({ attendees }) => attendees.flatMap(({ addresses }) => addresses))
      .filter(({ localPart }) => locals.has(localPart.toLowerCase()))
      .map((address) => [addressKey(address), address]),
  );
  const found: Address[] = [];
  for (const address of [...alike.values()].slice(0, MAX_LOOKED_UP)) {
    const resolution = await directory.resolve(address);
    if (resolution.kind === 'account' && resolution.account.id === id) found.push(address);
  }
  return found;
}

/** What the pool decides, as the plan of a message to its member is made of it. */
export function decisionForMember(
  { outcome, otherCalendars }: Delegation,
  { storeId: poolStore, calendar }: PoolBehind,
  member: StoreId | null,
): MeetingDecision {
  const { change, record } = outcome;
  const own = otherCalendars.find(({ storeId }) => storeId === member);
  const pool = change === null ? [] : [{ storeId: poolStore, basedOn: calendar.version, change, decision: record }];
  return {
    outcome: { ...outcome, change: own?.change ?? null, record: own?.decision ?? record },
    otherCalendars: [...otherCalendars.filter((each) => each !== own), ...pool],
    offers: null,
    answersFrom: poolStore,
  };
}
