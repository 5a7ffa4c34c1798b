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
  /** Any day of it may be one; null: there is no series. */
  readonly series: Stretch | null;
}

/** From a local time to another, as if they were UTC. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** As far ahead as a resource can be booked, and somewhat more. */
const MAX_SERIES_MS = 12 * 366 * DAY_MS;
/** Series in so many zones are looked at as a whole; an object has need of one. */
const MAX_SERIES = 10;

/** By TZID. */
export function usedTimes(events: readonly JcalComponent[]): ReadonlyMap<string, UsedTimes> {
  const times = new Map<string, number[]>();
  const series = new Map<string, Stretch>();
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
    const stretch = stretchOf(event);
    if (tzid !== null && stretch !== null && series.size < MAX_SERIES) series.set(tzid, stretch);
  }
  return new Map([...times].map(([tzid, all]) => [tzid, { times: all, series: series.get(tzid) ?? null }]));
}

/** null: it is no series. */
function stretchOf(event: JcalComponent): Stretch | null {
  const property = propertyOf(event, 'rrule');
  const start = propertyOf(event, 'dtstart')?.[3];
  const fromMs = typeof start === 'string' ? localMilliseconds(start) : Number.NaN;
  if (property === null || Number.isNaN(fromMs)) return null;
  const until = parseRule(valueTextOf(property))?.until?.localMs ?? Infinity;
  return { fromMs, toMs: Math.max(fromMs, Math.min(until + DAY_MS, fromMs + MAX_SERIES_MS)) };
}
