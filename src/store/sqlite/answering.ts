/**
 * Turns the engine's reads into promises. They run synchronously on the calling thread.
 */
import { StoreError } from '../store-error.js';

/** Resolves to the result of the read, or rejects with a StoreError; errors of SQLite become `unavailable`. */
export function answering<Value>(read: () => Value): Promise<Value> {
  return new Promise((resolve) => {
    try {
      resolve(read());
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw new StoreError('unavailable', 'the database cannot be read', { cause: error });
    }
  });
}
