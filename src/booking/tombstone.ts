/**
 * What a remembered cancellation is about: the whole meeting, an occurrence, or one and all that follow (RFC 5546
 * §3.2.5). The caller compares the stamps.
 */
import { endSeries } from '../calendar/remove-occurrences.js';
import type { EventComponent, ZoneTable } from '../calendar/itip-message.js';
import type { Instant } from '../mail/instant.js';
import type { Tombstone } from './calendar-entry.js';

/** Whether it names the occurrence; what names the whole meeting names none. */
export function coversOccurrence(
  { recurrenceId: cancelled, thisAndFuture = false }: Tombstone,
  recurrenceId: Instant | null,
): boolean {
  if (cancelled === null || recurrenceId === null) return false;
  return thisAndFuture ? recurrenceId >= cancelled : recurrenceId === cancelled;
}

/**
 * A master that was written before the cancellation of its later occurrences: what is left of the series.
 *
 * @param stones that hold against the master
 * @returns null when nothing is left
 */
export function beforeCancelled(
  master: EventComponent,
  tombstones: readonly Tombstone[],
  zones: ZoneTable,
  readerZone: string,
): EventComponent | null {
  const ends = tombstones.flatMap(({ recurrenceId, thisAndFuture }) =>
    thisAndFuture === true && recurrenceId !== null ? [recurrenceId] : [],
  );
  if (ends.length === 0) return master;
  const first = ends.reduce((earliest, each) => (each < earliest ? each : earliest));
  return endSeries(master, first, zones, readerZone);
}
