/**
 * Helpful declines: what the answer to a declined meeting proposes instead. The decision comes first and does not wait
 * for this; what must be read for it is asked only once the decline is certain.
 * Path: decide-booking.ts says what to look for -> delivery/gather-offers.ts reads -> answer/ names it.
 */
import { addMilliseconds, instant, type Instant, type Interval } from '../mail/instant.js';
import type { BookingRequest, Resource } from './booking-request.js';
import type { Ruling } from './booking-ruling.js';
import type { BusyInterval, EntryKey } from './calendar-entry.js';
import { farthestDay } from './expand-within-horizon.js';
import { findFreeSlots } from './find-free-slots.js';
import { sameKey } from './invitation.js';
import { openHours } from './open-hours.js';
import { findFull } from './peak-concurrency.js';
import { capacityOf, isSeries, type Proposal } from './proposal.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** How far ahead of the asked start a slot is looked for: whoever asks means this week or the next. */
const SEARCHED_DAYS = 14;
const MAX_SLOTS = 3;

/** What the answer proposes. */
export interface Offers {
  /** Of the asked length, the earliest first. */
  readonly slots: readonly Interval[];
  /** Names of other resources that would accept the request as it stands. */
  readonly alsoFree: readonly string[];
}

/** What is to be looked for, of a declined request for one time. */
export interface OfferQuestion {
  readonly key: EntryKey;
  readonly recurrenceId: Instant | null;
  readonly asked: Interval;
  readonly resource: Resource;
  /** Where slots are looked for; null: they are not, as the meeting is for days, or too long or short for the policy. */
  readonly searched: Interval | null;
}

/** null: nothing would help, or the house offers nothing. */
export function offerQuestionOf({ meeting, master, tested }: Proposal, ruling: Ruling): OfferQuestion | null {
  const { request, key } = meeting;
  const [only] = tested;
  if (ruling.kind !== 'decline' || ruling.because !== 'conflict' || request.options.offerSlots === 'none') return null;
  if (only === undefined || tested.length > 1 || isSeries(master)) return null;
  const { start, end, recurrenceId, component } = only.occurrence;
  const asked = { start, end };
  const searched = component.start.kind === 'date' ? null : searchedFor(asked, request);
  return { key, recurrenceId, asked, resource: request.resource, searched };
}

function searchedFor({ start, end }: Interval, request: BookingRequest): Interval | null {
  const { minDurationMinutes, maxDurationMinutes, windowDays } = request.resource.policy;
  const minutes = (end - start) / MINUTE_MS;
  if (minutes <= 0 || minutes < (minDurationMinutes ?? 0) || minutes > (maxDurationMinutes ?? Infinity)) return null;
  const from = instant(Math.max(start, request.now));
  const windowEnd = windowDays === null ? Infinity : request.now + windowDays * DAY_MS;
  const until = instant(Math.min(from + SEARCHED_DAYS * DAY_MS, windowEnd, farthestDay(request)));
  return until > from ? { start: from, end: until } : null;
}

/** What must be read of the calendar: a booking just outside may leave too little time. */
export function busyRangeOf(searched: Interval, { policy }: Resource): Interval {
  const bufferMs = policy.bufferMinutes * MINUTE_MS;
  return { start: addMilliseconds(searched.start, -bufferMs), end: addMilliseconds(searched.end, bufferMs) };
}

/** @param busy whatever takes the resource in `busyRangeOf(searched)` */
export function slotsFor(question: OfferQuestion, busy: readonly BusyInterval[]): readonly Interval[] {
  const { key, recurrenceId, asked, resource, searched } = question;
  if (searched === null) return [];
  const isOwn = (interval: BusyInterval): boolean => sameKey(interval, key) && interval.recurrenceId === recurrenceId;
  const bufferMs = resource.policy.bufferMinutes * MINUTE_MS;
  const others = busy
    .filter((interval) => !isOwn(interval))
    .map(({ start, end }) => ({ start: addMilliseconds(start, -bufferMs), end: addMilliseconds(end, bufferMs) }));
  return findFreeSlots({
    from: searched.start,
    lengthMs: asked.end - asked.start,
    open: openHours(resource, searched),
    full: findFull(others, capacityOf(resource)),
    wanted: MAX_SLOTS,
  });
}
