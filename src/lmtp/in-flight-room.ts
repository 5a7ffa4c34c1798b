/**
 * The bound on the memory that messages under way hold together. It is taken as bytes come. When it is used up, the
 * messages whose clients have been silent longest go to disk and give back what they hold; a new message waits until
 * then. Only messages that wait for nobody but this server keep their memory, so slow clients cannot stop the others.
 * Path: message-collector.ts takes memory here for each message.
 */

/** One message's share. */
export interface Holder {
  heldBytes: number;
  /** When its client was heard last, on the counter of `InFlightRoom.hear`; 0: never. */
  heardAt: number;
  /** Begins to give all of the memory back; null: it cannot now. */
  giveWay: (() => void) | null;
  /** It was asked to, and has not done so yet. */
  isGivingWay: boolean;
}

export const newHolder = (): Holder => ({ heldBytes: 0, heardAt: 0, giveWay: null, isGivingWay: false });

interface Waiter {
  readonly holder: Holder;
  readonly bytes: number;
  readonly wake: () => void;
}

export interface InFlightRoom {
  /** Takes `bytes` more for the holder if there is room now. */
  tryTake(holder: Holder, bytes: number): boolean;
  /**
   * Takes the first `bytes` of a holder that has none: undefined when there is room now, else a promise that resolves
   * when there is, or when the holder is released. Others are asked to give way. What is larger than the whole bound
   * passes alone.
   */
  take(holder: Holder, bytes: number): Promise<void> | undefined;
  giveBack(holder: Holder, bytes: number): void;
  /** Gives back all the holder has, and ends its waiting. */
  release(holder: Holder): void;
  /** The client of the holder has sent something. */
  hear(holder: Holder): void;
  /** Changes the bound; a holder of more than it allows keeps that. */
  resize(maxBytes: number): void;
  /** A holder that could not give way is able to now, or has taken memory: if others wait, it may be asked. */
  reconsider(): void;
  readonly usedBytes: number;
}

export function createInFlightRoom(initialMaxBytes: number): InFlightRoom {
  let maxBytes = initialMaxBytes;
  const holders = new Set<Holder>();
  let waiters: Waiter[] = [];
  let usedBytes = 0;
  let timesHeard = 0;

  const fits = (bytes: number): boolean => usedBytes === 0 || usedBytes + bytes <= maxBytes;
  function grant(holder: Holder, bytes: number): void {
    usedBytes += bytes;
    holder.heldBytes += bytes;
    holders.add(holder);
  }
  function wakeWaiters(): void {
    while (waiters[0] !== undefined && fits(waiters[0].bytes)) {
      const [{ holder, bytes, wake }] = waiters as [Waiter];
      waiters = waiters.slice(1);
      grant(holder, bytes);
      wake();
    }
  }
  /** Asks as many as are needed for what is waited for, those first whose clients were heard longest ago. */
  function reconsider(): void {
    if (waiters.length === 0) return;
    const wantedBytes = waiters.reduce((sum, { bytes }) => sum + bytes, 0);
    const going = [...holders].filter(({ isGivingWay }) => isGivingWay);
    let expectedBytes = maxBytes - usedBytes + going.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
    const able = [...holders].filter(({ giveWay, isGivingWay }) => giveWay !== null && !isGivingWay);
    for (const holder of able.sort((a, b) => a.heardAt - b.heardAt)) {
      if (expectedBytes >= wantedBytes) return;
      expectedBytes += holder.heldBytes;
      holder.isGivingWay = true;
      holder.giveWay?.();
    }
  }
  function giveBack(holder: Holder, bytes: number): void {
    usedBytes -= bytes;
    holder.heldBytes -= bytes;
    if (holder.heldBytes === 0) {
      holders.delete(holder);
      holder.isGivingWay = false;
    }
    wakeWaiters();
  }
  function tryTake(holder: Holder, bytes: number): boolean {
    if (waiters.length > 0 || !fits(bytes)) return false;
    grant(holder, bytes);
    return true;
  }

  return {
    tryTake,
    take(holder, bytes) {
      if (tryTake(holder, bytes)) return undefined;
      const waiting = new Promise<void>((wake) => {
        waiters.push({ holder, bytes, wake });
      });
      reconsider();
      return waiting;
    },
    giveBack,
    release(holder) {
      const own = waiters.find((waiter) => waiter.holder === holder);
      waiters = waiters.filter((waiter) => waiter !== own);
      giveBack(holder, holder.heldBytes);
      own?.wake();
    },
    hear(holder) {
      timesHeard += 1;
      holder.heardAt = timesHeard;
    },
    resize(bytes) {
      maxBytes = bytes;
      wakeWaiters();
    },
    reconsider,
    get usedBytes() {
      return usedBytes;
    },
  };
}
