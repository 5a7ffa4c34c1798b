/**
 * Which times an object has in each of its zones: what the definitions that are written beside it must explain. Used by
 * zone-definitions.ts.
 */
import { DAY_MS } from './civil-days.js';
import { parameterOf, propertyOf, valueTextOf, type JcalComponent } from './jcal.js';
import { localMilliseconds } from './read-time.js';
import { parseRule } from './recurrence-rule.js';

export interface UsedTimes {
  /** Local, as if they were UTC. */
  readonly times: readonly number[];
  readonly firstMs: number;
  readonly lastMs: number;
  /** Any day between may be one. */
  readonly isSeries: boolean;
}

/** As far ahead as a resource can be booked, and somewhat more. */
const MAX_SERIES_MS = 12 * 366 * DAY_MS;
/** Series in so many zones are looked at day by day; an object has need of one. */
const MAX_SERIES = 10;

/** By TZID. */
export function usedTimes(events: readonly JcalComponent[]): ReadonlyMap<string, UsedTimes> {
  const times = new Map<string, number[]>();
  const ends = new Map<string, number>();
  for (const event of events) {
    for (const property of event[1]) {
      const tzid = parameterOf(property, 'tzid');
      if (tzid === null) continue;
      const known = times.get(tzid) ?? [];
      for (const value of property.slice(3).flat())
        if (typeof value === 'string' && !Number.isNaN(localMilliseconds(value))) known.push(localMilliseconds(value));
      times.set(tzid, known);
    }
    const tzid = parameterOf(propertyOf(event, 'dtstart'), 'tzid');
    const end = endOfSeries(event);
    if (tzid !== null && end !== null && (ends.size < MAX_SERIES || ends.has(tzid)))
      ends.set(tzid, Math.max(end, ends.get(tzid) ?? end));
  }
  return new Map([...times].map(([tzid, all]) => [tzid, spanOf(all, ends.get(tzid) ?? null)]));
}

function spanOf(times: readonly number[], end: number | null): UsedTimes {
  const firstMs = times.reduce((one, other) => Math.min(one, other), Infinity);
  const lastMs = times.reduce((one, other) => Math.max(one, other), end ?? -Infinity);
  return { times, firstMs, lastMs, isSeries: end !== null };
}

/** Local; null: it is none. */
function endOfSeries(event: JcalComponent): number | null {
  const property = propertyOf(event, 'rrule');
  const start = propertyOf(event, 'dtstart')?.[3];
  const startMs = typeof start === 'string' ? localMilliseconds(start) : Number.NaN;
  if (property === null || Number.isNaN(startMs)) return null;
  const until = parseRule(valueTextOf(property))?.until?.localMs ?? Infinity;
  return Math.min(until + DAY_MS, startMs + MAX_SERIES_MS);
}
