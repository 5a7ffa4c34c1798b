/** Whatever a rule asks for, it takes no more steps than it was given; in milliseconds `npm run bench` measures it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRule } from '../../../src/calendar/recurrence-rule.js';
import { ruleTimes } from '../../../src/calendar/rule-times.js';
import { hostileRule, slowestRules } from '../../support/hostile-rules.js';

const STEPS = 2000;
/** The last step may be one period, with each of its BYSETPOS. */
const MAX_OVERSTEP = 750;
const YEAR_MS = 365 * 86_400_000;

function expectBounded(text: string, startMs: number, holdsStart: boolean): void {
  const rule = parseRule(text);
  if (rule === null) return;
  const budget = { left: STEPS };
  const from = Date.UTC(2027, 0, 1);
  const bounds = { fromMs: from, untilMs: rule.until?.localMs ?? null, horizonMs: from + 2 * YEAR_MS, holdsStart };
  let [times, before] = [0, -Infinity];
  for (const time of ruleTimes(rule, startMs, bounds, budget)) {
    times += 1;
    expect(time).toBeGreaterThan(before);
    before = time;
  }
  expect(times).toBeLessThanOrEqual(STEPS + 1);
  expect(budget.left).toBeGreaterThanOrEqual(-MAX_OVERSTEP);
}

describe('RFC 5545 §3.3.10: steps of a rule', () => {
  it.each(slowestRules)('%s', (rule) => {
    expectBounded(rule, Date.UTC(1970, 0, 1, 9), true);
  });

  it('whatever its parts are, and wherever it begins', () => {
    const year = fc.integer({ min: 1, max: 2036 }).map((each) => Date.UTC(2000, 1, 8, 9) + (each - 2000) * YEAR_MS);
    fc.assert(fc.property(hostileRule, year, fc.boolean(), expectBounded), { numRuns: 300 });
  });
});
