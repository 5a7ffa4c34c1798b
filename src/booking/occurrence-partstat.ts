/**
 * The account's participation status for each occurrence of a meeting, as an entry has it.
 */
import type { EventComponent } from '../calendar/itip-message.js';
import type { Occurrence } from '../calendar/occurrence.js';
import type { Instant } from '../mail/instant.js';
import type { CalendarEntry, OccurrencePartstat, Partstat } from './calendar-entry.js';

/**
 * Looks up the participation status of an occurrence: its own, that of the THISANDFUTURE component it comes from, else the series'.
 *
 * @param recurrenceOf when the series has a component's occurrence
 */
export function partstatsOf(
  occurrences: readonly OccurrencePartstat[],
  series: Partstat,
  recurrenceOf: (component: EventComponent) => Instant | null,
): (occurrence: Occurrence) => Partstat {
  const byId = new Map(occurrences.map(({ recurrenceId, partstat }) => [recurrenceId, partstat]));
  return ({ recurrenceId, component }) => {
    if (recurrenceId === null) return series;
    const own = byId.get(recurrenceId);
    if (own !== undefined || !component.thisAndFuture) return own ?? series;
    const since = recurrenceOf(component);
    return (since === null ? undefined : byId.get(since)) ?? series;
  };
}

/** An entry's occurrences with these declined, each at the revision it has. */
export function declineOccurrences(
  entry: CalendarEntry,
  declined: readonly Occurrence[],
): readonly OccurrencePartstat[] {
  const known = new Map(entry.occurrences.map((each) => [each.recurrenceId, each]));
  for (const { recurrenceId, component } of declined) {
    if (recurrenceId === null) continue;
    const revision = known.get(recurrenceId)?.revision ?? component.revision;
    known.set(recurrenceId, { recurrenceId, revision, partstat: 'declined' });
  }
  return [...known.values()];
}
