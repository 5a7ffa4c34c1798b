/** When the user of a store is told of its quota. */
import { describe, expect, it } from 'vitest';
import { instant } from '../../../src/mail/instant.js';
import type { QuotaLevel } from '../../../src/quota/quota-limits.js';
import {
  isSameTold,
  judgeQuota,
  nothingTold,
  type QuotaNotice,
  type QuotaTold,
} from '../../../src/quota/quota-told.js';

const HOUR_MS = 3_600_000;
const NOW = instant(Date.parse('2027-02-01T12:00:00Z'));
const hoursAgo = (hours: number | null) => (hours === null ? null : instant(NOW - hours * HOUR_MS));
const told = (level: QuotaLevel | null, hours: number | null, refusedHours: number | null = null): QuotaTold => ({
  level,
  toldAt: hoursAgo(hours),
  refusalToldAt: hoursAgo(refusedHours),
});

describe('judgeQuota', () => {
  it.each<[string, QuotaLevel | null, boolean, QuotaTold, QuotaNotice | null, QuotaTold]>([
    ['below all', null, false, nothingTold, null, nothingTold],
    ['a level is passed', 'warn', false, nothingTold, 'warn', told('warn', 0)],
    ['the last level is passed at once', 'hard', false, nothingTold, 'hard', told('hard', 0, 0)],
    ['the next level is passed the same day', 'soft', false, told('warn', 1), 'soft', told('soft', 0)],
    ['still there, less than a day later', 'warn', false, told('warn', 23.9), null, told('warn', 23.9)],
    ['still there, a day later', 'warn', false, told('warn', 24), 'warn', told('warn', 0)],
    ['below all again: remembered for the day', null, false, told('hard', 2), null, told('hard', 2)],
    [
      'and told of it once a day, however often it is passed',
      'hard',
      false,
      told('hard', 2, 2),
      null,
      told('hard', 2, 2),
    ],
    ['below all for a day: forgotten', null, false, told('hard', 24), null, nothingTold],
    ['a refused message while it is below all', null, true, told('warn', 2), 'refused', told('warn', 2, 0)],
    ['a level lower: not news', 'warn', false, told('soft', 2), null, told('soft', 2)],
    ['a level lower for a day', 'warn', false, told('soft', 24), 'warn', told('warn', 0)],
    ['up again after it fell, the same day', 'soft', false, told('soft', 2), null, told('soft', 2)],
    ['a clock that was set back by hours', 'warn', false, told('warn', -5), null, told('warn', -5)],
    ['a clock that was set back by days', 'warn', false, told('warn', -50), 'warn', told('warn', 0)],
    ['a refused message, no level reached', null, true, nothingTold, 'refused', told(null, null, 0)],
    ['a refused message is more than a warning', 'warn', true, nothingTold, 'refused', told('warn', 0, 0)],
    ['a refused message after the warning', 'soft', true, told('soft', 1), 'refused', told('soft', 0, 0)],
    ['another refused message the same day', 'soft', true, told('soft', 1, 1), null, told('soft', 1, 1)],
    ['another refused message a day later', 'soft', true, told('soft', 1, 24), 'refused', told('soft', 0, 0)],
    ['a refused message at the hard limit says nothing new', 'hard', true, told('hard', 1), null, told('hard', 1)],
    ['at the hard limit first', 'hard', true, nothingTold, 'hard', told('hard', 0, 0)],
    ['told of the hard limit, then just below it', 'soft', true, told('hard', 1, 1), null, told('hard', 1, 1)],
    ['a refusal of the day before is forgotten', 'warn', false, told('warn', 1, 24), null, told('warn', 1)],
  ])('%s', (_name, level, isRefused, before, notice, after) => {
    expect(judgeQuota(level, isRefused, before, NOW)).toEqual({ notice, told: after });
  });

  it('the sent notices are written only when they change', () => {
    expect(isSameTold(told('warn', 1), told('warn', 1))).toBe(true);
    expect(isSameTold(told('warn', 1), told('warn', 2))).toBe(false);
    expect(isSameTold(nothingTold, told(null, null, 1))).toBe(false);
  });
});
