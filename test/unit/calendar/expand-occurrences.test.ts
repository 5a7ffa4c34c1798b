import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandOccurrences } from '../../../src/calendar/expand-occurrences.js';
import type { Expansion, ExpansionLimits, Occurrence } from '../../../src/calendar/occurrence.js';
import { toInstant } from '../../../src/calendar/zone-table.js';
import { instant } from '../../../src/mail/instant.js';
import { calendarObject, event, readItip } from '../../support/calendar-object.js';

const limits: ExpansionLimits = {
  from: instant(Date.UTC(2027, 0, 1)),
  until: instant(Date.UTC(2029, 0, 1)),
  maxSteps: 100_000,
  maxOccurrences: 1000,
};
const berlin = 'Europe/Berlin';
const at = (local: string): string => `TZID=${berlin}:${local}`;
const weekly = [`DTSTART;${at('20270308T090000')}`, `DTEND;${at('20270308T100000')}`, 'RRULE:FREQ=WEEKLY;COUNT=5'];

function expand(events: readonly string[], within: Partial<ExpansionLimits> = {}): Expansion {
  const { components, zones } = readItip(calendarObject(...events));
  return expandOccurrences(components, zones, berlin, { ...limits, ...within });
}

function occurrences(...events: readonly string[]): readonly Occurrence[] {
  const expansion = expand(events);
  if (expansion.kind === 'refused') throw new Error(`${expansion.because}: ${expansion.detail}`);
  return expansion.occurrences;
}

const text = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(5, 16);
const starts = (...events: readonly string[]): string[] => occurrences(...events).map(({ start }) => text(start));
const spans = (...events: readonly string[]): string[] =>
  occurrences(...events).map(({ start, end }) => `${text(start)} ${text(end)}`);

describe('RFC 5545 §3.8.5.3: a series', () => {
  it('keeps its local time over the change to summer time (2027-03-28)', () => {
    expect(starts(event(...weekly))).toEqual([
      '03-08T08:00',
      '03-15T08:00',
      '03-22T08:00',
      '03-29T07:00',
      '04-05T07:00',
    ]);
  });

  it('a single event is one occurrence without RECURRENCE-ID', () => {
    expect(occurrences(event(...weekly.slice(0, 2)))).toMatchObject([{ recurrenceId: null }]);
  });

  it('RDATE adds, doubles count once, DTSTART is one of them', () => {
    const rdates = `RDATE;${at('20270309T090000,20270308T090000,20270309T090000')}`;
    expect(starts(event(...weekly.slice(0, 2), rdates))).toEqual(['03-08T08:00', '03-09T08:00']);
  });

  it('RFC 5545 §3.3.9: an RDATE that is a PERIOD lasts as long as it says', () => {
    const periods = at('20270309T090000/20270309T120000,20270328T000000/P1D,20270308T090000/PT30M');
    expect(
      spans(event(...weekly.slice(0, 2), `RDATE;VALUE=PERIOD;${periods}`, `RDATE;${at('20270310T090000')}`)),
    ).toEqual([
      '03-08T08:00 03-08T08:30',
      '03-09T08:00 03-09T11:00',
      '03-10T08:00 03-10T09:00',
      '03-27T23:00 03-28T22:00',
    ]);
  });

  it.each([
    ['in the zone', `EXDATE;${at('20270315T090000,20270329T090000')}`],
    ['in UTC', 'EXDATE:20270315T080000Z,20270329T070000Z'],
    ['floating', 'EXDATE:20270315T090000,20270329T090000'],
    ['as dates', 'EXDATE;VALUE=DATE:20270315,20270329'],
  ])('EXDATE %s', (_, exdate) => {
    expect(starts(event(...weekly, exdate))).toEqual(['03-08T08:00', '03-22T08:00', '04-05T07:00']);
  });

  it.each([
    ['dates', 'EXDATE;VALUE=DATE:20270309'],
    ['times of that day', `EXDATE;${at('20270309T120000')}`],
    ['midnight in UTC', 'EXDATE:20270309T000000Z'],
    ['midnight of the reader in UTC', 'EXDATE:20270308T230000Z'],
  ])('an all-day series with EXDATE as %s', (_, exdate) => {
    const lines = ['DTSTART;VALUE=DATE:20270308', 'RRULE:FREQ=DAILY;COUNT=3', exdate];
    expect(spans(event(...lines))).toEqual(['03-07T23:00 03-08T23:00', '03-09T23:00 03-10T23:00']);
  });

  it.each([
    ['UNTIL in UTC is inclusive', 'UNTIL=20270322T080000Z', 3],
    ['a second earlier is not', 'UNTIL=20270322T075959Z', 2],
    ['UNTIL as a date holds all of it', 'UNTIL=20270322', 3],
    ['UNTIL as a local time', 'UNTIL=20270322T090000', 3],
  ])('%s', (_, until, count) => {
    expect(starts(event(...weekly.slice(0, 2), `RRULE:FREQ=WEEKLY;${until}`))).toHaveLength(count);
  });

  it('with DTEND every occurrence lasts as long, with DURATION its days are nominal', () => {
    const first = `DTSTART;${at('20270327T120000')}`;
    const daily = 'RRULE:FREQ=WEEKLY;COUNT=2';
    // The first night has 23 hours.
    expect(spans(event(first, `DTEND;${at('20270328T120000')}`, daily))).toEqual([
      '03-27T11:00 03-28T10:00',
      '04-03T10:00 04-04T09:00',
    ]);
    expect(spans(event(first, 'DURATION:P1D', daily))).toEqual(['03-27T11:00 03-28T10:00', '04-03T10:00 04-04T10:00']);
    expect(spans(event(first, 'DURATION:PT24H', daily))).toEqual([
      '03-27T11:00 03-28T11:00',
      '04-03T10:00 04-04T10:00',
    ]);
  });
});

describe('RFC 5545 §3.8.4.4: overrides', () => {
  const moved = [`DTSTART;${at('20270316T140000')}`, `DTEND;${at('20270316T153000')}`];
  it.each([
    ['in the zone', `RECURRENCE-ID;${at('20270315T090000')}`],
    ['in UTC', 'RECURRENCE-ID:20270315T080000Z'],
    ['in another zone', 'RECURRENCE-ID;TZID=Europe/London:20270315T080000'],
    ['as a date', 'RECURRENCE-ID;VALUE=DATE:20270315'],
  ])('RECURRENCE-ID %s', (_, recurrenceId) => {
    const [first, second] = occurrences(event(...weekly), event(...moved, recurrenceId));
    expect(first).toMatchObject({ recurrenceId: Date.UTC(2027, 2, 8, 8) });
    expect(second).toMatchObject({ recurrenceId: Date.UTC(2027, 2, 15, 8), start: Date.UTC(2027, 2, 16, 13) });
  });

  it('a cancelled override removes its occurrence', () => {
    const cancelled = event(...moved, `RECURRENCE-ID;${at('20270315T090000')}`, 'STATUS:CANCELLED');
    expect(starts(event(...weekly), cancelled)).toEqual(['03-08T08:00', '03-22T08:00', '03-29T07:00', '04-05T07:00']);
  });

  it('of two overrides of one occurrence the newer holds', () => {
    const id = `RECURRENCE-ID;${at('20270315T090000')}`;
    const older = event(`DTSTART;${at('20270315T110000')}`, id, 'SEQUENCE:1');
    const newer = event(...moved, id, 'SEQUENCE:2');
    expect(starts(event(...weekly), newer, older)[1]).toBe('03-16T13:00');
  });

  it('THISANDFUTURE moves all that follow and gives them its length; single overrides hold over it', () => {
    const later = event(
      `DTSTART;${at('20270323T100000')}`,
      `DTEND;${at('20270323T103000')}`,
      `RECURRENCE-ID;RANGE=THISANDFUTURE;${at('20270322T090000')}`,
    );
    const single = event(`DTSTART;${at('20270401T090000')}`, `RECURRENCE-ID;${at('20270329T090000')}`);
    expect(spans(event(...weekly), later, single)).toEqual([
      '03-08T08:00 03-08T09:00',
      '03-15T08:00 03-15T09:00',
      '03-23T09:00 03-23T09:30',
      '04-01T07:00 04-01T07:00',
      '04-06T08:00 04-06T08:30',
    ]);
  });

  it('THISANDFUTURE cancelled ends the series', () => {
    const id = `RECURRENCE-ID;RANGE=THISANDFUTURE;${at('20270322T090000')}`;
    expect(starts(event(...weekly), event(...moved, id, 'STATUS:CANCELLED'))).toEqual(['03-08T08:00', '03-15T08:00']);
  });

  it('occurrences without their master are independent', () => {
    const one = event(...moved, `RECURRENCE-ID;${at('20270315T090000')}`);
    const two = event(`DTSTART;${at('20270301T140000')}`, `RECURRENCE-ID;${at('20270322T090000')}`);
    expect(starts(one, two)).toEqual(['03-01T13:00', '03-16T13:00']);
  });

  it('a cancelled master has none', () => {
    expect(starts(event(...weekly, 'STATUS:CANCELLED'))).toEqual([]);
  });
});

describe('the wanted stretch', () => {
  const endless = event(`DTSTART;${at('20100104T090000')}`, `DTEND;${at('20100104T100000')}`, 'RRULE:FREQ=WEEKLY');

  it('is half-open: what ends at its start or starts at its end is out', () => {
    const within = { from: instant(Date.UTC(2027, 2, 15, 9)), until: instant(Date.UTC(2027, 2, 29, 7)) };
    const expansion = expand([event(...weekly)], within);
    expect(expansion).toMatchObject({ kind: 'expanded', goesOn: true, endless: false });
    expect(expansion.kind === 'expanded' && expansion.occurrences.map(({ start }) => text(start))).toEqual([
      '03-22T08:00',
    ]);
  });

  it('an endless old series costs no more than the stretch', () => {
    const expansion = expand([endless], { maxSteps: 5000 });
    expect(expansion).toMatchObject({ kind: 'expanded', goesOn: true, endless: true });
    expect(expansion.kind === 'expanded' && expansion.occurrences).toHaveLength(104);
  });

  it('an occurrence moved into it from outside is there', () => {
    const moved = event(`DTSTART;${at('20270316T140000')}`, `RECURRENCE-ID;${at('20350108T090000')}`);
    expect(starts(endless, moved)).toContain('03-16T13:00');
  });

  it('a series that ended does not go on', () => {
    expect(expand([event(...weekly)])).toMatchObject({ kind: 'expanded', goesOn: false, endless: false });
  });
});

describe('refusals', () => {
  const from = `DTSTART;${at('20270308T090000')}`;
  it.each([
    ['unknown-time-zone', [event('DTSTART;TZID=Mars/Olympus:20270308T090000')], {}],
    ['unknown-time-zone', [event(from, 'DTEND;TZID=Mars/Olympus:20270308T100000')], {}],
    ['unknown-time-zone', [event(...weekly), event(from, 'RECURRENCE-ID;TZID=Mars/Olympus:20270308T090000')], {}],
    ['bad-rule', [event(from, 'RRULE:FREQ=WEEKLY;BYDAY=1MO')], {}],
    ['too-many-occurrences', [event(from, 'RRULE:FREQ=DAILY')], { maxOccurrences: 100 }],
    ['too-many-occurrences', [event(from, 'RRULE:FREQ=SECONDLY;COUNT=1000000000')], {}],
    ['too-costly', [event(from, 'RRULE:FREQ=SECONDLY;BYMINUTE=0;BYSECOND=0;BYHOUR=0')], { maxSteps: 1000 }],
    ['too-costly', [event('DTSTART:19000101T000000Z', 'RRULE:FREQ=SECONDLY;COUNT=1000000000')], {}],
    [
      'too-costly',
      [event(from, `RDATE:${Array<string>(9_000).fill('20270308T090000').join(',')}`)],
      { maxSteps: 5_000 },
    ],
  ] as const)('%s', (because, events, within) => {
    expect(expand(events, within)).toMatchObject({ kind: 'refused', because });
  });

  it.each([
    ['skipped by the clock, and so past it', '20270327T021500', '20270328T010000Z', ['03-27T01:15']],
    [
      'shown again by the clock, and so not past it',
      '20271030T024500',
      '20271031T013000Z',
      ['10-30T00:45', '10-31T00:45'],
    ],
  ])('RFC 5545 §3.3.10: UNTIL in UTC and a time %s', (_, start, until, expected) => {
    const series = event(`DTSTART;TZID=Europe/Berlin:${start}`, `RRULE:FREQ=DAILY;UNTIL=${until}`);
    expect(starts(series)).toEqual(expected);
  });

  it('a rule that never matches is only its DTSTART', () => {
    expect(starts(event(from, 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'))).toEqual(['03-08T08:00']);
  });
});

describe('against a model that walks the days', () => {
  const days = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { maxLength: 10 });
  const stamp = (day: number): string =>
    `${new Date(Date.UTC(2027, 2, 1 + day)).toISOString().slice(0, 10).replaceAll('-', '')}T090000`;
  const utc = (day: number): number => {
    const local = `${new Date(Date.UTC(2027, 2, 1 + day)).toISOString().slice(0, 10)}T09:00:00`;
    return toInstant({ kind: 'zoned', local, tzid: berlin }, { definitions: {} }, berlin) ?? 0;
  };

  it('a daily series less its EXDATEs, with its overrides an hour later', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), days, days, (count, excluded, overridden) => {
        const exdates = excluded.map((day) => `EXDATE;${at(stamp(day))}`);
        const master = event(
          `DTSTART;${at(stamp(0))}`,
          'DURATION:PT30M',
          `RRULE:FREQ=DAILY;COUNT=${count}`,
          ...exdates,
        );
        const moved = overridden.map((day) =>
          event(`DTSTART;${at(stamp(day).replace('T09', 'T10'))}`, `RECURRENCE-ID;${at(stamp(day))}`),
        );
        const model: number[] = [];
        for (let day = 0; day < 60; day++) {
          if (overridden.includes(day)) model.push(utc(day) + 3_600_000);
          else if (day < count && !excluded.includes(day)) model.push(utc(day));
        }
        expect(occurrences(master, ...moved).map(({ start }) => start)).toEqual(model);
      }),
      { numRuns: 100 },
    );
  });
});
