/**
 * Dates, times and durations as programs write them, in the one spelling that jCal has (RFC 7265 §3.6.4 to §3.6.7).
 * Mended is what has one reading only: ISO 8601 in its extended form, a missing T or missing seconds, lower case, midnight
 * as the 24th hour, an offset from UTC. Anything else is unreadable: never dropped, never guessed. Used by read-jcal.ts.
 */
import { DAY_MS, dayFromCivil, daysInMonth } from './civil-days.js';

export interface TimeValue {
  /** `2027-02-08`, `2027-02-08T09:00:00`, `2027-02-08T09:00:00Z` */
  readonly text: string;
  readonly isDate: boolean;
  readonly isUtc: boolean;
  /** It was written with an offset (`+02:00`), which a TZID beside it may contradict. */
  readonly hadOffset: boolean;
}

const MINUTE_MS = 60_000;
const SECOND_MS = 1000;
/** ISO 8601 writes years with four digits. */
const END_OF_YEARS_MS = dayFromCivil(10_000, 1, 1) * DAY_MS;

// Date; T or blank; time with or without seconds and a fraction of zero; Z or an offset.
const written =
  /^(\d{4})(-?)(\d{2})\2(\d{2})(?:[Tt ](\d{2})(:?)(\d{2})(?:\6(\d{2})(?:[.,]0{1,9})?)?(?:([Zz])|([+-])(\d{2}):?(\d{2}))?)?$/;

/** RFC 5545 §3.3.4, §3.3.5. null: unreadable, or a day that no calendar has. */
export function readTimeValue(text: string): TimeValue | null {
  const trimmed = text.trim();
  const match = written.exec(trimmed) ?? written.exec(trimmed.replaceAll(/[ \t]/g, ''));
  if (match === null) return null;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day, hour, minute] = [part(1), part(3), part(4), part(5), part(7)];
  // 60 is a leap second, which the time line here does not have (RFC 5545 §3.3.12).
  const second = part(8) === 60 ? 59 : part(8);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  const isMidnight = hour === 24 && minute === 0 && second === 0;
  if ((hour > 23 && !isMidnight) || minute > 59 || second > 59) return null;
  const localMs = dayFromCivil(year, month, day) * DAY_MS + (hour * 60 + minute) * MINUTE_MS + second * SECOND_MS;
  if (match[5] === undefined) return timeValue(localMs, { isDate: true, isUtc: false, hadOffset: false });
  const hadOffset = match[10] !== undefined;
  const offsetMinutes = part(11) * 60 + part(12);
  if (part(11) > 23 || part(12) > 59) return null;
  const offsetMs = (match[10] === '-' ? -offsetMinutes : offsetMinutes) * MINUTE_MS;
  return timeValue(localMs - offsetMs, { isDate: false, isUtc: hadOffset || match[9] !== undefined, hadOffset });
}

function timeValue(ms: number, kind: Omit<TimeValue, 'text'>): TimeValue | null {
  if (ms >= END_OF_YEARS_MS || ms < dayFromCivil(0, 1, 1) * DAY_MS) return null;
  const text = new Date(ms).toISOString();
  return { ...kind, text: kind.isDate ? text.slice(0, 10) : `${text.slice(0, 19)}${kind.isUtc ? 'Z' : ''}` };
}

const readableDuration = /^P(?=\d|T\d)(?:\d{1,6}W)?(?:\d{1,6}D)?(?:T(?=\d)(?:\d{1,7}H)?(?:\d{1,9}M)?(?:\d{1,10}S)?)?$/;

/** RFC 5545 §3.3.6, in upper case. null: unreadable or negative (`P30M`, `PT1D`, `P`, `-PT1H`). */
export function readDurationValue(text: string): string | null {
  const duration = text.trim().toUpperCase().replace(/^\+/, '');
  return readableDuration.test(duration) ? duration : null;
}

/** RFC 5545 §3.3.14 as jCal has it, `+01:00` or `+01:00:30`; null: unreadable, or a day and more. */
export function readOffsetValue(text: string): string | null {
  const match = /^([+-])(\d{2}):?([0-5]\d)(?::?([0-5]\d))?$/.exec(text.trim());
  if (match === null || Number(match[2]) > 23) return null;
  const [, sign = '', hours = '', minutes = '', seconds] = match;
  return `${sign}${hours}:${minutes}${seconds === undefined ? '' : `:${seconds}`}`;
}
