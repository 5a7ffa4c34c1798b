/**
 * Which days a recurrence rule means (RFC 5545 §3.3.10, the table of BYxxx parts): each part is a filter on the days of a
 * period, and what the rule leaves open is taken from DTSTART. rule-times.ts asks for period after period.
 */
import { civilFromDay, dayFromCivil, daysInMonth, firstWeekStart, weekdayOf, type CivilDate } from './civil-days.js';
import type { RecurrenceRule, RuleWeekday } from './recurrence-rule.js';

/** Which days, of all the days of a period, are the rule's. */
export interface DayFilter {
  /** BYMONTH, or the one that is taken from DTSTART; empty: any. */
  readonly months: readonly number[];
  /** What it costs to ask for a day. */
  readonly steps: number;
  has(day: number): boolean;
  /** RFC 7529 §4.1: the day for those that a month is too short for; null: none. @param month 1..12 */
  shifted(year: number, month: number): number | null;
}

/** By the weekday alone; by the date; by the week of the year, for which four years are looked at. */
const WEEKDAY_STEPS = 1;
const DATE_STEPS = 2;
const WEEK_STEPS = 4;

/** @param startDay the day of DTSTART */
export function makeDayFilter(rule: RecurrenceRule, startDay: number): DayFilter {
  const filled = fillFromStart(rule, startDay);
  // Lists may be hundreds long, and a day costs the same, whatever they are.
  const months = new Set(filled.months);
  const monthDays = new Set(filled.monthDays);
  const yearDays = new Set(filled.yearDays);
  const weeks = new Set(filled.weeks);
  const nths = new Map<number, Set<number>>();
  for (const { weekday, nth } of filled.weekdays) nths.set(weekday, (nths.get(weekday) ?? new Set()).add(nth));
  const isOfWeekdaysAlone = asksWeekdaysAlone(filled);
  const nthOfYear = filled.frequency === 'YEARLY' && filled.months.length === 0;
  const steps = isOfWeekdaysAlone ? WEEKDAY_STEPS : weeks.size > 0 ? WEEK_STEPS : DATE_STEPS;
  const has = (day: number): boolean => {
    // Most days of most rules are told apart by their weekday, which costs nothing; a date does.
    if (nths.size > 0 && !nths.has(weekdayOf(day))) return false;
    if (isOfWeekdaysAlone) return true;
    const date = civilFromDay(day);
    if (months.size > 0 && !months.has(date.month)) return false;
    if (monthDays.size > 0 && !matchesFromEnds(monthDays, date.day, daysInMonth(date.year, date.month))) return false;
    if (nths.size > 0 && !isWeekday(nths.get(weekdayOf(day)), day, date, nthOfYear)) return false;
    if (yearDays.size > 0 && !isYearDay(yearDays, day, date.year)) return false;
    return weeks.size === 0 || isInWeek(weeks, rule.weekStart, day, date.year);
  };
  const shifted = (year: number, month: number): number | null => {
    const length = daysInMonth(year, month);
    if (filled.skip === 'OMIT' || !filled.monthDays.some((each) => each > length)) return null;
    const day = dayFromCivil(year, month, 1) + (filled.skip === 'BACKWARD' ? length - 1 : length);
    // BYDAY looks at the day that has come of it.
    return nths.size === 0 || isWeekday(nths.get(weekdayOf(day)), day, civilFromDay(day), nthOfYear) ? day : null;
  };
  return { months: filled.months, steps, has, shifted };
}

type WantedNumbers = ReadonlySet<number>;

/** Every week is like the first: no part of the rule asks for a date. */
export function asksWeekdaysAlone({ months, monthDays, yearDays, weeks, weekdays }: RecurrenceRule): boolean {
  const dates = months.length + monthDays.length + yearDays.length + weeks.length;
  return dates === 0 && weekdays.every(({ nth }) => nth === 0);
}

/** "Information missing from the rule is taken from DTSTART." */
function fillFromStart(rule: RecurrenceRule, startDay: number): RecurrenceRule {
  const start = civilFromDay(startDay);
  const weekdays: readonly RuleWeekday[] = [{ weekday: weekdayOf(startDay), nth: 0 }];
  const choosesDays = rule.weekdays.length + rule.monthDays.length + rule.yearDays.length > 0;
  if (choosesDays) return rule;
  if (rule.weeks.length > 0 || rule.frequency === 'WEEKLY') return { ...rule, weekdays };
  if (rule.frequency === 'MONTHLY') return { ...rule, monthDays: [start.day] };
  if (rule.frequency !== 'YEARLY') return rule;
  return { ...rule, monthDays: [start.day], months: rule.months.length > 0 ? rule.months : [start.month] };
}

/** Positive numbers count from the start, -1 is the last. */
function matchesFromEnds(wanted: WantedNumbers, position: number, length: number): boolean {
  return wanted.has(position) || wanted.has(position - length - 1);
}

function isYearDay(yearDays: WantedNumbers, day: number, year: number): boolean {
  const first = dayFromCivil(year, 1, 1);
  return matchesFromEnds(yearDays, day - first + 1, dayFromCivil(year + 1, 1, 1) - first);
}

/** @param nths which of its weekday it may be, 0 for any; undefined: none */
function isWeekday(nths: WantedNumbers | undefined, day: number, date: CivilDate, nthOfYear: boolean): boolean {
  if (nths === undefined) return false;
  if (nths.has(0)) return true;
  const first = nthOfYear ? dayFromCivil(date.year, 1, 1) : day - date.day + 1;
  const length = nthOfYear ? dayFromCivil(date.year + 1, 1, 1) - first : daysInMonth(date.year, date.month);
  const fromStart = Math.floor((day - first) / 7) + 1;
  const fromEnd = Math.floor((first + length - 1 - day) / 7) + 1;
  return nths.has(fromStart) || nths.has(-fromEnd);
}

/** Days at either end of a year may belong to a week of the year beside it. */
function isInWeek(weeks: WantedNumbers, weekStart: number, day: number, year: number): boolean {
  const starts = [year - 1, year, year + 1, year + 2].map((each) => firstWeekStart(each, weekStart));
  const index = starts.findLastIndex((start) => start <= day);
  const start = starts[index] ?? 0;
  const next = starts[index + 1] ?? start;
  return matchesFromEnds(weeks, Math.floor((day - start) / 7) + 1, (next - start) / 7);
}
