/**
 * Other hours at which a declined series would find the resource free on all its dates: the same days, the same pattern,
 * earlier or later. Pure; see offer-slots.ts.
 */
import { ianaZone } from '../calendar/iana-zone.js';
import { localOfInstant } from '../calendar/offsets.js';
import { addMilliseconds, type Instant, type Interval } from '../mail/instant.js';
import type { Resource } from './booking-request.js';
import { STEP_MS } from './find-free-slots.js';
import { commonHours } from './open-hours.js';
import { hindranceEnd, type Overbooked } from './peak-concurrency.js';
import { isInsideWorkingHours } from './rules/working-hours.js';

export interface SeriesSlotSearch {
  /** Ordered by start, at least one, each of some length. */
  readonly asked: readonly Interval[];
  readonly resource: Pick<Resource, 'policy' | 'timeZone'>;
  /** No date leaves it. */
  readonly within: Interval;
  readonly maxShiftMs: number;
  /** A unit must be left for this long after each date too. */
  readonly clearMs: number;
  /** Where no unit is left (`findFull`). */
  readonly full: Overbooked;
  readonly wanted: number;
}

const DAY_MS = 86_400_000;

/**
 * The first date of each, the earliest first; of the hours that do, those nearest to the asked one, without overlap. Looks
 * at `2 * maxShiftMs / STEP_MS` hours at most, each on every date.
 */
export function findSeriesSlots(search: SeriesSlotSearch): readonly Interval[] {
  const { asked, maxShiftMs, wanted } = search;
  const [first] = asked;
  if (first === undefined) return [];
  const found: number[] = [];
  const lengthMs = first.end - first.start;
  for (let distance = STEP_MS; distance <= maxShiftMs && found.length < wanted; distance += STEP_MS) {
    for (const shiftMs of [distance, -distance]) {
      const isApart = found.every((other) => Math.abs(other - shiftMs) >= lengthMs);
      if (found.length < wanted && isApart && fits(search, shiftMs)) found.push(shiftMs);
    }
  }
  return found.sort((one, other) => one - other).map((shiftMs) => shifted(first, shiftMs));
}

function fits({ asked, resource, within, clearMs, full }: SeriesSlotSearch, shiftMs: number): boolean {
  const { workingHours } = resource.policy;
  const dates = asked.map((each) => shifted(each, shiftMs));
  const isFree = (date: Interval): boolean =>
    date.start >= within.start &&
    date.end <= within.end &&
    hindranceEnd({ start: date.start, end: addMilliseconds(date.end, clearMs) }, full) === null;
  const isOpen = (date: Interval, index: number): boolean =>
    isSameDay(date.start, asked[index]?.start ?? date.start, resource.timeZone) &&
    isInsideWorkingHours(date, workingHours ?? [commonHours], resource.timeZone);
  return dates.every(isFree) && dates.every(isOpen);
}

function shifted({ start, end }: Interval, shiftMs: number): Interval {
  return { start: addMilliseconds(start, shiftMs), end: addMilliseconds(end, shiftMs) };
}

function isSameDay(one: Instant, other: Instant, timeZone: string): boolean {
  const zone = ianaZone(timeZone);
  const dayOf = (at: Instant): number => Math.floor((zone === null ? at : localOfInstant(zone, at)) / DAY_MS);
  return dayOf(one) === dayOf(other);
}
