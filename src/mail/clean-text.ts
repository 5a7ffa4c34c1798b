/**
 * Text out of a stranger's mail, made fit to be shown in an answer: no control characters, no directional overrides that would
 * make it read as something else, one line, bounded.
 */

// Controls, line and paragraph separators, bidirectional overrides and isolates (Unicode TR 36 §3).
const unshowable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** @param maxCharacters of the result, the ellipsis included */
export function cleanText(text: string, maxCharacters: number): string {
  // Cut first: the work shall not depend on how long the original is.
  const start = text.slice(0, maxCharacters * 4);
  const line = Array.from(start.replaceAll(unshowable, ' ').replaceAll(/\s+/g, ' ').trim());
  return line.length <= maxCharacters ? line.join('') : `${line.slice(0, maxCharacters - 1).join('')}…`;
}
