/**
 * The clock: the only file that reads the current time. All other code is given a `Clock`, so that tests control it.
 */
import { instant, type Instant } from '../mail/instant.js';

export type Clock = () => Instant;

/** The machine's clock. */
export const systemClock: Clock = () => instant(Date.now());
