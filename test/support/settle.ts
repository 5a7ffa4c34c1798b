/** Promises from plain functions, for ports in memory. */

/** What the function gives, or a rejection with what it throws: no caller sees a synchronous throw. */
export function settle<Value>(act: () => Value): Promise<Value> {
  return new Promise((resolve) => resolve(act()));
}
