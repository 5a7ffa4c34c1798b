/** The memory of frontdesk over the time of the soak, and whether it grows. */
import { residentBytes } from '../bench/watch-processes.js';
import { median } from '../bench/print-results.js';

export interface MemoryWatch {
  /** Ends it; resident bytes, in the order of time. */
  end(): Promise<readonly number[]>;
}

export interface MemoryGrowth {
  /** Medians of the four quarters of the time, in bytes. */
  readonly quarters: readonly number[];
  /** The last quarter over the second one, less 1: by then all caches are filled. */
  readonly growth: number;
}

const SAMPLE_MS = 250;

export function watchMemory(pid: () => number): MemoryWatch {
  const samples: number[] = [];
  let reading = Promise.resolve();
  const timer = setInterval(() => {
    // While it is killed there is no such process.
    reading = residentBytes(pid()).then(
      (bytes) => void samples.push(bytes),
      () => undefined,
    );
  }, SAMPLE_MS);
  return {
    end: async () => {
      clearInterval(timer);
      await reading;
      return samples;
    },
  };
}

export function memoryGrowth(samples: readonly number[]): MemoryGrowth {
  const quarters = [0, 1, 2, 3].map((quarter) => {
    const [from, to] = [quarter, quarter + 1].map((edge) => Math.floor((samples.length * edge) / 4));
    return median(samples.slice(from, to)) ?? Number.NaN;
  });
  return { quarters, growth: (quarters[3] ?? Number.NaN) / (quarters[1] ?? Number.NaN) - 1 };
}
