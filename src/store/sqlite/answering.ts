/**
 * How the engine's reads become promises. They run on the calling thread, and are over when the promise is made.
 */
import { StoreError } from '../store-error.js';

/** What the read gives, or rejects with the StoreError it is: what SQLite throws is `unavailable`. */
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
