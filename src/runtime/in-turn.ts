/**
 * Runs work on the same thing one after the other: requests for a room are decided in the order of their arrival,
 * instead of making each other stale. Work on different things runs concurrently.
 */

export interface Turns<Thing> {
  /** Runs `work` when all earlier work on any of these things has ended, with or without an error. */
  inTurn<Result>(things: readonly Thing[], work: () => Promise<Result>): Promise<Result>;
}

export function createTurns<Thing>(): Turns<Thing> {
  const last = new Map<Thing, Promise<unknown>>();
  return {
    async inTurn(things, work) {
      const before = things.map((thing) => last.get(thing) ?? Promise.resolve());
      const run = Promise.allSettled(before).then(work);
      for (const thing of things) last.set(thing, run);
      try {
        return await run;
      } finally {
        for (const thing of things) if (last.get(thing) === run) last.delete(thing);
      }
    },
  };
}
