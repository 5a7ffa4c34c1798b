/** A crash mark for tests in which no process crashes. */
import type { CrashMark } from '../../src/runtime/crash-mark.js';

export const noCrashMark: CrashMark = {
  isBarred: () => false,
  handling: (_name, work) => work(),
  beginning: (_name, work) => work(),
  during: (_name, work) => work(),
  close: () => undefined,
};
