/** Whatever a rule asks for, it takes no more steps than it was given; in milliseconds `npm run bench` measures it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandOccurrences } from '../../../src/calendar/expand-occurrences.js';
import { parseRule } from '../../../src/calendar/recurrence-rule.js';
import { ruleMembership, ruleTimes } from '../../../src/calendar/rule-times.js';
import { instant } from '../../../src/mail/instant.js';
import { calendarObject, event, readItip } from '../../support/calendar-object.js';
import { hostileRule, hostileStarts, slowestRules } from '../../support/hostile-rules.js';

const STEPS = 2000;
/** The last step may be one period, each of its days a few steps, or each of its BYSETPOS. */
const MAX_OVERSTEP = 1500;
const YEAR_MS = 365 * 86_400_000;
const FROM = Date.UTC(2027, 0, 1);

function expectBounded(text: string, startMs: number, holdsStart: boolean): void {
  const rule = parseRule(text);
  if (rule === null) return;
  const budget = { left: STEPS };
  const untilMs = rule.until?.localMs ?? null;
  const bounds = { fromMs: FROM, untilMs, horizonMs: FROM + 2 * YEAR_MS, holdsStart };
  let [times, before] = [0, -Infinity];
  for (const time of ruleTimes(rule, startMs, bounds, budget)) {
    times += 1;
    expect(time).toBeGreaterThan(before);
    before = time;
  }
  expect(times).toBeLessThanOrEqual(STEPS + 1);
  expect(budget.left).toBeGreaterThanOrEqual(-MAX_OVERSTEP);
}

const start = fc
  .integer({ min: 1, max: 2036 })
  .map((year) => Date.UTC(2000, 1, 8, 9) + Math.round((year - 2000) * YEAR_MS));

describe('RFC 5545 §3.3.10: steps of a rule', () => {
  it.each(slowestRules)('%s', (rule) => {
    expectBounded(rule, Date.UTC(1970, 0, 1, 9), true);
  });

  it('whatever its parts and its start are', () => {
    fc.assert(fc.property(hostileRule, start, fc.boolean(), expectBounded), { numRuns: 300 });
  });
});

describe('RFC 2445 §4.8.5.2: a rule that excludes is asked for single times', () => {
  it('has those that it would list, and none beside them', () => {
    const offsets = fc.array(fc.integer({ min: -100_000, max: 400 * 86_400 }), { maxLength: 20 });
    fc.assert(
      fc.property(hostileRule, start, offsets, (text, startMs, seconds) => {
        const rule = parseRule(text);
        if (rule === null || rule.count !== null) return;
        const untilMs = rule.until?.localMs ?? null;
        const bounds = { fromMs: startMs, untilMs, horizonMs: startMs + YEAR_MS, holdsStart: false };
        const budget = { left: 2 * STEPS };
        const listed = [...ruleTimes(rule, startMs, bounds, budget)];
        const end = budget.left < 0 ? (listed.at(-1) ?? startMs) : bounds.horizonMs;
        const has = ruleMembership(rule, startMs, untilMs, { left: Infinity });
        const times = new Set(listed);
        expect(listed.filter((time) => !has(time))).toEqual([]);
        const others = [startMs, ...seconds.map((each) => startMs + each * 1000)].filter((time) => time <= end);
        expect(others.filter((time) => has(time) !== times.has(time))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('spends steps on each question, and none below its budget', () => {
    const rule = parseRule('FREQ=YEARLY;BYWEEKNO=20') ?? expect.fail();
    const budget = { left: STEPS };
    const has = ruleMembership(rule, FROM, null, budget);
    for (let year = 1; year < 1000 && budget.left >= 0; year += 1) has(FROM + year * YEAR_MS);
    expect(budget.left).toBeLessThan(0);
    expect(budget.left).toBeGreaterThanOrEqual(-MAX_OVERSTEP);
  });
});

describe('one budget an object', () => {
  const limits = {
    from: instant(FROM),
    until: instant(FROM + 2 * YEAR_MS),
    maxSteps: 20 * STEPS,
    maxOccurrences: 1000,
  };

  it('its rule, its excluding rules, dates and overrides spend it together, and so do its further expansions', () => {
    const moved = Array.from({ length: 30 }, (_, index) =>
      event(`RECURRENCE-ID:202702${String(1 + (index % 28)).padStart(2, '0')}T090000Z`, 'DTSTART:20270301T100000Z'),
    );
    const dates = Array.from({ length: 300 }, (_, index) => `${1950 + (index % 40)}0208T090000Z`).join(',');
    const objects = fc.tuple(
      fc.constantFrom(...hostileStarts),
      hostileRule,
      fc.array(fc.oneof(hostileRule, fc.constantFrom(...slowestRules)), { maxLength: 4 }),
      fc.subarray([`RDATE:${dates}`, `EXDATE:${dates}`]),
      fc.subarray(moved),
    );
    fc.assert(
      fc.property(objects, ([dtstart, rule, excluding, listed, overrides]) => {
        const lines = [dtstart, `RRULE:${rule}`, ...excluding.map((each) => `EXRULE:${each}`), ...listed];
        const { components, zones } = readItip(calendarObject(event(...lines), ...overrides));
        const budget = { left: limits.maxSteps, learned: new Set<string>() };
        const first = expandOccurrences(components, zones, 'Europe/Berlin', { ...limits, budget });
        const spent = limits.maxSteps - budget.left;
        const second = expandOccurrences(components, zones, 'Europe/Berlin', { ...limits, budget });
        expect(budget.left).toBeGreaterThanOrEqual(-2 * MAX_OVERSTEP - 1000);
        if (first.kind === 'refused' && first.because === 'too-costly') expect(second).toEqual(first);
        else if (budget.left >= 0) expect(second).toEqual(first);
        else expect(spent).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it('is worth as much as its rules together: what each could have alone is too costly in one object', () => {
    const excluding = 'EXRULE:FREQ=DAILY;BYHOUR=8;COUNT=2000';
    const costs = (count: number): string => {
      const lines = ['DTSTART:20220101T090000Z', 'RRULE:FREQ=WEEKLY;COUNT=300'];
      const several = Array.from({ length: count }, (_, index) => `${excluding};WKST=${index % 2 === 0 ? 'MO' : 'SU'}`);
      const different = several.map((each, index) => each.replace('2000', String(2000 + index)));
      const { components, zones } = readItip(calendarObject(event(...lines, ...different)));
      return expandOccurrences(components, zones, 'UTC', limits).kind;
    };
    expect([costs(1), costs(4)]).toEqual(['expanded', 'refused']);
  });
});
