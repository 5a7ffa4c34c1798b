/**
 * Looks up what the answer to a declined meeting may propose: the next free times of the resource, and other resources
 * of its kind that would accept the request as it stands. Asked only once a decline is certain, so that nothing else
 * waits for it; nobody waits for long, as all of it is bounded. A fault here costs the proposals, never the answer.
 * Path: decide.ts, once the account's own decision is made.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type PreparedBooking, prepareBooking } from '../booking/prepare-booking.js';
import { decideBooking } from '../booking/decide-booking.js';
import { busyRangeOf, slotsFor } from '../booking/offer-slots.js';
import type { BookingOutcome } from '../booking/booking-outcome.js';
import type { OfferQuestion, Offers } from '../booking/booking-request.js';
import type { Account } from '../directory/directory.js';
import type { DecisionDeps } from './context.js';
import { resourceOf } from './resource-of.js';

/** Resources looked at, and named. */
const MAX_CANDIDATES = 20;
const MAX_NAMED = 3;

type OffersDeps = Omit<DecisionDeps, 'desk' | 'extendIndex'>;

/** null: there is nothing to propose, or the reader of the answer must not learn it. */
export async function gatherOffers(
  outcome: BookingOutcome,
  booking: PreparedBooking,
  account: Account,
  deps: OffersDeps,
): Promise<Offers | null> {
  if (outcome.offerable === null) return null;
  try {
    if (deps.settings.booking.offerSlots !== 'all' && !(await goInside(outcome, deps))) return null;
    const [slots, alsoFree] = await Promise.all([
      freeSlots(outcome.offerable.question, account, deps),
      freeResources(account, booking, deps),
    ]);
    return slots.length + alsoFree.length === 0 ? null : { slots, alsoFree };
  } catch (error) {
    deps.log('booking-offers-failed', { account: account.name, cause: error });
    return null;
  }
}

/** Free times are the organisation's own affair: every reader must have an address in a local domain. */
async function goInside({ answer, notices }: BookingOutcome, { directory }: OffersDeps): Promise<boolean> {
  const answers = [...(answer === null ? [] : [answer]), ...notices];
  const domains = new Set(answers.flatMap(({ to, cc }) => [...to, ...cc]).map(({ address }) => address.domain));
  const areLocal = await Promise.all([...domains].map((domain) => directory.isLocalDomain(domain)));
  return areLocal.every(Boolean);
}

async function freeSlots(
  question: OfferQuestion,
  { storeId }: Account,
  { offersDesk: desk, clock, look }: OffersDeps,
): Promise<Offers['slots']> {
  if (question.searched === null || storeId === null) return [];
  const busyIn = [busyRangeOf(question.searched, question.resource)];
  const { calendar } = await desk.read({ storeId, deliveryId: '', now: clock(), calendar: { uids: [], busyIn } });
  return look(() => slotsFor(question, calendar?.busy ?? []));
}

async function freeResources(account: Account, booking: PreparedBooking, deps: OffersDeps): Promise<readonly string[]> {
  // Nobody stands in for a person.
  if (account.kind !== 'room' && account.kind !== 'equipment') return [];
  const free: string[] = [];
  for (const other of await deps.directory.resourcesLike(account, MAX_CANDIDATES)) {
    // Other mail comes in between.
    await nextTurn();
    if (await wouldAccept(other, booking, deps)) free.push(other.fullName === '' ? other.name : other.fullName);
    if (free.length === MAX_NAMED) break;
  }
  return free;
}

/** The same question, put to another resource under its own policy, as though it had been invited in the place of this. */
async function wouldAccept(
  other: Account,
  { question }: PreparedBooking,
  { offersDesk: desk, clock, look }: OffersDeps,
): Promise<boolean> {
  // What a pool has free, only its members know.
  const isPool = other.booking.members.length > 0;
  if (other.storeId === null || !other.enabled || !other.booking.mrAccept || isPool) return false;
  const own = resourceOf(other, null);
  const policy = { ...own.policy, declineConflict: true };
  const asked = { ...question, resource: { ...own, policy, addresses: question.resource.addresses } };
  const prepared = look(() => prepareBooking(asked));
  const { storeId } = other;
  const { calendar } = await desk.read({ storeId, deliveryId: '', now: clock(), calendar: prepared.calendarQuestion });
  if (calendar === null) return false;
  const { decision, occurrences } = look(() => decideBooking(prepared, calendar)).record;
  // There are policies that accept what is taken.
  return decision === 'accept' && occurrences.every(({ free }) => free);
}
