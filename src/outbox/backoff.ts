/**
 * When a mail that could not be relayed is tried again: soon, then ever less often, at last not at all (RFC 5321
 * §4.5.4.1). Pure.
 */
import { addMilliseconds, type Instant } from '../mail/instant.js';

/** Milliseconds. */
export interface Backoff {
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  readonly giveUpAfterMs: number;
}

/** Pauses are shortened by up to this part, so that mails which failed together do not come back together. */
const SPREAD = 0.1;

/**
 * The same mail always pauses equally long: what spreads mails is the millisecond they were made in.
 *
 * @param attempts made so far, at least 1
 * @returns the instant of the next attempt, or null: given up
 */
export function nextAttempt(attempts: number, createdAt: Instant, now: Instant, backoff: Backoff): Instant | null {
  if (now - createdAt >= backoff.giveUpAfterMs) return null;
  const pause = Math.min(backoff.longestRetryMs, backoff.firstRetryMs * 2 ** Math.min(attempts - 1, 30));
  const shorter = (SPREAD * (createdAt % 1000)) / 1000;
  return addMilliseconds(now, Math.round(pause * (1 - shorter)));
}
