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
  /** The changes of offset behind `from`, up to before `to`, in order. */
  changesIn(from: number, to: number): readonly OffsetChange[];
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

export const utcOffsets: Offsets = { name: 'UTC', yearSteps: 0, offsetAt: () => 0, changesIn: () => [] };

/** A year on average. Changes are kept by such stretches of time, which are quicker to tell than calendar years. */
const STRETCH_MS = 31_556_952_000;
/** As far as a resource can be booked ahead, some times over. What is kept of one zone is bounded by it. */
export const MAX_STRETCHES = 64;

/**
 * Offsets from lists of changes, each made when it is first asked for and kept for a while.
 *
 * @param listIn the changes in [from, to), in order; the first at or before `from`, if there is any
 * @param otherwise the offset before every change
 * @param bounds before and after, the nearest stretch stands in, so that no more are kept
 */
export function offsetsByChanges(
  listIn: (from: number, to: number) => readonly OffsetChange[],
  otherwise: number,
  bounds: { readonly first: number; readonly last: number },
): Pick<Offsets, 'offsetAt' | 'changesIn'> {
  const stretches = new Map<number, readonly OffsetChange[]>();
  const stretchOf = (number: number): readonly OffsetChange[] => {
    const known = stretches.get(number);
    if (known !== undefined) return known;
    const changes = listIn(number * STRETCH_MS, (number + 1) * STRETCH_MS);
    const [oldest] = stretches.keys();
    if (stretches.size >= MAX_STRETCHES && oldest !== undefined) stretches.delete(oldest);
    stretches.set(number, changes);
    return changes;
  };
  const within = (at: number): number => Math.min(Math.max(at, bounds.first), bounds.last);
  // Questions come close together: what was found last mostly holds again.
  let last = { from: 0, to: 0, offsetMs: 0 };
  const offsetAt = (asked: number): number => {
    const at = within(asked);
    if (at >= last.from && at < last.to) return last.offsetMs;
    const stretch = Math.floor(at / STRETCH_MS);
    const from = stretch * STRETCH_MS;
    const changes = stretchOf(stretch);
    const index = changes.findLastIndex((change) => change.at <= at);
    last = {
      from: Math.max(from, changes[index]?.at ?? from),
      to: Math.min(from + STRETCH_MS, changes[index + 1]?.at ?? Number.POSITIVE_INFINITY),
      offsetMs: changes[index]?.offsetMs ?? otherwise,
    };
    return last.offsetMs;
  };
  const changesIn = (from: number, to: number): readonly OffsetChange[] => {
    const found: OffsetChange[] = [];
    let offsetMs = offsetAt(from);
    for (let number = Math.floor(within(from) / STRETCH_MS); number * STRETCH_MS < within(to); number++) {
      for (const change of stretchOf(number)) {
        if (change.at <= from || change.at >= to || change.offsetMs === offsetMs) continue;
        found.push(change);
        offsetMs = change.offsetMs;
      }
    }
    return found;
  };
  return { offsetAt, changesIn };
}

/** Whether two clocks show the same from one instant to another. */
export function showTheSame(one: Offsets, other: Offsets, from: number, to: number): boolean {
  if (one.offsetAt(from) !== other.offsetAt(from)) return false;
  const changes = one.changesIn(from, to);
  const others = other.changesIn(from, to);
  return (
    changes.length === others.length &&
    changes.every(({ at, offsetMs }, index) => at === others[index]?.at && offsetMs === others[index].offsetMs)
  );
}
