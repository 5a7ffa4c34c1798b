/**
 * Classes of duration for the busy index. With the class before the start in the key, whatever overlaps [from, to)
 * lies between `from - longest of the class` and `to`: a few long bookings do not make every question look back years.
 * Each class is eight times as wide as the one before: few classes to ask, few rows read in vain.
 */
const HOUR_MS = 3_600_000;
const WIDTH_FACTOR = 8;
/** 1 h, 8 h, 2.7 d, 21 d, 170 d, 3.7 y, and all that is longer. */
const CLASS_COUNT = 7;

export interface DurationClass {
  readonly number: number;
  /** The longest duration in it; a number larger than any for the last. */
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
