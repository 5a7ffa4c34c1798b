/**
 * RRULE as a value (RFC 5545 §3.3.10), with RSCALE and SKIP of the Gregorian calendar (RFC 7529). rule-times.ts makes
 * times of it. Not ical.js's own iterator: its next() cannot be bounded, hangs on rules that never match, and gets BYSETPOS
 * in yearly and weekly rules wrong.
 */
import { readTimeValue } from './time-values.js';

export const frequencies = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY'] as const;
export type Frequency = (typeof frequencies)[number];

export interface RuleWeekday {
  /** 0 is Sunday. */
  readonly weekday: number;
  /** The nth of the month or year, from its end if negative; 0: each. */
  readonly nth: number;
}

/** UNTIL as written: a date, a local time, or an instant. */
export interface RuleUntil {
  /** As if it were UTC; of a date its last second. */
  readonly localMs: number;
  readonly kind: 'date' | 'local' | 'utc';
}

/** Lists are sorted, without doubles; empty means not given. */
export interface RecurrenceRule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | null;
  readonly until: RuleUntil | null;
  readonly months: readonly number[];
  readonly weeks: readonly number[];
  readonly yearDays: readonly number[];
  readonly monthDays: readonly number[];
  readonly weekdays: readonly RuleWeekday[];
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly seconds: readonly number[];
  readonly positions: readonly number[];
  readonly weekStart: number;
  /** What becomes of a 31st in a shorter month (RFC 7529 §4.1). */
  readonly skip: Skip;
}

export const skips = ['OMIT', 'BACKWARD', 'FORWARD'] as const;
export type Skip = (typeof skips)[number];

const weekdayNames = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
/** A longer rule says nothing twice that it did not say before: there are 366 days, 60 minutes. */
const MAX_RULE_CHARACTERS = 8192;
const MAX_COUNT = 2 ** 31 - 1;

/**
 * The value of an RRULE or EXRULE as jCal has it (RFC 7265 §3.6.10). Case (RFC 5545 §2), blanks and parts without
 * a value mean nothing.
 *
 * @returns null when it cannot be read. One that can be read may still say what nobody can follow: see parseRule
 */
export function readRuleValue(text: string): Readonly<Record<string, string>> | null {
  if (text.length > MAX_RULE_CHARACTERS) return null;
  const parts = new Map<string, string>();
  for (const part of text.replaceAll(/[ \t]/g, '').toUpperCase().split(';')) {
    if (part === '' || part.endsWith('=')) continue;
    const [name = '', value, ...more] = part.split('=');
    if (!/^[A-Z-]+$/.test(name) || value === undefined || more.length > 0 || parts.has(name)) return null;
    parts.set(name, value);
  }
  const until = parts.get('UNTIL');
  if (until !== undefined) {
    const time = readTimeValue(until);
    if (time === null) return null;
    parts.set('UNTIL', time.text);
  }
  // What another calendar's rule may say is not known here.
  const isReadable = isOtherScale(parts) ? readFrequency(parts) !== undefined : readParts(parts) !== null;
  if (!isReadable) return null;
  return Object.fromEntries([...parts].map(([name, value]) => [name.toLowerCase(), value]));
}

/**
 * @param text as an event has it, written from what readRuleValue gave
 * @returns null: no rule by RFC 5545, or one that says what it may not together, or in another calendar
 */
export function parseRule(text: string): RecurrenceRule | null {
  if (text.length > MAX_RULE_CHARACTERS) return null;
  const parts = new Map<string, string>();
  for (const part of text.toUpperCase().split(';')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(0, equals)).trim();
    if (name === '' || parts.has(name)) return null;
    parts.set(name, part.slice(equals + 1).trim());
  }
  const rule = isOtherScale(parts) || [...parts.keys()].some(isForeign) ? null : readParts(parts);
  return rule !== null && isAllowed(rule) && (parts.has('RSCALE') || !parts.has('SKIP')) ? rule : null;
}

/** RFC 7529 §4: any calendar of CLDR. */
function isOtherScale(parts: ReadonlyMap<string, string>): boolean {
  return (parts.get('RSCALE') ?? 'GREGORIAN') !== 'GREGORIAN';
}

const partNames = new Set(
  (
    'FREQ INTERVAL COUNT UNTIL WKST RSCALE SKIP ' +
    'BYMONTH BYWEEKNO BYYEARDAY BYMONTHDAY BYDAY BYHOUR BYMINUTE BYSECOND BYSETPOS'
  ).split(' '),
);

/** A part that is not an experiment may change what the rule means. */
function isForeign(name: string): boolean {
  return !partNames.has(name) && !name.startsWith('X-');
}

function readFrequency(parts: ReadonlyMap<string, string>): Frequency | undefined {
  return frequencies.find((name) => name === parts.get('FREQ'));
}

/** null: a part has a value that it cannot have. */
function readParts(parts: ReadonlyMap<string, string>): RecurrenceRule | null {
  const frequency = readFrequency(parts);
  const until = parts.has('UNTIL') ? readUntil(parts.get('UNTIL') ?? '') : null;
  const weekdays = readWeekdays(parts.get('BYDAY'));
  const skip = skips.find((name) => name === (parts.get('SKIP') ?? 'OMIT'));
  if (frequency === undefined || until === undefined || weekdays === null || skip === undefined) return null;
  const lists = readLists(parts);
  const interval = readCount(parts.get('INTERVAL') ?? '1');
  const count = parts.has('COUNT') ? readCount(parts.get('COUNT') ?? '') : null;
  const weekStart = weekdayNames.indexOf(parts.get('WKST') ?? 'MO');
  if (lists === null || Number.isNaN(interval) || Number.isNaN(count ?? 0) || weekStart < 0) return null;
  return { frequency, interval, count, until, weekdays, weekStart, skip, ...lists };
}

function readCount(text: string): number {
  const value = /^\d{1,12}$/.test(text) ? Number(text) : 0;
  return value < 1 ? Number.NaN : Math.min(value, MAX_COUNT);
}

/** undefined: unreadable. */
function readUntil(text: string): RuleUntil | undefined {
  const time = readTimeValue(text);
  if (time === null) return undefined;
  const lastSecond = time.isDate ? `${time.text}T23:59:59Z` : time.text.replace(/Z?$/, 'Z');
  return { localMs: Date.parse(lastSecond), kind: time.isDate ? 'date' : time.isUtc ? 'utc' : 'local' };
}

function readWeekdays(text: string | undefined): RuleWeekday[] | null {
  if (text === undefined) return [];
  const days = new Map<string, RuleWeekday>();
  for (const item of text.split(',')) {
    const match = /^([+-]?\d{1,2})?(SU|MO|TU|WE|TH|FR|SA)$/.exec(item.trim());
    const nth = Number(match?.[1] ?? 0);
    if (match === null || Math.abs(nth) > 53 || (match[1] !== undefined && nth === 0)) return null;
    const weekday = weekdayNames.indexOf(match[2] ?? '');
    days.set(`${nth} ${weekday}`, { weekday, nth });
  }
  return [...days.values()];
}

type RuleLists = Pick<
  RecurrenceRule,
  'months' | 'weeks' | 'yearDays' | 'monthDays' | 'hours' | 'minutes' | 'seconds' | 'positions'
>;

function readLists(parts: ReadonlyMap<string, string>): RuleLists | null {
  const lists = {
    months: readList(parts.get('BYMONTH'), 1, 12, false),
    weeks: readList(parts.get('BYWEEKNO'), 1, 53, true),
    yearDays: readList(parts.get('BYYEARDAY'), 1, 366, true),
    monthDays: readList(parts.get('BYMONTHDAY'), 1, 31, true),
    hours: readList(parts.get('BYHOUR'), 0, 23, false),
    minutes: readList(parts.get('BYMINUTE'), 0, 59, false),
    // 60 is a leap second, which no local time here has.
    seconds: readList(parts.get('BYSECOND')?.replaceAll(/\b60\b/g, '59'), 0, 59, false),
    positions: readList(parts.get('BYSETPOS'), 1, 366, true),
  };
  const { months, weeks, yearDays, monthDays, hours, minutes, seconds, positions } = lists;
  if (months === null || weeks === null || yearDays === null || monthDays === null) return null;
  if (hours === null || minutes === null || seconds === null || positions === null) return null;
  return { months, weeks, yearDays, monthDays, hours, minutes, seconds, positions };
}

function readList(text: string | undefined, least: number, most: number, mayBeNegative: boolean): number[] | null {
  if (text === undefined) return [];
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const value = /^[+-]?\d{1,3}$/.test(item.trim()) ? Number(item) : Number.NaN;
    const size = mayBeNegative ? Math.abs(value) : value;
    if (!(size >= least && size <= most)) return null;
    values.add(value);
  }
  return [...values].sort((one, other) => one - other);
}

/** The "N/A" of the table in RFC 5545 §3.3.10, and COUNT beside UNTIL. */
function isAllowed(rule: RecurrenceRule): boolean {
  const { frequency } = rule;
  const inYear = frequency === 'YEARLY';
  const hasNth = rule.weekdays.some((day) => day.nth !== 0);
  if (rule.count !== null && rule.until !== null) return false;
  if (rule.weeks.length > 0 && !inYear) return false;
  if (rule.yearDays.length > 0 && (frequency === 'MONTHLY' || frequency === 'WEEKLY' || frequency === 'DAILY'))
    return false;
  if (rule.monthDays.length > 0 && frequency === 'WEEKLY') return false;
  if (hasNth && ((!inYear && frequency !== 'MONTHLY') || rule.weeks.length > 0)) return false;
  if (rule.skip !== 'OMIT' && !mayShift(rule)) return false;
  const filters = [rule.months, rule.weeks, rule.yearDays, rule.monthDays, rule.weekdays, rule.hours, rule.minutes];
  return rule.positions.length === 0 || [...filters, rule.seconds].some((list) => list.length > 0);
}

/** RFC 7529 §4.1 says for days of a month what SKIP makes of one that is not there; for other days it leaves doubt. */
function mayShift({ yearDays, weeks, monthDays }: RecurrenceRule): boolean {
  return yearDays.length === 0 && weeks.length === 0 && monthDays.every((day) => day > -29);
}
