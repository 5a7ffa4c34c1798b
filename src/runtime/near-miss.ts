/**
 * Finds the allowed name that is closest to a misspelt one.
 */

/** A name that needs more edits than a third of its letters is not close. */
const LETTERS_PER_EDIT = 3;

/** The allowed name closest to `given`, or null if none is close. */
export function nearMiss(given: string, allowed: readonly string[]): string | null {
  const ranked = allowed
    .map((name) => ({ name, distance: editDistance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance);
  const best = ranked[0];
  if (best === undefined || best.distance > Math.max(1, Math.floor(best.name.length / LETTERS_PER_EDIT))) return null;
  return best.name;
}

/** The Levenshtein distance: insertions, deletions and replacements. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of Array.from(one).entries()) {
    const next = [index + 1];
    for (const [column, otherLetter] of Array.from(other).entries()) {
      const replaced = (row[column] ?? 0) + (letter === otherLetter ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
