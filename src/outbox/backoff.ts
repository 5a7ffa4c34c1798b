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

/**
 * @param attempts made so far, at least 1
 * @returns the instant of the next attempt, or null: given up
 */
export function nextAttempt(attempts: number, createdAt: Instant, now: Instant, backoff: Backoff): Instant | null {
  if (now - createdAt >= backoff.giveUpAfterMs) return null;
  const pause = Math.min(backoff.longestRetryMs, backoff.firstRetryMs * 2 ** Math.min(attempts - 1, 30));
  return addMilliseconds(now, pause);
}
