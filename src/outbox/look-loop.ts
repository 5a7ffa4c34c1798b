/**
 * Looks for work now and again: at once when somebody wakes it, and by itself after a time that each look says. One look
 * at a time; a wake while it is looking, until the very moment it goes to sleep, makes it look once more.
 */
export interface LookLoop {
  wake(): void;
  /** Looks no more. */
  stop(): void;
}

export interface Looking {
  /** Does what is there to do. */
  readonly look: () => Promise<void>;
  /** How long until something may be there again; null: only once somebody wakes it. */
  readonly sleepMs: () => Promise<number | null>;
  /** What `look` or `sleepMs` threw: it is looked again after the longest sleep. */
  readonly failed: (cause: unknown) => void;
  readonly maxSleepMs: number;
}

/** Sleeps until the first wake. */
export function createLookLoop({ look, sleepMs, failed, maxSleepMs }: Looking): LookLoop {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let isLooking = false;
  let mustLook = false;

  const isToLook = (): boolean => mustLook && !isStopped;

  async function lookUntilDone(): Promise<void> {
    isLooking = true;
    clearTimeout(timer);
    try {
      let sleep: number | null = null;
      while (isToLook()) {
        mustLook = false;
        await look();
        sleep = await sleepMs();
      }
      if (sleep !== null) sleepFor(sleep);
    } catch (error) {
      failed(error);
      sleepFor(maxSleepMs);
    } finally {
      isLooking = false;
    }
  }

  function sleepFor(milliseconds: number): void {
    if (isStopped) return;
    timer = setTimeout(wake, Math.min(maxSleepMs, milliseconds));
    timer.unref();
  }

  function wake(): void {
    if (isStopped) return;
    mustLook = true;
    if (!isLooking) void lookUntilDone();
  }

  return {
    wake,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
