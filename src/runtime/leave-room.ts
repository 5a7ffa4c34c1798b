/**
 * Work that cannot be interrupted, such as reading a large calendar object, leaves the process to others afterwards for as
 * long as it has taken: clients that bring one such message after the other get half of the process, and nobody else waits
 * for more than one of them.
 * Path: delivery and submission, around reading large messages, one at a time (in-turn.ts).
 */
import { setTimeout as delay } from 'node:timers/promises';

/** Shorter work is over before anybody notices. */
const NOTICEABLE_MS = 20;
const MAX_PAUSE_MS = 2000;

/** The result of the work, or its error, after the pause. */
export async function leaveRoomAfter<Result>(work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  try {
    return await work();
  } finally {
    const tookMs = performance.now() - startedAt;
    if (tookMs >= NOTICEABLE_MS) await delay(Math.min(tookMs, MAX_PAUSE_MS));
  }
}
