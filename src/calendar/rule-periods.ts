/**
 * A recurrence rule as a row of periods (RFC 5545 §3.3.10): years, months, weeks, days, or single hours, minutes and
 * seconds, each with the days and times of day that the rule has in it. rule-times.ts goes through them, or asks for one.
 */
import { civilFromDay, DAY_MS, dayFromCivil, dayOf, daysInMonth, weekdayOf } from './civil-days.js';
import type { RecurrenceRule } from './recurrence-rule.js';
import { asksWeekdaysAlone, makeDayFilter, type DayFilter } from './rule-days.js';

/** Counted down; below zero it is spent, and what was given so far is not all. */
export interface StepBudget {
  left: number;
  /** Zones and years whose offsets are paid for. */
  readonly learned?: Set<string>;
}

/** A period costs about as much time as so many days or times looked at. */
const PERIOD_STEPS = 4;

export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;
export const SECOND_MS = 1000;
/** Minutes an hour, seconds a minute. */
const UNITS = 60;
/** ISO 8601 and Date agree up to here. */
export const LAST_YEAR_MS = Date.UTC(9999, 0, 1);

export interface Period {
  readonly startMs: number;
  readonly days: readonly number[];
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly seconds: readonly number[];
  /** The index of the next period that can hold anything. */
  readonly next: number;
}

export interface Periods {
  at(index: number, budget: StepBudget): Period;
  /** The index of a period that is surely not after this local time. */
  before(localMs: number): number;
  /** The index of the period that this local time lies in, not before DTSTART's; null: the rule has none there. */
  around(localMs: number): number | null;
}

export function periodsOf(rule: RecurrenceRule, startMs: number): Periods {
  const startDay = dayOf(startMs);
  const filter = makeDayFilter(rule, startDay);
  switch (rule.frequency) {
    case 'YEARLY':
    case 'MONTHLY':
      return monthPeriods(rule, startMs, filter, rule.frequency === 'YEARLY' ? 12 : 1);
    case 'WEEKLY':
      return dayPeriods(rule, startMs, filter, startDay - ((weekdayOf(startDay) - rule.weekStart + 7) % 7), 7);
    case 'DAILY':
      return dayPeriods(rule, startMs, filter, startDay, 1);
    case 'HOURLY':
      return clockPeriods(rule, startMs, filter, HOUR_MS);
    case 'MINUTELY':
      return clockPeriods(rule, startMs, filter, MINUTE_MS);
    case 'SECONDLY':
      return clockPeriods(rule, startMs, filter, SECOND_MS);
  }
}

/** BYHOUR, BYMINUTE, BYSECOND, or DTSTART's own. */
function clockOf(rule: RecurrenceRule, startMs: number): Pick<Period, 'hours' | 'minutes' | 'seconds'> {
  const start = new Date(startMs);
  return {
    hours: rule.hours.length > 0 ? rule.hours : [start.getUTCHours()],
    minutes: rule.minutes.length > 0 ? rule.minutes : [start.getUTCMinutes()],
    seconds: rule.seconds.length > 0 ? rule.seconds : [start.getUTCSeconds()],
  };
}

function daysBetween(from: number, to: number, filter: DayFilter, budget: StepBudget): number[] {
  const days: number[] = [];
  for (let day = from; day < to && (budget.left -= filter.steps) >= 0; day++) if (filter.has(day)) days.push(day);
  return days;
}

/** Years and months: `length` months each. */
function monthPeriods(rule: RecurrenceRule, startMs: number, filter: DayFilter, length: number): Periods {
  const clock = clockOf(rule, startMs);
  const start = civilFromDay(dayOf(startMs));
  const first = start.year * 12 + (length === 12 ? 0 : start.month - 1);
  const step = length * rule.interval;
  return {
    at: (index, budget) => {
      budget.left -= PERIOD_STEPS;
      const month = first + index * step;
      const from = firstDayOfMonth(month);
      const days = from * DAY_MS > LAST_YEAR_MS ? [] : monthDays(month, length, filter, budget);
      return { ...clock, startMs: from * DAY_MS, days, next: index + 1 };
    },
    before: (localMs) => {
      const date = civilFromDay(dayOf(Math.max(localMs, startMs)));
      // What a month is too short for may fall on the first of the next one.
      const month = date.year * 12 + date.month - 1 - (rule.skip === 'FORWARD' ? 1 : 0);
      return Math.floor((month - first) / step);
    },
    around: (localMs) => {
      const date = civilFromDay(dayOf(localMs));
      return indexAround(date.year * 12 + date.month - 1 - first, step, length);
    },
  };
}

function firstDayOfMonth(month: number): number {
  return dayFromCivil(Math.floor(month / 12), (month % 12) + 1, 1);
}

/** Months that BYMONTH leaves out need not be looked at day by day. */
function monthDays(first: number, length: number, filter: DayFilter, budget: StepBudget): number[] {
  const days: number[] = [];
  const shifted: number[] = [];
  for (let month = first; month < first + length; month++) {
    const [year, number] = [Math.floor(month / 12), (month % 12) + 1];
    if (filter.months.length > 0 && !filter.months.includes(number)) continue;
    const from = firstDayOfMonth(month);
    days.push(...daysBetween(from, from + daysInMonth(year, number), filter, budget));
    const day = filter.shifted(year, number);
    if (day !== null) shifted.push(day);
  }
  return shifted.length === 0 ? days : [...new Set([...days, ...shifted])].sort((one, other) => one - other);
}

/** Weeks and days: `length` days each, the first one beginning on `first`. */
function dayPeriods(rule: RecurrenceRule, startMs: number, filter: DayFilter, first: number, length: number): Periods {
  const clock = clockOf(rule, startMs);
  const step = length * rule.interval;
  const everyWeek =
    length === 7 && asksWeekdaysAlone(rule) ? daysBetween(first, first + 7, filter, { left: Infinity }) : null;
  return {
    at: (index, budget) => {
      budget.left -= PERIOD_STEPS;
      const from = first + index * step;
      return {
        ...clock,
        startMs: from * DAY_MS,
        days: everyWeek?.map((day) => day - first + from) ?? daysBetween(from, from + length, filter, budget),
        next: index + 1,
      };
    },
    before: (localMs) => Math.floor((dayOf(localMs) - first) / step),
    around: (localMs) => indexAround(dayOf(localMs) - first, step, length),
  };
}

/** Hours, minutes, seconds, one each: days and hours that the rule leaves out are jumped over. */
function clockPeriods(rule: RecurrenceRule, startMs: number, filter: DayFilter, unitMs: number): Periods {
  const clock = clockOf(rule, startMs);
  const first = Math.floor(startMs / unitMs) * unitMs;
  const step = unitMs * rule.interval;
  let known = { day: Number.NaN, isWanted: false };
  const isWanted = (day: number): boolean => {
    if (day !== known.day) known = { day, isWanted: filter.has(day) };
    return known.isWanted;
  };
  return {
    at: (index, budget) => {
      budget.left -= PERIOD_STEPS;
      const at = first + index * step;
      const day = dayOf(at);
      const inDay = at - day * DAY_MS;
      const skipTo = isWanted(day) ? nextInDay(rule, inDay, unitMs) : DAY_MS;
      if (skipTo !== null) {
        const next = Math.max(index + 1, Math.ceil((day * DAY_MS + skipTo - first) / step));
        return { startMs: at, days: none, hours: none, minutes: none, seconds: none, next };
      }
      return {
        startMs: at,
        days: [day],
        hours: [Math.floor(inDay / HOUR_MS)],
        minutes: unitMs < HOUR_MS ? [unitOf(inDay, MINUTE_MS)] : clock.minutes,
        seconds: unitMs < MINUTE_MS ? [unitOf(inDay, SECOND_MS)] : clock.seconds,
        next: index + 1,
      };
    },
    before: (localMs) => Math.floor((localMs - first) / step),
    around: (localMs) => indexAround(localMs - first, step, unitMs),
  };
}

/** Periods begin every `step` and last `length`; what lies between two of them is in none. */
function indexAround(distance: number, step: number, length: number): number | null {
  const index = Math.floor(distance / step);
  return index < 0 || distance - index * step >= length ? null : index;
}

const none: readonly number[] = [];

/** Where in the day the next wanted hour, minute or second begins; null: this one is wanted. */
function nextInDay(rule: RecurrenceRule, inDay: number, unitMs: number): number | null {
  const hour = Math.floor(inDay / HOUR_MS);
  if (isLeftOut(rule.hours, hour)) return nextUnit(rule.hours, hour, 0, HOUR_MS, DAY_MS);
  const minute = unitOf(inDay, MINUTE_MS);
  if (unitMs < HOUR_MS && isLeftOut(rule.minutes, minute))
    return nextUnit(rule.minutes, minute, hour * HOUR_MS, MINUTE_MS, HOUR_MS);
  const second = unitOf(inDay, SECOND_MS);
  if (unitMs < MINUTE_MS && isLeftOut(rule.seconds, second))
    return nextUnit(rule.seconds, second, hour * HOUR_MS + minute * MINUTE_MS, SECOND_MS, MINUTE_MS);
  return null;
}

function isLeftOut(wanted: readonly number[], value: number): boolean {
  return wanted.length > 0 && !wanted.includes(value);
}

/** Where the next wanted hour, minute or second begins; if none is left, the next day, hour or minute. */
function nextUnit(wanted: readonly number[], value: number, from: number, unitMs: number, wholeMs: number): number {
  const next = wanted.find((each) => each > value);
  return from + (next === undefined ? wholeMs : next * unitMs);
}

/** The minute of its hour, or the second of its minute. */
export function unitOf(inDay: number, unitMs: number): number {
  return Math.floor(inDay / unitMs) % UNITS;
}
