/**
 * Classes of duration for the busy index. The class is part of the key before the start, so all that overlaps [from, to)
 * starts between `from - longest of the class` and `to`: a few long bookings do not make every query look back years.
 * Each class is eight times as wide as the previous one: few classes to query, few rows read in vain.
 */
const HOUR_MS = 3_600_000;
const WIDTH_FACTOR = 8;
/** 1 h, 8 h, 2.7 d, 21 d, 170 d, 3.7 y, and longer. */
const CLASS_COUNT = 7;

export interface DurationClass {
  readonly number: number;
  /** The longest duration in the class; the maximum number for the last one. */
  readonly longestMs: number;
}

export const durationClasses: readonly DurationClass[] = Array.from({ length: CLASS_COUNT }, (_, number) => ({
  number,
  longestMs: number === CLASS_COUNT - 1 ? Number.MAX_SAFE_INTEGER : HOUR_MS * WIDTH_FACTOR ** number,
}));

/** The class of a booking of this length. */
export function durationClassOf(durationMs: number): number {
  return durationClasses.findIndex(({ longestMs }) => durationMs <= longestMs);
}
