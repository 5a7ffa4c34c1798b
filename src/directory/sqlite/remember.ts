/**
 * Caches answers of the directory until its next change. Addresses and rights are looked up for every RCPT and every
 * author, and each commit of messages makes SQLite read its pages again. All changes of the directory go through this
 * process, so cached answers are never stale.
 */

export interface Remembering<Asked extends unknown[], Found> {
  /** The same key for equal questions. */
  readonly keyOf: (...asked: Asked) => string;
  /** False for negative results, which are not cached: they change, and attackers choose the keys. */
  readonly isWorthIt: (found: Found) => boolean;
  /** Maximum number of entries, above the use of a large installation; a full cache is cleared. */
  readonly most: number;
}

export interface Memory<Asked extends unknown[], Found> {
  readonly read: (...asked: Asked) => Found;
  /** The same function, which also clears the cache. */
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
