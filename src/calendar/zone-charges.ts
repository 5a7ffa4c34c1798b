/**
 * What it takes to learn a zone's clock, counted in the steps of an expansion: each zone and year once. An object may
 * name hundreds of zones of its own making, each with rules that are slow to follow. Used by expand-occurrences.ts.
 */
import type { CalendarTime } from './calendar-time.js';
import type { ZoneTable } from './itip-message.js';
import { localMilliseconds } from './read-time.js';
import type { StepBudget } from './rule-periods.js';
import { zoneOf } from './zone-table.js';

/** A time is parsed, put on its clock and looked up; that happens to it some times over. */
const TIME_STEPS = 2;

/**
 * Pays for times before they are made instants.
 *
 * @returns for each time whether its zone is known; false too when the budget is spent
 */
export function zoneCharges(zones: ZoneTable, readerZone: string, budget: StepBudget): (time: CalendarTime) => boolean {
  const { learned = new Set<string>() } = budget;
  return (time) => {
    budget.left -= TIME_STEPS;
    if (budget.left < 0) return false;
    if (time.kind === 'utc') return true;
    const written = time.kind === 'date' ? time.date : time.local;
    const zone = zoneOf(time, zones, readerZone, localMilliseconds(written));
    if (zone === null) return false;
    // Equal names may stand for different definitions, which cost what they cost.
    const year = `${written.slice(0, 4)} ${zone.yearSteps} ${time.kind === 'zoned' ? time.tzid : zone.name}`;
    if (!learned.has(year)) budget.left -= zone.yearSteps;
    learned.add(year);
    return budget.left >= 0;
  };
}
