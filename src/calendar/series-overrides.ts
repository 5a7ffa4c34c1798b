/**
 * What the overrides of a series say (RFC 5545 §3.8.4.4): which occurrences they replace, and which changes hold from one
 * on (RANGE=THISANDFUTURE).
 */
import type { Instant } from '../mail/instant.js';
import type { EventComponent, Revision } from './itip-message.js';
import type { SeriesClock } from './series-clock.js';

/** From the occurrence at `original` on, everything is this event, moved by `shiftMs` on the series' clock. */
export interface LaterChange {
  readonly original: Instant;
  readonly event: EventComponent;
  readonly shiftMs: number;
}

export interface Overrides {
  /** By the instant at which the series has the occurrence. */
  readonly single: ReadonlyMap<Instant, EventComponent>;
  /** Ordered by `original`. */
  readonly later: readonly LaterChange[];
  /** The last of `later` that holds for the occurrence which the series has then. */
  laterAt(original: Instant): LaterChange | null;
}

/**
 * Of two overrides of one occurrence the newer revision holds.
 *
 * @param startOf the instant of an event's DTSTART
 * @returns null when an override is in an unknown zone
 */
export function readOverrides(
  events: readonly EventComponent[],
  clock: SeriesClock,
  startOf: (event: EventComponent) => Instant | null,
): Overrides | null {
  const single = new Map<Instant, EventComponent>();
  const later = new Map<Instant, LaterChange>();
  for (const event of events) {
    if (event.recurrenceId === null) continue;
    const original = clock.originalOf(event.recurrenceId);
    const start = startOf(event);
    if (original === null || start === null) return null;
    const known = event.thisAndFuture ? later.get(original)?.event : single.get(original);
    if (known !== undefined && compareRevisions(known.revision, event.revision) > 0) continue;
    if (event.thisAndFuture) {
      const shiftMs = (clock.localOf(start) ?? start) - (clock.localOf(original) ?? original);
      later.set(original, { original, event, shiftMs });
    } else single.set(original, event);
  }
  const changes = [...later.values()].sort((one, other) => one.original - other.original);
  return { single, later: changes, laterAt: (original) => lastUntil(changes, original) };
}

/** By halves: a hostile series asks a hundred thousand times among a thousand changes. */
function lastUntil(changes: readonly LaterChange[], original: Instant): LaterChange | null {
  let [low, high] = [0, changes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((changes[middle]?.original ?? original) <= original) low = middle + 1;
    else high = middle;
  }
  return changes[low - 1] ?? null;
}

/** RFC 5546 §2.1.5: above zero if `one` is newer than `other`. */
export function compareRevisions(one: Revision, other: Revision): number {
  return one.sequence - other.sequence || one.stampedAt - other.stampedAt;
}
