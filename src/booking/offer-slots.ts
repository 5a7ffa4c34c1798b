/**
 * Helpful declines: what the answer to a declined meeting proposes instead. The decision comes first and does not wait
 * for this; what must be read for it is asked only once the decline is certain.
 * Path: decide-booking.ts says what to look for -> delivery/gather-offers.ts reads -> answer/ names it.
 */
import { instant, type Instant, type Interval } from '../mail/instant.js';
import type { BookingRequest, Resource } from './booking-request.js';
import type { Ruling } from './booking-ruling.js';
import { windowEndFor } from './booking-window.js';
import { withBuffer, withBufferAround } from './buffer.js';
import type { BusyInterval, EntryKey } from './calendar-entry.js';
import { farthestDay } from './expand-within-horizon.js';
import { findFreeSlots } from './find-free-slots.js';
import { sameKey } from './invitation.js';
import { openHours } from './open-hours.js';
import { findFull } from './peak-concurrency.js';
import { capacityOf, isSeries, type Proposal } from './proposal.js';
import { retirementOf } from './retirement.js';

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
  /** Where slots are looked for; null: they are not, as the meeting is for whole days, or takes no time. */
  readonly searched: Interval | null;
}

/** Declines of the asked time alone: another time, or another resource, may do. */
const reasonsOfTime: readonly Ruling['because'][] = ['conflict', 'outside-hours'];

/** null: nothing would help, or the house offers nothing. */
export function offerQuestionOf({ meeting, master, tested }: Proposal, ruling: Ruling): OfferQuestion | null {
  const { request, key } = meeting;
  const [only] = tested;
  if (ruling.kind !== 'decline' || !reasonsOfTime.includes(ruling.because)) return null;
  if (request.options.offerSlots === 'none') return null;
  if (only === undefined || tested.length > 1 || isSeries(master)) return null;
  const { start, end, recurrenceId, component } = only.occurrence;
  const asked = { start, end };
  const searched = component.start.kind === 'date' ? null : searchedFor(asked, request);
  return { key, recurrenceId, asked, resource: request.resource, searched };
}

function searchedFor({ start, end }: Interval, request: BookingRequest): Interval | null {
  if (end <= start) return null;
  const from = instant(Math.max(start, request.now));
  const bounds = [windowEndFor(request), retirementOf(request.resource.policy)].map((end) => end ?? Infinity);
  const until = instant(Math.min(from + SEARCHED_DAYS * DAY_MS, farthestDay(request), ...bounds));
  return until > from ? { start: from, end: until } : null;
}

/** What must be read of the calendar: a booking just outside may leave too little time. */
export function busyRangeOf(searched: Interval, { policy }: Resource): Interval {
  return withBufferAround(searched, policy.bufferMinutes);
}

/** @param busy whatever takes the resource in `busyRangeOf(searched)` */
export function slotsFor(question: OfferQuestion, busy: readonly BusyInterval[]): readonly Interval[] {
  const { key, recurrenceId, asked, resource, searched } = question;
  if (searched === null) return [];
  const isOwn = (interval: BusyInterval): boolean => sameKey(interval, key) && interval.recurrenceId === recurrenceId;
  const { bufferMinutes } = resource.policy;
  const others = busy.filter((interval) => !isOwn(interval)).map((interval) => withBuffer(interval, bufferMinutes));
  return findFreeSlots({
    from: searched.start,
    lengthMs: asked.end - asked.start,
    clearMs: bufferMinutes * MINUTE_MS,
    open: openHours(resource, searched),
    full: findFull(others, capacityOf(resource)),
    wanted: MAX_SLOTS,
  });
}
