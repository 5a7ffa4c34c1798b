/**
 * Lets work on the same thing run one after the other: requests for one room are decided in the order they came,
 * instead of racing each other into `stale`. Work on different things runs side by side.
 */

export interface Turns<Thing> {
  /** Runs `work` when all earlier work on any of these things has ended, whatever it came to. */
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
