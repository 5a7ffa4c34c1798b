/**
 * Remembers what a pure function gave, for keys that come from outside: within so many bytes, the oldest going first. What
 * is remembered never changes an outcome, only its cost.
 */
export interface CacheBounds<Value> {
  /** Of keys and values together. */
  readonly maxBytes: number;
  /** What a value holds, roughly; a closure holds what its caches may come to. */
  readonly bytesOf: (value: Value) => number;
}

/** Two octets a character, and what an entry takes beside. */
const CHARACTER_BYTES = 2;
const ENTRY_BYTES = 200;

export function boundedCache<Value>(
  { maxBytes, bytesOf }: CacheBounds<Value>,
  make: (key: string) => Value,
): (key: string) => Value {
  const made = new Map<string, { readonly value: Value; readonly bytes: number }>();
  let held = 0;
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known.value;
    const value = make(key);
    const bytes = ENTRY_BYTES + key.length * CHARACTER_BYTES + bytesOf(value);
    // An entry that would put out all others is not kept; callers bound their keys.
    if (bytes > maxBytes) return value;
    for (const [oldest, entry] of made) {
      if (held + bytes <= maxBytes) break;
      made.delete(oldest);
      held -= entry.bytes;
    }
    made.set(key, { value, bytes });
    held += bytes;
    return value;
  };
}
