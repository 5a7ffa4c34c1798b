/**
 * Remembers what a pure function gave, for keys that come from outside: at most so many, the oldest going first. What is
 * remembered never changes an outcome, only its cost.
 */
export function boundedCache<Value>(maxEntries: number, make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, { readonly value: Value }>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known.value;
    const entry = { value: make(key) };
    if (made.size >= maxEntries) {
      const oldest = made.keys().next();
      if (oldest.done !== true) made.delete(oldest.value);
    }
    made.set(key, entry);
    return entry.value;
  };
}
