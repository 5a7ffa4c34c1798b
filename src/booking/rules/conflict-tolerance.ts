/**
 * How many taken occurrences a series may have that is accepted without them (`maxConflicts`, `maxConflictPercent`).
 */
import type { BookingPolicy } from '../booking-policy.js';

/**
 * Both the number and the share must hold, and one occurrence at least must be free.
 *
 * @param conflicts occurrences without a free unit
 * @param occurrences all that were tested, at least `conflicts`
 */
export function toleratesConflicts(
  { maxConflicts, maxConflictPercent }: Pick<BookingPolicy, 'maxConflicts' | 'maxConflictPercent'>,
  conflicts: number,
  occurrences: number,
): boolean {
  return (
    conflicts < occurrences &&
    (maxConflicts === null || conflicts <= maxConflicts) &&
    conflicts * 100 <= maxConflictPercent * occurrences
  );
}
