/**
 * A component that stands in a message twice counts once: the newer one (RFC 5546 §2.1.5), the later of equals. Where the
 * two are at different times nobody can tell which is meant. Used by prepare-booking.ts.
 */
import type { EventComponent, ItipMessage } from '../calendar/itip-message.js';
import type { StepBudget } from '../calendar/rule-periods.js';
import { seriesClock } from '../calendar/series-clock.js';
import { compareRevisions } from '../calendar/series-overrides.js';
import { zoneCharges } from '../calendar/zone-charges.js';
import { timesOf } from './same-times.js';

export interface OneOfEach {
  readonly newest: readonly EventComponent[];
  /** Some occurrence is given twice, with different times. */
  readonly differ: boolean;
}

/**
 * @param readerZone IANA name; all-day and floating times are read in it
 * @param budget pays for the zones of the RECURRENCE-IDs; when it is spent, they are told apart as written
 */
export function oneOfEach({ components, zones }: ItipMessage, readerZone: string, budget: StepBudget): OneOfEach {
  const newest = new Map<string, EventComponent>();
  if (components.length === 1) return { newest: components, differ: false };
  const master = components.find(({ recurrenceId }) => recurrenceId === null) ?? null;
  const start = master?.start ?? components[0]?.recurrenceId ?? null;
  const clock = start === null ? null : seriesClock(start, zones, readerZone, master);
  const pay = zoneCharges(zones, readerZone, budget);
  const placeOf = ({ recurrenceId, thisAndFuture }: EventComponent): string => {
    const original = recurrenceId === null || !pay(recurrenceId) ? null : (clock?.originalOf(recurrenceId) ?? null);
    return JSON.stringify([original ?? recurrenceId, thisAndFuture]);
  };
  let differ = false;
  for (const component of components) {
    const place = placeOf(component);
    const other = newest.get(place);
    if (other !== undefined && timesOf(component, zones, readerZone) !== timesOf(other, zones, readerZone))
      differ = true;
    if (other === undefined || compareRevisions(component.revision, other.revision) >= 0) newest.set(place, component);
  }
  return { newest: [...newest.values()], differ };
}
