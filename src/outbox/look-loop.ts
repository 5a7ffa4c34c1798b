/**
 * Looks for work again and again: at once when it is woken, and otherwise after the time that each look returns. There is
 * one look at a time. If it is woken during a look, it looks once more.
 */
export interface LookLoop {
  wake(): void;
  /** Stops looking. */
  stop(): void;
}

export interface Looking {
  /** Does the work that is due. */
  readonly look: () => Promise<void>;
  /** Time until there may be work again; null: not before it is woken. */
  readonly sleepMs: () => Promise<number | null>;
  /** Gets what `look` or `sleepMs` threw. The next look is after the longest sleep. */
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
