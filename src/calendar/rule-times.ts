/**
 * The local times of a recurrence rule (RFC 5545 §3.3.10), one period after the other, within a budget of steps: a step
 * is a period, a day or a time looked at, so no rule can hold the process, whatever it asks for. Or whether the rule has
 * one given time, which looks at one period alone. Local times are milliseconds as if they were UTC; the event's zone
 * makes instants of them, so daylight saving time comes out right.
 */
import { DAY_MS, dayOf } from './civil-days.js';
import type { RecurrenceRule } from './recurrence-rule.js';
import {
  HOUR_MS,
  LAST_YEAR_MS,
  MINUTE_MS,
  periodsOf,
  SECOND_MS,
  unitOf,
  type Period,
  type StepBudget,
} from './rule-periods.js';

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
  let previous = Number.NEGATIVE_INFINITY;
  while (left > 0) {
    const period = periods.at(index, budget);
    if (budget.left < 0 || period.startMs > last) return false;
    if (period.startMs > bounds.horizonMs) return true;
    index = period.next;
    if (period.days.length === 0) continue;
    for (const time of timesOf(period, rule.positions, budget)) {
      // A day that was moved to the first of the next month may be there already.
      if (time < startMs || time === previous || (holdsStart && time === startMs)) continue;
      previous = time;
      if (time > last) return false;
      if (time > bounds.horizonMs) return true;
      // What a counting rule has long ago only counts: a clock need not learn the years back to then.
      if (time >= bounds.fromMs) yield time;
      if (--left <= 0) return false;
    }
    if (budget.left < 0) return false;
  }
  return false;
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

/** To be asked for a time is about as much work as so many days looked at, the period apart. */
const QUESTION_STEPS = 4;

/**
 * Whether a rule has a local time: for a rule that excludes, which may have a time each second, while the series that it
 * takes from has one a day. Asked in order it looks at each period once. Of no use for a rule that counts.
 *
 * @param untilMs the rule ends here, inclusive; null: it does not say
 * @returns answers are right as long as the budget is not spent
 */
export function ruleMembership(
  rule: RecurrenceRule,
  startMs: number,
  untilMs: number | null,
  budget: StepBudget,
): (localMs: number) => boolean {
  const last = Math.min(untilMs ?? Number.POSITIVE_INFINITY, LAST_YEAR_MS);
  const periods = periodsOf(rule, startMs);
  let known: { readonly index: number; readonly has: (localMs: number) => boolean } | null = null;
  return (localMs) => {
    budget.left -= QUESTION_STEPS;
    if (budget.left < 0 || localMs < startMs || localMs > last) return false;
    const index = periods.around(localMs);
    if (index === null) return false;
    if (known?.index !== index) known = { index, has: timesIn(periods.at(index, budget), rule.positions, budget) };
    return known.has(localMs);
  };
}

function timesIn(period: Period, positions: readonly number[], budget: StepBudget): (localMs: number) => boolean {
  if (positions.length > 0) {
    const times = new Set(timesOf(period, positions, budget));
    return (localMs) => times.has(localMs);
  }
  const days = new Set(period.days);
  const { hours, minutes, seconds } = period;
  return (localMs) => {
    const day = dayOf(localMs);
    const inDay = localMs - day * DAY_MS;
    return (
      days.has(day) &&
      hours.includes(Math.floor(inDay / HOUR_MS)) &&
      minutes.includes(unitOf(inDay, MINUTE_MS)) &&
      seconds.includes(unitOf(inDay, SECOND_MS))
    );
  };
}
