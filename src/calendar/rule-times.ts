/**
 * The local times of a recurrence rule (RFC 5545 §3.3.10), one period after the other, within a budget of steps: a step
 * is a period, a day or a time looked at, so no rule can hold the process, whatever it asks for. Local times are
 * milliseconds as if they were UTC; the event's zone makes instants of them, so daylight saving time comes out right.
 */
import { civilFromDay, DAY_MS, dayFromCivil, dayOf, daysInMonth, weekdayOf } from './civil-days.js';
import type { RecurrenceRule } from './recurrence-rule.js';
import { asksWeekdaysAlone, makeDayFilter, type DayFilter } from './rule-days.js';

/** Counted down; below zero it is spent, and what was given so far is not all. */
export interface StepBudget {
  left: number;
}

export interface RuleBounds {
  /** Local times before this are not wanted; used to begin late when the rule does not count. */
  readonly fromMs: number;
  /** The rule ends here, inclusive; null: it does not say. */
  readonly untilMs: number | null;
  /** Not looked further than this. */
  readonly horizonMs: number;
  /** false: DTSTART is one of the times only if the rule has it, as of a rule that excludes. Default: it is the first. */
  readonly holdsStart?: boolean;
}

/** A period costs about as much time as so many days or times looked at. */
const PERIOD_STEPS = 4;

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SECOND_MS = 1000;
/** ISO 8601 and Date agree up to here. */
const LAST_YEAR_MS = Date.UTC(9999, 0, 1);

/**
 * In order, DTSTART first whether the rule has it or not: it counts as the first occurrence (RFC 5545 §3.8.5.3). The
 * generator returns true when it stopped at the horizon, false when the rule is over (or the budget spent).
 */
export function* ruleTimes(
  rule: RecurrenceRule,
  startMs: number,
  bounds: RuleBounds,
  budget: StepBudget,
): Generator<number, boolean> {
  const last = Math.min(bounds.untilMs ?? Number.POSITIVE_INFINITY, LAST_YEAR_MS);
  const { holdsStart = true } = bounds;
  let left = (rule.count ?? Number.POSITIVE_INFINITY) - (holdsStart ? 1 : 0);
  if (holdsStart && (startMs >= bounds.fromMs || rule.count !== null)) yield startMs;
  const periods = periodsOf(rule, startMs);
  let index = rule.count === null ? Math.max(0, periods.before(bounds.fromMs)) : 0;
  while (left > 0) {
    const period = periods.at(index, budget);
    if (budget.left < 0 || period.startMs > last) return false;
    if (period.startMs > bounds.horizonMs) return true;
    for (const time of timesOf(period, rule.positions, budget)) {
      if (time < startMs || (holdsStart && time === startMs)) continue;
      if (time > last) return false;
      if (time > bounds.horizonMs) return true;
      // What a counting rule has long ago only counts: a clock need not learn the years back to then.
      if (time >= bounds.fromMs) yield time;
      if (--left <= 0) return false;
    }
    if (budget.left < 0) return false;
    index = period.next;
  }
  return false;
}

interface Period {
  readonly startMs: number;
  readonly days: readonly number[];
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly seconds: readonly number[];
  /** The index of the next period that can hold anything. */
  readonly next: number;
}

interface Periods {
  at(index: number, budget: StepBudget): Period;
  /** The index of a period that is surely not after this local time. */
  before(localMs: number): number;
}

function* timesOf(period: Period, positions: readonly number[], budget: StepBudget): Generator<number> {
  const { days, hours, minutes, seconds } = period;
  const perHour = minutes.length * seconds.length;
  const perDay = hours.length * perHour;
  const total = days.length * perDay;
  const timeAt = (index: number): number =>
    (days[Math.floor(index / perDay)] ?? 0) * DAY_MS +
    (hours[Math.floor((index % perDay) / perHour)] ?? 0) * HOUR_MS +
    (minutes[Math.floor((index % perHour) / seconds.length)] ?? 0) * MINUTE_MS +
    (seconds[index % seconds.length] ?? 0) * SECOND_MS;
  if (positions.length === 0) {
    for (let index = 0; index < total && --budget.left >= 0; index++) yield timeAt(index);
    return;
  }
  if (total === 0) return;
  // Each is looked at, in every period, whether the period has so many times or not.
  budget.left -= positions.length;
  const chosen = new Set(positions.map((position) => (position > 0 ? position - 1 : total + position)));
  for (const index of [...chosen].sort((one, other) => one - other))
    if (index >= 0 && index < total && --budget.left >= 0) yield timeAt(index);
}

function periodsOf(rule: RecurrenceRule, startMs: number): Periods {
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
  for (let day = from; day < to && --budget.left >= 0; day++) if (filter(day)) days.push(day);
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
      const days = from * DAY_MS > LAST_YEAR_MS ? [] : monthDays(rule, month, length, filter, budget);
      return { ...clock, startMs: from * DAY_MS, days, next: index + 1 };
    },
    before: (localMs) => {
      const date = civilFromDay(dayOf(Math.max(localMs, startMs)));
      return Math.floor((date.year * 12 + date.month - 1 - first) / step);
    },
  };
}

function firstDayOfMonth(month: number): number {
  return dayFromCivil(Math.floor(month / 12), (month % 12) + 1, 1);
}

/** Months that BYMONTH leaves out need not be looked at day by day. */
function monthDays(
  rule: RecurrenceRule,
  first: number,
  length: number,
  filter: DayFilter,
  budget: StepBudget,
): number[] {
  const days: number[] = [];
  for (let month = first; month < first + length; month++) {
    if (rule.months.length > 0 && !rule.months.includes((month % 12) + 1)) continue;
    const from = firstDayOfMonth(month);
    const to = from + daysInMonth(Math.floor(month / 12), (month % 12) + 1);
    days.push(...daysBetween(from, to, filter, budget));
  }
  return days;
}

/** Weeks and days: `length` days each, the first one beginning on `first`. */
function dayPeriods(rule: RecurrenceRule, startMs: number, filter: DayFilter, first: number, length: number): Periods {
  const clock = clockOf(rule, startMs);
  const step = length * rule.interval;
  const everyWeek = length === 7 && asksWeekdaysAlone(rule) ? daysBetween(first, first + 7, filter, { left: 7 }) : null;
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
  };
}

/** Hours, minutes, seconds, one each: days and hours that the rule leaves out are jumped over. */
function clockPeriods(rule: RecurrenceRule, startMs: number, filter: DayFilter, unitMs: number): Periods {
  const clock = clockOf(rule, startMs);
  const first = Math.floor(startMs / unitMs) * unitMs;
  const step = unitMs * rule.interval;
  let known = { day: Number.NaN, isWanted: false };
  const isWanted = (day: number): boolean => {
    if (day !== known.day) known = { day, isWanted: filter(day) };
    return known.isWanted;
  };
  const has = (wanted: readonly number[], value: number): boolean => wanted.length === 0 || wanted.includes(value);
  return {
    at: (index, budget) => {
      budget.left -= PERIOD_STEPS;
      const at = first + index * step;
      const day = dayOf(at);
      const hour = Math.floor(within(at, DAY_MS) / HOUR_MS);
      const minute = Math.floor(within(at, HOUR_MS) / MINUTE_MS);
      const second = Math.floor(within(at, MINUTE_MS) / SECOND_MS);
      const jumpTo = (localMs: number): Period => ({
        ...clock,
        startMs: at,
        days: [],
        next: Math.max(index + 1, Math.ceil((localMs - first) / step)),
      });
      if (!isWanted(day)) return jumpTo((day + 1) * DAY_MS);
      if (!has(rule.hours, hour)) return jumpTo(nextUnit(rule.hours, hour, day * DAY_MS, HOUR_MS, DAY_MS));
      if (unitMs < HOUR_MS && !has(rule.minutes, minute))
        return jumpTo(nextUnit(rule.minutes, minute, at - within(at, HOUR_MS), MINUTE_MS, HOUR_MS));
      if (unitMs < MINUTE_MS && !has(rule.seconds, second))
        return jumpTo(nextUnit(rule.seconds, second, at - within(at, MINUTE_MS), SECOND_MS, MINUTE_MS));
      return {
        startMs: at,
        days: [day],
        hours: [hour],
        minutes: unitMs < HOUR_MS ? [minute] : clock.minutes,
        seconds: unitMs < MINUTE_MS ? [second] : clock.seconds,
        next: index + 1,
      };
    },
    before: (localMs) => Math.floor((localMs - first) / step),
  };
}

/** Where the next wanted hour, minute or second begins; if none is left, the next day, hour or minute. */
function nextUnit(wanted: readonly number[], value: number, fromMs: number, unitMs: number, wholeMs: number): number {
  const next = wanted.find((each) => each > value);
  return fromMs + (next === undefined ? wholeMs : next * unitMs);
}

/** What is left after whole units, before 1970 too. */
function within(localMs: number, unitMs: number): number {
  return ((localMs % unitMs) + unitMs) % unitMs;
}
