/** A log for tests that are not about the log. */
import type { Log } from '../../src/runtime/log.js';

export const silentLog: Log = () => undefined;
