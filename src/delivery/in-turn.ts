/**
 * Lets work on the same store run one after the other: requests for one room are decided in the order they came,
 * instead of racing each other into `stale`. Work on different stores runs side by side.
 */
import type { StoreId } from '../directory/directory.js';

export interface Turns {
  /** Runs `work` when all earlier work on any of these stores has ended, whatever it came to. */
  inTurn<Result>(stores: readonly StoreId[], work: () => Promise<Result>): Promise<Result>;
}

export function createTurns(): Turns {
  const last = new Map<StoreId, Promise<unknown>>();
  return {
    async inTurn(stores, work) {
      const before = stores.map((store) => last.get(store) ?? Promise.resolve());
      const run = Promise.allSettled(before).then(work);
      for (const store of stores) last.set(store, run);
      try {
        return await run;
      } finally {
        for (const store of stores) if (last.get(store) === run) last.delete(store);
      }
    },
  };
}
