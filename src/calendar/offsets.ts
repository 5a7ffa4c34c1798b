/**
 * What a zone is to the rest of calendar/: an offset for every instant; and from it the instant of a local time, where
 * clocks go forward and back too (RFC 5545 §3.3.5).
 */
import { instant, type Instant } from '../mail/instant.js';
import { DAY_MS } from './civil-days.js';

export interface Offsets {
  /** The IANA name, or the TZID of an embedded definition. */
  readonly name: string;
  /** What it may take to learn the offsets of one more year, in steps of an expansion. */
  readonly yearSteps: number;
  /** Milliseconds east of UTC. */
  offsetAt(at: number): number;
}

/** From `at` on, the offset is this. */
export interface OffsetChange {
  readonly at: number;
  readonly offsetMs: number;
}

/**
 * RFC 5545 §3.3.5: a local time that comes twice is the first of the two; one that is skipped is read with the offset
 * before the gap.
 *
 * @param localMs as if it were UTC
 */
export function instantOfLocal(zone: Offsets, localMs: number): Instant {
  const before = zone.offsetAt(localMs - DAY_MS);
  const after = zone.offsetAt(localMs + DAY_MS);
  for (const offset of [before, after]) {
    if (zone.offsetAt(localMs - offset) === offset) return instant(localMs - offset);
  }
  return instant(localMs - before);
}

/** As if it were UTC. */
export function localOfInstant(zone: Offsets, at: Instant): number {
  return at + zone.offsetAt(at);
}

export const utcOffsets: Offsets = { name: 'UTC', yearSteps: 0, offsetAt: () => 0 };

/** A year on average. Changes are kept by such stretches of time, which are quicker to tell than calendar years. */
const STRETCH_MS = 31_556_952_000;

/**
 * Offsets from lists of changes, each made when it is first asked for and kept.
 *
 * @param changesIn those in [from, to), in order; the first at or before `from`, if there is any
 * @param otherwise the offset before every change
 */
export function offsetsByChanges(
  changesIn: (from: number, to: number) => readonly OffsetChange[],
  otherwise: number,
): (at: number) => number {
  const stretches = new Map<number, readonly OffsetChange[]>();
  // Questions come close together: what was found last mostly holds again.
  let last = { from: 0, to: 0, offsetMs: 0 };
  return (at) => {
    if (at >= last.from && at < last.to) return last.offsetMs;
    const stretch = Math.floor(at / STRETCH_MS);
    const from = stretch * STRETCH_MS;
    let changes = stretches.get(stretch);
    if (changes === undefined) {
      changes = changesIn(from, from + STRETCH_MS);
      stretches.set(stretch, changes);
    }
    const index = changes.findLastIndex((change) => change.at <= at);
    last = {
      from: Math.max(from, changes[index]?.at ?? from),
      to: Math.min(from + STRETCH_MS, changes[index + 1]?.at ?? Number.POSITIVE_INFINITY),
      offsetMs: changes[index]?.offsetMs ?? otherwise,
    };
    return last.offsetMs;
  };
}
