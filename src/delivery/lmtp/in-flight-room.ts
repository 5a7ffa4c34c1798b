/**
 * The bound on the memory that messages under way hold together. Whoever finds no room waits, in order, and its socket
 * is not read meanwhile. The message that has held memory longest always gets more, so two half messages cannot
 * block each other, and one larger than the whole bound passes alone.
 */

/** One message's share. */
export interface Holder {
  heldBytes: number;
}

interface Waiter {
  readonly holder: Holder;
  readonly bytes: number;
  readonly wake: () => void;
}

export interface InFlightRoom {
  /** Takes `bytes` more for the holder: undefined when there is room now, else a promise that resolves when there is. */
  take(holder: Holder, bytes: number): Promise<void> | undefined;
  /** Gives back all the holder has, and ends its waiting. */
  release(holder: Holder): void;
  /** Changes the bound; who holds more than it allows keeps that. */
  resize(maxBytes: number): void;
  readonly usedBytes: number;
}

export function createInFlightRoom(initialMaxBytes: number): InFlightRoom {
  let maxBytes = initialMaxBytes;
  const holders = new Set<Holder>();
  let waiters: Waiter[] = [];
  let usedBytes = 0;

  function isOldest(holder: Holder): boolean {
    const [oldest] = holders;
    return oldest === undefined || oldest === holder;
  }
  function grant(holder: Holder, bytes: number): void {
    usedBytes += bytes;
    holder.heldBytes += bytes;
    holders.add(holder);
  }
  function wakeWaiters(): void {
    const still: Waiter[] = [];
    for (const waiter of waiters) {
      const fits = still.length === 0 && usedBytes + waiter.bytes <= maxBytes;
      if (!fits && !isOldest(waiter.holder)) {
        still.push(waiter);
        continue;
      }
      grant(waiter.holder, waiter.bytes);
      waiter.wake();
    }
    waiters = still;
  }

  return {
    take(holder, bytes) {
      const fits = waiters.length === 0 && usedBytes + bytes <= maxBytes;
      if (fits || isOldest(holder)) {
        grant(holder, bytes);
        return undefined;
      }
      return new Promise((wake) => {
        waiters.push({ holder, bytes, wake });
      });
    },
    release(holder) {
      holders.delete(holder);
      usedBytes -= holder.heldBytes;
      holder.heldBytes = 0;
      const own = waiters.find((waiter) => waiter.holder === holder);
      waiters = waiters.filter((waiter) => waiter !== own);
      wakeWaiters();
      own?.wake();
    },
    resize(bytes) {
      maxBytes = bytes;
      wakeWaiters();
    },
    get usedBytes() {
      return usedBytes;
    },
  };
}
