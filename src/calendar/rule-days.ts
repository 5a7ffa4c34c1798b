/**
 * Which days a recurrence rule means (RFC 5545 §3.3.10, the table of BYxxx parts): each part is a filter on the days of a
 * period, and what the rule leaves open is taken from DTSTART. rule-times.ts asks for period after period.
 */
import { civilFromDay, dayFromCivil, daysInMonth, firstWeekStart, weekdayOf, type CivilDate } from './civil-days.js';
import type { RecurrenceRule, RuleWeekday } from './recurrence-rule.js';

/** Whether a day, of all the days of its period, is one of the rule's. */
export type DayFilter = (day: number) => boolean;

/** @param startDay the day of DTSTART */
export function makeDayFilter(rule: RecurrenceRule, startDay: number): DayFilter {
  const filled = fillFromStart(rule, startDay);
  const months = new Set(filled.months);
  const nthOfYear = filled.frequency === 'YEARLY' && filled.months.length === 0;
  return (day) => {
    const date = civilFromDay(day);
    if (months.size > 0 && !months.has(date.month)) return false;
    if (!matchesFromEnds(filled.monthDays, date.day, daysInMonth(date.year, date.month))) return false;
    if (filled.weekdays.length > 0 && !filled.weekdays.some((each) => isWeekday(each, day, date, nthOfYear)))
      return false;
    if (filled.yearDays.length > 0 && !isYearDay(filled.yearDays, day, date.year)) return false;
    return filled.weeks.length === 0 || isInWeek(filled, day, date.year);
  };
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
function matchesFromEnds(wanted: readonly number[], position: number, length: number): boolean {
  return wanted.length === 0 || wanted.includes(position) || wanted.includes(position - length - 1);
}

function isYearDay(yearDays: readonly number[], day: number, year: number): boolean {
  const first = dayFromCivil(year, 1, 1);
  return matchesFromEnds(yearDays, day - first + 1, dayFromCivil(year + 1, 1, 1) - first);
}

function isWeekday(wanted: RuleWeekday, day: number, date: CivilDate, nthOfYear: boolean): boolean {
  if (weekdayOf(day) !== wanted.weekday) return false;
  if (wanted.nth === 0) return true;
  const first = nthOfYear ? dayFromCivil(date.year, 1, 1) : day - date.day + 1;
  const length = nthOfYear ? dayFromCivil(date.year + 1, 1, 1) - first : daysInMonth(date.year, date.month);
  const position = wanted.nth > 0 ? day - first : first + length - 1 - day;
  return Math.floor(position / 7) + 1 === Math.abs(wanted.nth);
}

/** Days at either end of a year may belong to a week of the year beside it. */
function isInWeek(rule: RecurrenceRule, day: number, year: number): boolean {
  const starts = [year - 1, year, year + 1, year + 2].map((each) => firstWeekStart(each, rule.weekStart));
  const index = starts.findLastIndex((start) => start <= day);
  const start = starts[index] ?? 0;
  const next = starts[index + 1] ?? start;
  return matchesFromEnds(rule.weeks, Math.floor((day - start) / 7) + 1, (next - start) / 7);
}
