/**
 * What takes occurrences out of a series: EXDATE (RFC 5545 §3.8.5.1), and EXRULE, which older programs still write.
 * An EXRULE is asked whether it has the occurrences that there are: to list its own times would take a day's seconds for
 * each of them. Used by expand-occurrences.ts.
 */
import { instant, type Instant } from '../mail/instant.js';
import { DAY_MS, dayOf } from './civil-days.js';
import type { EventComponent } from './itip-message.js';
import { localMilliseconds } from './read-time.js';
import type { RecurrenceRule } from './recurrence-rule.js';
import type { StepBudget } from './rule-periods.js';
import { ruleMembership } from './rule-times.js';
import type { SeriesClock } from './series-clock.js';

/** To ask for one occurrence; each of several occurrences in a row. */
export type Exclusion = (original: Instant) => boolean;

/** An EXDATE that is a date takes out all of that day, however often the rule has it. */
export function excludedDates(exdates: EventComponent['exdates'], clock: SeriesClock): Exclusion {
  const instants = new Set(exdates.map((time) => clock.originalOf(time)));
  const days = new Set(exdates.flatMap((time) => (time.kind === 'date' ? [dayOf(localMilliseconds(time.date))] : [])));
  return (original) => {
    if (instants.has(original)) return true;
    const localMs = days.size === 0 ? null : clock.localOf(original);
    return localMs !== null && days.has(dayOf(localMs));
  };
}

/** Two conversions for each local time that may be meant, at the price of a day looked at each. */
const QUESTION_STEPS = 6;

/**
 * @param rule one that does not count
 * @param bounds `untilMs`: its last local time; `last`: its last instant; null: it does not say
 */
export function excludedByRule(
  rule: RecurrenceRule,
  clock: SeriesClock,
  bounds: { readonly untilMs: number | null; readonly last: number | null },
  budget: StepBudget,
): Exclusion {
  const has = ruleMembership(rule, clock.startMs, bounds.untilMs, budget);
  return (original) => {
    budget.left -= QUESTION_STEPS;
    if (bounds.last !== null && original > bounds.last) return false;
    return localTimesOf(original, clock).some(has);
  };
}

/**
 * The local times that the clock makes this instant of: the one it shows then, and behind a gap the one that was skipped
 * (RFC 5545 §3.3.5); none for the second of two that are shown alike.
 */
function localTimesOf(at: Instant, clock: SeriesClock): readonly number[] {
  const shown = clock.localOf(at);
  const dayBefore = clock.localOf(instant(at - DAY_MS));
  const skipped = dayBefore === null ? null : dayBefore + DAY_MS;
  return [shown, skipped === shown ? null : skipped].filter(
    (localMs) => localMs !== null && clock.instantOf(localMs) === at,
  ) as number[];
}
