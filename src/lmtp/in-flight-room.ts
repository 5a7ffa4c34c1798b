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

interface RoomState {
  maxBytes: number;
  usedBytes: number;
  readonly holders: Set<Holder>;
  waiters: readonly Waiter[];
  /** How often clients were heard: orders them without a clock. */
  timesHeard: number;
}

export function createInFlightRoom(maxBytes: number): InFlightRoom {
  const state: RoomState = { maxBytes, usedBytes: 0, holders: new Set(), waiters: [], timesHeard: 0 };
  return {
    tryTake: (holder, bytes) => tryTake(state, holder, bytes),
    take(holder, bytes) {
      if (tryTake(state, holder, bytes)) return undefined;
      const waiting = new Promise<void>((wake) => {
        state.waiters = [...state.waiters, { holder, bytes, wake }];
      });
      askToGiveWay(state);
      return waiting;
    },
    giveBack: (holder, bytes) => giveBack(state, holder, bytes),
    release(holder) {
      const own = state.waiters.find((waiter) => waiter.holder === holder);
      state.waiters = state.waiters.filter((waiter) => waiter !== own);
      giveBack(state, holder, holder.heldBytes);
      own?.wake();
    },
    hear(holder) {
      state.timesHeard += 1;
      holder.heardAt = state.timesHeard;
    },
    resize(bytes) {
      state.maxBytes = bytes;
      wakeWaiters(state);
    },
    reconsider: () => askToGiveWay(state),
    get usedBytes() {
      return state.usedBytes;
    },
  };
}

const fits = ({ usedBytes, maxBytes }: RoomState, bytes: number): boolean =>
  usedBytes === 0 || usedBytes + bytes <= maxBytes;

function grant(state: RoomState, holder: Holder, bytes: number): void {
  state.usedBytes += bytes;
  holder.heldBytes += bytes;
  state.holders.add(holder);
}

/** Messages that already wait for their first bytes come first. */
function tryTake(state: RoomState, holder: Holder, bytes: number): boolean {
  if (state.waiters.length > 0 || !fits(state, bytes)) return false;
  grant(state, holder, bytes);
  return true;
}

function giveBack(state: RoomState, holder: Holder, bytes: number): void {
  state.usedBytes -= bytes;
  holder.heldBytes -= bytes;
  if (holder.heldBytes === 0) {
    state.holders.delete(holder);
    holder.isGivingWay = false;
  }
  wakeWaiters(state);
}

function wakeWaiters(state: RoomState): void {
  for (let [first] = state.waiters; first !== undefined && fits(state, first.bytes); [first] = state.waiters) {
    state.waiters = state.waiters.slice(1);
    grant(state, first.holder, first.bytes);
    first.wake();
  }
}

/** Asks as many as are needed for what is waited for, those first whose clients were heard longest ago. */
function askToGiveWay({ waiters, holders, maxBytes, usedBytes }: RoomState): void {
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
