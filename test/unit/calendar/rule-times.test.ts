import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRule, type RecurrenceRule } from '../../../src/calendar/recurrence-rule.js';
import { ruleTimes } from '../../../src/calendar/rule-times.js';

const DAY_MS = 86_400_000;
const ms = (local: string): number => Date.parse(`${local}Z`);
const text = (localMs: number): string => new Date(localMs).toISOString().slice(0, 16);
const start = '2027-02-08T09:00:00';

function rule(from: string): RecurrenceRule {
  const parsed = parseRule(from);
  if (parsed === null) throw new Error(`no rule: ${from}`);
  return parsed;
}

function timesOf(from: string, dtstart = start, horizon = '2037-01-01T00:00:00'): number[] {
  const parsed = rule(from);
  const bounds = { fromMs: ms(dtstart), untilMs: parsed.until?.localMs ?? null, horizonMs: ms(horizon) };
  return [...ruleTimes(parsed, ms(dtstart), bounds, { left: 2_000_000 })];
}

describe('RFC 5545 §3.8.5.3: rules', () => {
  it.each([
    ['FREQ=DAILY;COUNT=3', start, ['2027-02-08T09:00', '2027-02-09T09:00', '2027-02-10T09:00']],
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=4;WKST=SU;BYDAY=TU,TH',
      '2027-02-09T09:00:00',
      ['2027-02-09T09:00', '2027-02-11T09:00', '2027-02-23T09:00', '2027-02-25T09:00'],
    ],
    // The two examples of the standard that differ by WKST alone.
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO',
      '1997-08-05T09:00:00',
      ['1997-08-05T09:00', '1997-08-10T09:00', '1997-08-19T09:00', '1997-08-24T09:00'],
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU',
      '1997-08-05T09:00:00',
      ['1997-08-05T09:00', '1997-08-17T09:00', '1997-08-19T09:00', '1997-08-31T09:00'],
    ],
    [
      'FREQ=MONTHLY;COUNT=3;BYDAY=1FR',
      '1997-09-05T09:00:00',
      ['1997-09-05T09:00', '1997-10-03T09:00', '1997-11-07T09:00'],
    ],
    [
      'FREQ=MONTHLY;COUNT=3;BYDAY=-2MO',
      '1997-09-22T09:00:00',
      ['1997-09-22T09:00', '1997-10-20T09:00', '1997-11-17T09:00'],
    ],
    [
      'FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3',
      '2027-01-31T09:00:00',
      ['2027-01-31T09:00', '2027-02-28T09:00', '2027-03-31T09:00'],
    ],
    ['FREQ=MONTHLY;COUNT=3', '2027-01-31T09:00:00', ['2027-01-31T09:00', '2027-03-31T09:00', '2027-05-31T09:00']],
    [
      'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3',
      '1998-02-13T09:00:00',
      ['1998-02-13T09:00', '1998-03-13T09:00', '1998-11-13T09:00'],
    ],
    [
      'FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3',
      '1997-09-04T09:00:00',
      ['1997-09-04T09:00', '1997-10-07T09:00', '1997-11-06T09:00'],
    ],
    [
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3',
      '1997-09-29T09:00:00',
      ['1997-09-29T09:00', '1997-10-30T09:00', '1997-11-27T09:00'],
    ],
    ['FREQ=YEARLY;COUNT=3', '2024-02-29T09:00:00', ['2024-02-29T09:00', '2028-02-29T09:00', '2032-02-29T09:00']],
    [
      'FREQ=YEARLY;COUNT=4;BYMONTH=6,7',
      '1997-06-10T09:00:00',
      ['1997-06-10T09:00', '1997-07-10T09:00', '1998-06-10T09:00', '1998-07-10T09:00'],
    ],
    [
      'FREQ=YEARLY;BYDAY=20MO;COUNT=3',
      '1997-05-19T09:00:00',
      ['1997-05-19T09:00', '1998-05-18T09:00', '1999-05-17T09:00'],
    ],
    [
      'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3',
      '1997-05-12T09:00:00',
      ['1997-05-12T09:00', '1998-05-11T09:00', '1999-05-17T09:00'],
    ],
    [
      'FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200',
      '1997-01-01T09:00:00',
      ['1997-01-01T09:00', '1997-04-10T09:00', '1997-07-19T09:00', '2000-01-01T09:00'],
    ],
    [
      'FREQ=YEARLY;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;INTERVAL=4;COUNT=3',
      '1996-11-05T09:00:00',
      ['1996-11-05T09:00', '2000-11-07T09:00', '2004-11-02T09:00'],
    ],
    [
      'FREQ=YEARLY;BYDAY=MO,TU;BYSETPOS=1;COUNT=3',
      '2027-01-04T09:00:00',
      ['2027-01-04T09:00', '2028-01-03T09:00', '2029-01-01T09:00'],
    ],
    [
      'FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=-1;COUNT=3',
      '2027-02-10T09:00:00',
      ['2027-02-10T09:00', '2027-02-17T09:00', '2027-02-24T09:00'],
    ],
    [
      'FREQ=DAILY;BYHOUR=9,12;BYMINUTE=0,30;COUNT=5',
      start,
      ['2027-02-08T09:00', '2027-02-08T09:30', '2027-02-08T12:00', '2027-02-08T12:30', '2027-02-09T09:00'],
    ],
    [
      'FREQ=HOURLY;INTERVAL=3;UNTIL=20270208T170000',
      start,
      ['2027-02-08T09:00', '2027-02-08T12:00', '2027-02-08T15:00'],
    ],
    ['FREQ=MINUTELY;INTERVAL=90;COUNT=3', start, ['2027-02-08T09:00', '2027-02-08T10:30', '2027-02-08T12:00']],
    [
      'FREQ=MINUTELY;INTERVAL=20;BYHOUR=9;COUNT=4',
      start,
      ['2027-02-08T09:00', '2027-02-08T09:20', '2027-02-08T09:40', '2027-02-09T09:00'],
    ],
    ['FREQ=DAILY;UNTIL=20270209', start, ['2027-02-08T09:00', '2027-02-09T09:00']],
    // DTSTART counts though the rule does not have it.
    ['FREQ=WEEKLY;BYDAY=WE;COUNT=2', start, ['2027-02-08T09:00', '2027-02-10T09:00']],
  ])('%s from %s', (from, dtstart, expected) => {
    expect(timesOf(from, dtstart).map(text)).toEqual(expected);
  });

  it.each([
    'FREQ=SOMETIMES',
    'COUNT=3',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;COUNT=0',
    'FREQ=DAILY;COUNT=3;UNTIL=20270301',
    'FREQ=DAILY;UNTIL=soon',
    'FREQ=YEARLY;BYMONTH=13',
    'FREQ=MONTHLY;BYMONTHDAY=0',
    'FREQ=MONTHLY;BYDAY=0MO',
    'FREQ=WEEKLY;BYDAY=1MO',
    'FREQ=WEEKLY;BYMONTHDAY=1',
    'FREQ=MONTHLY;BYWEEKNO=3',
    'FREQ=DAILY;BYYEARDAY=3',
    'FREQ=DAILY;BYSETPOS=1',
    'FREQ=DAILY;BYHOUR=24',
    'FREQ=WEEKLY;WKST=XX',
    `FREQ=DAILY;BYMONTH=${'1,'.repeat(10_000)}1`,
  ])('%.50s is no rule', (from) => {
    expect(parseRule(from)).toBeNull();
  });
});

/** The standard's table again, by trying every minute there is: slow, but of one thought. */
function bruteForce(from: RecurrenceRule, dtstart: number, days: number): number[] {
  const begin = new Date(dtstart);
  const weekOf = (at: number): number => Math.floor((Math.floor(at / DAY_MS) + 4 - from.weekStart + 7) / 7);
  const periodOf = (at: Date): number => {
    if (from.frequency === 'YEARLY') return at.getUTCFullYear();
    if (from.frequency === 'MONTHLY') return at.getUTCFullYear() * 12 + at.getUTCMonth();
    return from.frequency === 'WEEKLY' ? weekOf(at.getTime()) : Math.floor(at.getTime() / DAY_MS);
  };
  const has = (list: readonly number[], ...values: readonly number[]): boolean =>
    values.some((value) => list.includes(value));
  const wanted = (at: Date): boolean => {
    const lastDay = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
    const day = at.getUTCDate();
    const chosen = from.weekdays.length + from.monthDays.length > 0;
    if (from.months.length > 0 && !has(from.months, at.getUTCMonth() + 1)) return false;
    if (from.monthDays.length > 0 && !has(from.monthDays, day, day - lastDay - 1)) return false;
    if (from.weekdays.length > 0 && !from.weekdays.some((each) => each.weekday === at.getUTCDay())) return false;
    if (chosen || from.frequency === 'DAILY') return true;
    if (from.frequency === 'WEEKLY') return at.getUTCDay() === begin.getUTCDay();
    const sameMonth =
      from.frequency === 'MONTHLY' || from.months.length > 0 || at.getUTCMonth() === begin.getUTCMonth();
    return sameMonth && day === begin.getUTCDate();
  };
  const hours = from.hours.length > 0 ? from.hours : [begin.getUTCHours()];
  const found = [dtstart];
  for (let day = Math.floor(dtstart / DAY_MS); day < Math.floor(dtstart / DAY_MS) + days; day++) {
    const at = new Date(day * DAY_MS);
    if ((periodOf(at) - periodOf(begin)) % from.interval !== 0 || !wanted(at)) continue;
    for (const hour of hours) {
      const time = day * DAY_MS + hour * 3_600_000 + begin.getUTCMinutes() * 60_000;
      if (time > dtstart) found.push(time);
    }
  }
  return found.slice(0, from.count ?? found.length);
}

const list = (least: number, most: number): fc.Arbitrary<string> =>
  fc
    .uniqueArray(
      fc.integer({ min: least, max: most }).filter((value) => value !== 0 || least === 0),
      { minLength: 1, maxLength: 4 },
    )
    .map((values) => values.join(','));

const ruleText = fc
  .record(
    {
      FREQ: fc.constantFrom('YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY'),
      INTERVAL: fc.integer({ min: 1, max: 4 }).map(String),
      COUNT: fc.integer({ min: 1, max: 40 }).map(String),
      BYMONTH: list(1, 12),
      BYMONTHDAY: list(-31, 31),
      BYDAY: fc
        .uniqueArray(fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'), { minLength: 1, maxLength: 4 })
        .map((days) => days.join(',')),
      BYHOUR: list(0, 23),
      WKST: fc.constantFrom('MO', 'SU', 'WE'),
    },
    { requiredKeys: ['FREQ'] },
  )
  .map((parts) =>
    Object.entries(parts)
      .map(([name, value]) => `${name}=${value}`)
      .join(';'),
  )
  .filter((from) => parseRule(from) !== null);

describe('against a model that tries every day', () => {
  const days = 1500;
  it('the same times, whatever the rule', () => {
    fc.assert(
      fc.property(ruleText, fc.integer({ min: 0, max: 800 }), (from, offset) => {
        const dtstart = ms(start) + offset * DAY_MS;
        const horizon = (Math.floor(dtstart / DAY_MS) + days) * DAY_MS - 1;
        const bounds = { fromMs: dtstart, untilMs: null, horizonMs: horizon };
        const times = [...ruleTimes(rule(from), dtstart, bounds, { left: 1_000_000 })];
        expect(times.map(text)).toEqual(bruteForce(rule(from), dtstart, days).map(text));
      }),
      { numRuns: 300 },
    );
  });

  it('beginning late gives the end of the same list', () => {
    fc.assert(
      fc.property(ruleText, fc.integer({ min: 0, max: 900 }), (from, later) => {
        const dtstart = ms(start);
        const fromMs = dtstart + later * DAY_MS;
        const horizonMs = dtstart + days * DAY_MS;
        const run = (begin: number): number[] =>
          [...ruleTimes(rule(from), dtstart, { fromMs: begin, untilMs: null, horizonMs }, { left: 1_000_000 })].filter(
            (time) => time >= fromMs,
          );
        expect(run(fromMs)).toEqual(run(dtstart));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the budget ends every rule', () => {
  const numbers = (count: number): string => [...Array(count).keys()].join(',');
  it.each([
    `FREQ=DAILY;BYHOUR=${numbers(24)};BYMINUTE=${numbers(60)};BYSECOND=${numbers(60)}`,
    `FREQ=YEARLY;BYDAY=MO;BYHOUR=${numbers(24)};BYMINUTE=${numbers(60)};BYSECOND=${numbers(60)};BYSETPOS=-1,1,366`,
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6',
    'FREQ=DAILY;COUNT=1000000000',
    'FREQ=SECONDLY',
    'FREQ=SECONDLY;INTERVAL=7;BYSECOND=59;BYMINUTE=59;BYHOUR=23;BYDAY=SU;BYMONTH=12;BYMONTHDAY=31',
  ])('%.60s', (from) => {
    const budget = { left: 10_000 };
    const bounds = { fromMs: ms(start), untilMs: null, horizonMs: Number.POSITIVE_INFINITY };
    const times = ruleTimes(rule(from), ms(start), bounds, budget);
    let given = 0;
    while (times.next().done !== true) given++;
    expect(given).toBeLessThanOrEqual(10_001);
    expect(budget.left).toBeGreaterThan(-500);
  });
});
