/**
 * The kinds of values that only a booking policy has, parsed from what an administrator writes. Each error lists what is
 * allowed.
 */
import { z } from 'zod';
import type { WorkingHours } from '../../booking/booking-policy.js';
import { ianaZone } from '../../calendar/iana-zone.js';
import { MINUTES_A_DAY, MINUTES_AN_HOUR, weekdays } from './format-policy-values.js';

/** A year: longer meetings are typing errors, like windows and buffers above the limits below. */
const MAX_DURATION_MINUTES = 366 * MINUTES_A_DAY;
const MAX_WINDOW_DAYS = 3660;
const MAX_BUFFER_MINUTES = MINUTES_A_DAY;

/** Parses text into a value, or adds an issue that lists what is allowed. */
function written<T>(allowed: string, read: (text: string) => T | undefined) {
  return z.string(`allowed: ${allowed}`).transform((text, context): T => {
    const value = read(text.trim());
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `allowed: ${allowed}` });
    return z.NEVER;
  });
}

const minutesPerUnit: Readonly<Record<string, number>> = { m: 1, h: MINUTES_AN_HOUR, d: MINUTES_A_DAY };

function minutesOf(text: string, most: number): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const minutes = Number(number) * (minutesPerUnit[unit] ?? 0);
  return number !== '' && minutes <= most ? minutes : undefined;
}

/** Minutes, at least one; null: none. */
export const lengthOrNone = () =>
  written('a duration such as 30m, 8h or 2d, or none', (text): number | null | undefined => {
    const minutes = text === 'none' ? null : minutesOf(text, MAX_DURATION_MINUTES);
    return minutes === 0 ? undefined : minutes;
  });

/** Minutes; 0: none. */
export const bufferMinutes = () =>
  written('a duration of at most 1d, such as 10m or 1h, or none', (text) =>
    text === 'none' || text === '0' ? 0 : minutesOf(text, MAX_BUFFER_MINUTES),
  );

/** Days, at least one; null: none. */
export const windowDays = () =>
  written(
    `a number of days from 1d to ${MAX_WINDOW_DAYS}d, such as 180d, or none`,
    (text): number | null | undefined => {
      if (text === 'none') return null;
      const days = Number(/^(\d{1,4})d?$/.exec(text)?.[1]);
      return days >= 1 && days <= MAX_WINDOW_DAYS ? days : undefined;
    },
  );

/** null: unlimited. */
export const countOrUnlimited = (most: number) =>
  written(`a whole number from 0 to ${most}, or unlimited`, (text): number | null | undefined => {
    if (text === 'unlimited') return null;
    return /^\d{1,6}$/.test(text) && Number(text) <= most ? Number(text) : undefined;
  });

/** Comma-separated names. */
export const namesOrNone = (allowed: string) =>
  written(`comma-separated ${allowed}, or none`, (text) => listedOrNone(text));

/** A comma-separated list of some of these words, each once. */
export const wordsOrNone = <const Word extends string>(words: readonly Word[]) =>
  written(`a comma-separated list of ${words.join(', ')}, or none`, (text) => {
    const listed = listedOrNone(text);
    return listed?.every((each) => (words as readonly string[]).includes(each)) === true
      ? words.filter((word) => listed.includes(word))
      : undefined;
  });

function listedOrNone(text: string): readonly string[] | undefined {
  if (text === 'none') return [];
  const names = text.split(',').map((name) => name.trim());
  return names.every((name) => name !== '' && !/\p{Cc}/u.test(name)) ? [...new Set(names)] : undefined;
}

/** `none`, or intervals of the week: `Mon-Fri 08:00-18:00 Europe/Berlin`. null: at any time. */
export const workingHours = () => {
  const allowed =
    'days, times and optionally a time zone, such as "Mon-Fri 08:00-18:00 Europe/Berlin" (repeatable), or none';
  const stretches = z.array(written(allowed, (text) => (text === 'none' ? null : readWorkingHours(text))));
  return stretches.transform((each, context): readonly WorkingHours[] | null => {
    const hours = each.filter((stretch) => stretch !== null);
    if (hours.length === each.length && hours.length > 0) return hours;
    if (each.length > 1) context.addIssue({ code: 'custom', message: 'none cannot be combined with hours' });
    return null;
  });
};

function readWorkingHours(text: string): WorkingHours | undefined {
  const match = /^(\S+) +(\d\d):(\d\d)-(\d\d):(\d\d)(?: +(\S+))?$/.exec(text);
  const days = readDays(match?.[1] ?? '');
  if (match === null || days === undefined) return undefined;
  const [from, until] = [minuteOf(match[2], match[3]), minuteOf(match[4], match[5])];
  const timeZone = match[6] ?? null;
  if (from === undefined || until === undefined || from >= until) return undefined;
  if (timeZone !== null && ianaZone(timeZone) === null) return undefined;
  return { days, fromMinute: from, untilMinute: until, timeZone };
}

function minuteOf(hour: string | undefined, minute: string | undefined): number | undefined {
  const minutes = Number(hour) * MINUTES_AN_HOUR + Number(minute);
  return Number(minute) < MINUTES_AN_HOUR && minutes <= MINUTES_A_DAY ? minutes : undefined;
}

/** `Mon-Fri`, `Mon,Wed`, `Sat-Mon`; in the order of the week. */
function readDays(text: string): readonly number[] | undefined {
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const [first, last, ...rest] = part.split('-').map(dayOf);
    if (first === undefined || first < 0 || (last ?? 0) < 0 || rest.length > 0) return undefined;
    for (let day = first; ; day = (day + 1) % weekdays.length) {
      days.add(day);
      if (day === (last ?? first)) break;
    }
  }
  return [...days].sort((one, other) => one - other);
}

const dayOf = (name: string): number => weekdays.findIndex((day) => day.toLowerCase() === name.toLowerCase());
