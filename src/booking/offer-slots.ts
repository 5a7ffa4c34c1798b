/**
 * Helpful declines: what the answer to a declined meeting proposes instead. The decision comes first and does not wait
 * for this; what must be read for it is asked only once the decline is certain.
 * Path: decide-booking.ts says what to look for -> resources/gather-offers.ts reads -> answer/ names it.
 */
import { instant, type Interval } from '../mail/instant.js';
import type { BookingRequest, OfferQuestion, Resource } from './booking-request.js';
import type { Ruling } from './booking-ruling.js';
import { windowEndFor } from './booking-window.js';
import { withBuffer, withBufferAround } from './buffer.js';
import type { BusyInterval } from './calendar-entry.js';
import { farthestDay } from './expand-within-horizon.js';
import { findFreeSlots } from './find-free-slots.js';
import { findSeriesSlots } from './find-series-slots.js';
import { sameKey } from './invitation.js';
import { openHours } from './open-hours.js';
import { findFull } from './peak-concurrency.js';
import { capacityOf, isSeries, type Proposal } from './proposal.js';
import { retirementOf } from './retirement.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** How far ahead of the asked start a slot is looked for: a request means this week or the next. */
const SEARCHED_DAYS = 14;
const MAX_SLOTS = 3;
/** A series with more dates is not looked at: weekly, this is two years. */
const MAX_SERIES_DATES = 110;
/** How far from the asked hour another one of the same days is looked for. */
const MAX_SHIFT_MS = 8 * 3_600_000;

/** Declines of the asked time alone: another time, or another resource, may do. */
const reasonsOfTime: readonly Ruling['because'][] = ['conflict', 'outside-hours'];

/** null: nothing would help, or nothing is offered (booking.offerSlots). */
export function offerQuestionOf({ meeting, master, tested }: Proposal, ruling: Ruling): OfferQuestion | null {
  const { request, key } = meeting;
  const [first] = tested;
  if (ruling.kind !== 'decline' || !reasonsOfTime.includes(ruling.because)) return null;
  if (request.options.offerSlots === 'none' || first === undefined) return null;
  const isOfSeries = isSeries(master);
  const [least, most] = isOfSeries ? [2, MAX_SERIES_DATES] : [1, 1];
  if (tested.length < least || tested.length > most) return null;
  const { resource } = request;
  const asked = tested.map(({ occurrence: { start, end } }) => ({ start, end }));
  // Dates of their own, and whole days, have no other hour of their day.
  const isMovable = tested.every(
    ({ occurrence: { component, start, end } }) => component.start.kind !== 'date' && end > start,
  );
  const isPlain = !isOfSeries || tested.every(({ occurrence }) => occurrence.component === master);
  const searched = isMovable && isPlain ? searchedFor(asked, isOfSeries, request) : null;
  return { key, recurrenceId: isOfSeries ? null : first.occurrence.recurrenceId, asked, resource, searched };
}

function searchedFor(asked: readonly Interval[], isOfSeries: boolean, request: BookingRequest): Interval | null {
  const from = Math.max((asked[0]?.start ?? 0) - (isOfSeries ? MAX_SHIFT_MS : 0), request.now);
  const ahead = isOfSeries ? (asked.at(-1)?.end ?? 0) + MAX_SHIFT_MS : from + SEARCHED_DAYS * DAY_MS;
  const bounds = [windowEndFor(request), retirementOf(request.resource.policy)].map((end) => end ?? Infinity);
  const until = Math.min(ahead, farthestDay(request), ...bounds);
  return until > from ? { start: instant(from), end: instant(until) } : null;
}

/** What must be read of the calendar: a booking just outside may leave too little time. */
export function busyRangeOf(searched: Interval, { policy }: Resource): Interval {
  return withBufferAround(searched, policy.bufferMinutes);
}

/** @param busy whatever takes the resource in `busyRangeOf(searched)` */
export function slotsFor(question: OfferQuestion, busy: readonly BusyInterval[]): readonly Interval[] {
  const { key, recurrenceId, asked, resource, searched } = question;
  const [first] = asked;
  if (searched === null || first === undefined) return [];
  const isOfSeries = asked.length > 1;
  const isOwn = (interval: BusyInterval): boolean =>
    sameKey(interval, key) && (isOfSeries || interval.recurrenceId === recurrenceId);
  const { bufferMinutes } = resource.policy;
  const others = busy.filter((interval) => !isOwn(interval)).map((interval) => withBuffer(interval, bufferMinutes));
  const clearMs = bufferMinutes * MINUTE_MS;
  const full = findFull(others, capacityOf(resource));
  if (isOfSeries)
    return findSeriesSlots({
      asked,
      resource,
      within: searched,
      maxShiftMs: MAX_SHIFT_MS,
      clearMs,
      full,
      wanted: MAX_SLOTS,
    });
  const lengthMs = first.end - first.start;
  return findFreeSlots({
    from: searched.start,
    lengthMs,
    clearMs,
    open: openHours(resource, searched),
    full,
    wanted: MAX_SLOTS,
  });
}
