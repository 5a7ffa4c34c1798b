/**
 * Formats values of a booking policy in the form that the command line accepts: the inverse of policy-values.ts.
 */
import type { WorkingHours } from '../../booking/booking-policy.js';

export const MINUTES_AN_HOUR = 60;
export const MINUTES_A_DAY = 24 * MINUTES_AN_HOUR;
export const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** In the form that the command line accepts. */
export function formatWorkingHours({ days, fromMinute, untilMinute, timeZone }: WorkingHours): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = (minute: number): string =>
    `${two(Math.floor(minute / MINUTES_AN_HOUR))}:${two(minute % MINUTES_AN_HOUR)}`;
  const zone = timeZone === null ? '' : ` ${timeZone}`;
  return `${formatDays(days)} ${time(fromMinute)}-${time(untilMinute)}${zone}`;
}

/** Consecutive days as a range; the week begins on Monday. */
function formatDays(days: readonly number[]): string {
  const fromMonday = days.map((day) => (day + 6) % 7).sort((one, other) => one - other);
  const runs: number[][] = [];
  for (const day of fromMonday) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const name = (day: number | undefined): string => weekdays[((day ?? 0) + 1) % 7] ?? '';
  return runs.map((run) => (run.length === 1 ? name(run[0]) : `${name(run[0])}-${name(run.at(-1))}`)).join(',');
}

/** `8h`, `90m`, `2d` */
export function formatMinutes(minutes: number): string {
  if (minutes > 0 && minutes % MINUTES_A_DAY === 0) return `${minutes / MINUTES_A_DAY}d`;
  return minutes > 0 && minutes % MINUTES_AN_HOUR === 0 ? `${minutes / MINUTES_AN_HOUR}h` : `${minutes}m`;
}
