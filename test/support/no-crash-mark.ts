/** A crash mark for tests in which no process crashes. */
import type { CrashMark } from '../../src/runtime/crash-mark.js';

export const noCrashMark: CrashMark = {
  crashCount: () => 0,
  during: (_name, work) => work(),
  close: () => undefined,
};
