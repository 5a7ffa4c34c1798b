/**
 * Writes a change of a calendar without a message: the change, its decision and its outgoing messages, inside the
 * writer's open transaction. A plan made from an older version of the calendar writes nothing.
 */
import type { CalendarPlan, OtherCalendarChange } from '../delivery-desk.js';
import type { ChangeMaker, ChangesMade } from './make-changes.js';
import { placeRecords, type PlaceParts } from './place-records.js';
import type { WriteHandlers } from './write-calls.js';

type CalendarsOfPlan = Pick<CalendarPlan, 'storeId' | 'basedOn' | 'change' | 'decision' | 'plannedAt'> & {
  readonly nextVersion?: number;
  readonly otherCalendars?: readonly OtherCalendarChange[];
};

/** false: one of the calendars has changed since, and nothing was written. */
export function makeRevision(
  stores: Pick<ChangeMaker, 'storeOf'>,
  made: ChangesMade,
  { plannedAt, otherCalendars = [], ...plan }: CalendarsOfPlan,
): boolean {
  const changes = [plan, ...otherCalendars];
  // All stores are looked up, so that an unknown one is found before anything is written.
  if (changes.map(({ storeId, basedOn }) => stores.storeOf(storeId).calendarVersion !== basedOn).includes(true))
    return false;
  for (const each of changes) {
    made.calendar(each.storeId, each, plannedAt);
    if (each.decision !== null) made.decision(each.storeId, each.decision, null);
  }
  return true;
}

export function prepareRevise(changes: ChangeMaker, parts: PlaceParts): WriteHandlers['revise'] {
  return ({ outgoing, counts = [], ...plan }) => {
    const made = changes.begin();
    if (!makeRevision(changes, made, plan)) return 'stale';
    for (const message of outgoing) made.outgoing(message);
    if (counts.length > 0) made.make({ kind: 'counts', counts, at: plan.plannedAt });
    placeRecords(parts, [{ body: null, filings: [], changes: [...made.made] }]);
    return 'done';
  };
}
