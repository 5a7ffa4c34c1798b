/**
 * DATE, DATE-TIME and DURATION values of jCal properties as CalendarTime (RFC 5545 §3.3.4 to §3.3.6). Used by
 * read-event.ts.
 */
import { instant } from '../mail/instant.js';
import type { CalendarDuration, CalendarPeriod, CalendarTime } from './calendar-time.js';
import { DAY_MS, dayFromCivil, daysInMonth } from './civil-days.js';
import { parameterOf, type JcalProperty } from './jcal.js';
import { normalizeTzid } from './repair-lines.js';

const DIGIT_ZERO = 0x30;

/** Every readable time of a DTSTART, DTEND, RECURRENCE-ID, RDATE or EXDATE; of a PERIOD its start. */
export function readTimes(property: JcalProperty): CalendarTime[] {
  const tzid = parameterOf(property, 'tzid');
  const times: CalendarTime[] = [];
  for (const value of property.slice(3)) {
    const text: unknown = Array.isArray(value) ? value[0] : value;
    const time = typeof text === 'string' ? readTime(text, tzid) : null;
    if (time !== null) times.push(time);
  }
  return times;
}

/** Every readable PERIOD of an RDATE; one without a readable end says only when it begins. */
export function readPeriods(property: JcalProperty): CalendarPeriod[] {
  const tzid = parameterOf(property, 'tzid');
  return property.slice(3).flatMap((value) => {
    const [from, to] = Array.isArray(value) ? (value as unknown[]) : [];
    if (typeof from !== 'string' || typeof to !== 'string') return [];
    const start = readTime(from, tzid);
    const duration = readDuration(to);
    const end = start !== null && duration !== null ? addDuration(start, duration) : readTime(to, tzid);
    return start === null || end === null ? [] : [{ start, end, duration }];
  });
}

export function firstTime(property: JcalProperty | null): CalendarTime | null {
  return property === null ? null : (readTimes(property)[0] ?? null);
}

const jcalTime = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(Z?))?$/;

/** @param text in jCal's spelling, `2027-02-08T09:00:00Z` */
function readTime(text: string, tzid: string | null): CalendarTime | null {
  const match = jcalTime.exec(text);
  const date = match?.[1];
  if (match === null || date === undefined) return null;
  const time = match[2];
  // 60 is a leap second, which the time line here does not have (RFC 5545 §3.3.12).
  const local = time === undefined ? date : `${date}T${time.replace(/:60$/, ':59')}`;
  const milliseconds = localMilliseconds(local);
  if (Number.isNaN(milliseconds)) return null;
  if (time === undefined) return { kind: 'date', date };
  // A TZID beside a Z value is against the standard (§3.2.19); the Z holds.
  if (match[3] === 'Z') return { kind: 'utc', at: instant(milliseconds) };
  if (tzid === null) return { kind: 'floating', local };
  return { kind: 'zoned', local, tzid: normalizeTzid(tzid) };
}

/**
 * A local time, or the start of a date, as if it were UTC; NaN for one that no calendar has. Reckoned here, as a list of
 * ten thousand dates is read several times on its way, and Date.parse takes February 30 for March 2.
 */
export function localMilliseconds(local: string): number {
  const part = (from: number, to: number): number => digitsOf(local, from, to);
  const [year, month, day] = [part(0, 4), part(5, 7), part(8, 10)];
  const [hour, minute, second] = local.length === 10 ? [0, 0, 0] : [part(11, 13), part(14, 16), part(17, 19)];
  const isTime = hour < 24 && minute < 60 && second < 60;
  if (!isTime || month < 1 || month > 12 || day < 1 || !(day <= daysInMonth(year, month))) return Number.NaN;
  return dayFromCivil(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** NaN when there is anything but digits. */
function digitsOf(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index++) {
    const digit = text.charCodeAt(index) - DIGIT_ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** @param milliseconds a local time as if it were UTC; years 0 to 9999 */
export function formatLocal(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19);
}

/** A meeting lasts ten years at most; keeps sums within what dates can hold. */
const MAX_DURATION_DAYS = 3653;
const durationText = /^\+?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,10})S)?)?$/;

/** null: unreadable, negative or longer than ten years. */
export function readDuration(text: string): CalendarDuration | null {
  const match = durationText.exec(text.trim().toUpperCase());
  if (match === null) return null;
  const part = (index: number): number => Number(match[index] ?? 0);
  const days = part(1) * 7 + part(2);
  const milliseconds = ((part(3) * 60 + part(4)) * 60 + part(5)) * 1000;
  return days + milliseconds / DAY_MS > MAX_DURATION_DAYS ? null : { days, milliseconds };
}

/** The time that much later on the same clock; an exact part counts as if no change of offset came between. */
export function addDuration(time: CalendarTime, duration: CalendarDuration): CalendarTime {
  const milliseconds = duration.days * DAY_MS + duration.milliseconds;
  switch (time.kind) {
    case 'date': {
      const days = Math.ceil(milliseconds / DAY_MS);
      return { kind: 'date', date: formatLocal(localMilliseconds(time.date) + days * DAY_MS).slice(0, 10) };
    }
    case 'utc':
      return { kind: 'utc', at: instant(time.at + milliseconds) };
    case 'floating':
    case 'zoned':
      return { ...time, local: formatLocal(localMilliseconds(time.local) + milliseconds) };
  }
}
