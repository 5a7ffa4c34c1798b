/**
 * When a resource may be booked, as stretches of time: its policy's working hours, else the hours in which people are
 * commonly at work. Only for proposals: whether a request is accepted is the policy's rules' word.
 */
import { toInstant } from '../calendar/zone-table.js';
import { formatLocal } from '../calendar/read-time.js';
import type { Instant, Interval } from '../mail/instant.js';
import type { WorkingHours } from './booking-policy.js';
import type { Resource } from './booking-request.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** A policy without working hours takes bookings at night too; nobody wants one proposed. */
export const commonHours: WorkingHours = {
  days: [1, 2, 3, 4, 5],
  fromMinute: 8 * 60,
  untilMinute: 18 * 60,
  timeZone: null,
};

/** Ordered by start, cut at the ends of `range`. Hours in a zone that nobody knows are left out. */
export function openHours({ policy, timeZone }: Pick<Resource, 'policy' | 'timeZone'>, range: Interval): Interval[] {
  const stretches: Interval[] = [];
  // A day more on each side: local days begin up to fourteen hours before or after those of UTC.
  for (let day = Math.floor(range.start / DAY_MS) - 1; day * DAY_MS < range.end + DAY_MS; day += 1) {
    for (const hours of policy.workingHours ?? [commonHours]) {
      if (!hours.days.includes((day + FIRST_WEEKDAY) % 7)) continue;
      const zone = hours.timeZone ?? timeZone;
      const start = atMinute(day, hours.fromMinute, zone);
      const end = atMinute(day, hours.untilMinute, zone);
      if (start === null || end === null || start >= range.end || end <= range.start) continue;
      stretches.push({ start: start < range.start ? range.start : start, end: end > range.end ? range.end : end });
    }
  }
  return stretches.sort((one, other) => one.start - other.start);
}

/** @param day number of days since 1970-01-01 */
function atMinute(day: number, minute: number, timeZone: string): Instant | null {
  const local = formatLocal(day * DAY_MS + minute * MINUTE_MS);
  return toInstant({ kind: 'floating', local }, { definitions: {} }, timeZone);
}
