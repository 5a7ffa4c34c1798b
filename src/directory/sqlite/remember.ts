/**
 * Remembers what the directory has answered until its next change: who has an address, and what he may do, is asked for
 * every RCPT and every author, and each commit of mail makes SQLite read its pages anew. Every change of the directory
 * goes through this process, so nothing remembered can be stale.
 */

export interface Remembering<Asked extends unknown[], Found> {
  /** One key for what means the same. */
  readonly keyOf: (...asked: Asked) => string;
  /** False for "nobody": he may be there in the next moment, and strangers could fill the room. */
  readonly isWorthIt: (found: Found) => boolean;
  /** More than a large house has at work; then it begins anew. */
  readonly most: number;
}

export interface Memory<Asked extends unknown[], Found> {
  readonly read: (...asked: Asked) => Found;
  /** The same function; what is remembered is forgotten with it. */
  readonly changing: <Arguments extends unknown[], Result>(
    change: (...given: Arguments) => Result,
  ) => (...given: Arguments) => Result;
}

export function remember<Asked extends unknown[], Found>(
  read: (...asked: Asked) => Found,
  { keyOf, isWorthIt, most }: Remembering<Asked, Found>,
): Memory<Asked, Found> {
  const remembered = new Map<string, Found>();
  return {
    read(...asked) {
      const key = keyOf(...asked);
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const found = read(...asked);
      if (isWorthIt(found)) {
        if (remembered.size >= most) remembered.clear();
        remembered.set(key, found);
      }
      return found;
    },
    changing:
      (change) =>
      (...given) => {
        try {
          return change(...given);
        } finally {
          remembered.clear();
        }
      },
  };
}
