/**
 * When a message that could not be relayed is tried again: soon at first, then at growing intervals, until it is given up
 * (RFC 5321 §4.5.4.1). Pure.
 */
import { addMilliseconds, type Instant } from '../mail/instant.js';

/** Milliseconds. */
export interface Backoff {
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  readonly giveUpAfterMs: number;
}

/** Pauses are shortened by up to this fraction, so that messages that failed together are not retried together. */
const SPREAD = 0.1;

/**
 * The pauses of a message are always the same: they depend on the millisecond in which it was made.
 *
 * @param attempts made so far, at least 1
 * @returns the instant of the next attempt, or null: it is given up
 */
export function nextAttempt(attempts: number, createdAt: Instant, now: Instant, backoff: Backoff): Instant | null {
  if (now - createdAt >= backoff.giveUpAfterMs) return null;
  const pause = Math.min(backoff.longestRetryMs, backoff.firstRetryMs * 2 ** Math.min(attempts - 1, 30));
  const shorter = (SPREAD * (createdAt % 1000)) / 1000;
  return addMilliseconds(now, Math.round(pause * (1 - shorter)));
}
