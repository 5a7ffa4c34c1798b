import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { nextAttempt, type Backoff } from '../../../src/outbox/backoff.js';
import { addMilliseconds, instant } from '../../../src/mail/instant.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const backoff: Backoff = { firstRetryMs: MINUTE_MS, longestRetryMs: HOUR_MS, giveUpAfterMs: 5 * DAY_MS };
/** A whole second: nothing is taken off its pauses. */
const createdAt = instant(Date.UTC(2026, 10, 22, 9));
const now = addMilliseconds(createdAt, 1234);

describe('RFC 5321 §4.5.4.1: when a message is tried again', () => {
  test.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [6, 32],
    [7, 60],
    [8, 60],
    [1_000_000, 60],
  ])('after attempt %i: in %i minutes', (attempts, minutes) => {
    expect(nextAttempt(attempts, createdAt, now, backoff)).toBe(now + minutes * MINUTE_MS);
  });

  test.each([
    [5 * DAY_MS - 1, false],
    [5 * DAY_MS, true],
    [50 * DAY_MS, true],
  ])('a mail of %i ms: given up %s', (age, givenUp) => {
    expect(nextAttempt(99, createdAt, addMilliseconds(createdAt, age), backoff) === null).toBe(givenUp);
  });

  test('messages made at different moments come back at different moments, the same message always at the same', () => {
    const later = addMilliseconds(createdAt, 500);
    expect(nextAttempt(1, later, now, backoff)).toBe(now + 0.95 * MINUTE_MS);
    expect(nextAttempt(1, later, now, backoff)).toBe(nextAttempt(1, later, now, backoff));
  });

  test('a pause is never shorter than nine tenths of what it should be, nor longer than the longest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 0, max: 5 * DAY_MS - 1 }), (attempts, age) => {
        const at = addMilliseconds(instant(1_700_000_000_123), age);
        const pause = (nextAttempt(attempts, instant(1_700_000_000_123), at, backoff) ?? at) - at;
        expect(pause).toBeGreaterThanOrEqual(0.9 * MINUTE_MS);
        expect(pause).toBeLessThanOrEqual(HOUR_MS);
      }),
    );
  });
});
