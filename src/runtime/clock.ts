/**
 * The clock: the only file that asks what time it is. Everybody else is handed a `Clock`, so that a test can stand
 * still or move on as it likes.
 */
import { instant, type Instant } from '../mail/instant.js';

export type Clock = () => Instant;

/** The machine's clock. */
export const systemClock: Clock = () => instant(Date.now());
