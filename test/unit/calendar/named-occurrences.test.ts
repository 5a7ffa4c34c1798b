import { describe, expect, it } from 'vitest';
import { expandOccurrences } from '../../../src/calendar/expand-occurrences.js';
import { instant } from '../../../src/mail/instant.js';
import { calendarObject, event, readItip } from '../../support/calendar-object.js';

const limits = {
  from: instant(Date.UTC(2027, 0, 1)),
  until: instant(Date.UTC(2027, 11, 31)),
  maxSteps: 100_000,
  maxOccurrences: 1000,
};

/** Starts, and `cancelled` for an expansion that is refused. */
function starts(...events: readonly string[]): readonly string[] {
  const { components, zones } = readItip(calendarObject(...events));
  const expansion = expandOccurrences(components, zones, 'Europe/Berlin', limits);
  if (expansion.kind === 'refused') return [expansion.because];
  return expansion.occurrences.map(({ start }) => new Date(start).toISOString().slice(5, 16));
}

const berlin = (local: string): string => `;TZID=Europe/Berlin:${local}`;
const newYork = (local: string): string => `;TZID=America/New_York:${local}`;
const moved = (id: string, start: string): string => event(`RECURRENCE-ID${id}`, `DTSTART${start}`, 'DURATION:PT1H');
const timed = (zoned: (local: string) => string, at: string, rule: string, ...more: string[]): string =>
  event(`DTSTART${zoned(at)}`, 'DURATION:PT1H', `RRULE:${rule}`, ...more);

const weekly = timed(berlin, '20270301T090000', 'FREQ=WEEKLY;COUNT=3');
const weeklyMoved = ['03-01T08:00', '03-08T14:00', '03-15T08:00'];

describe('RFC 5545 §3.8.4.4: an occurrence of a timed series that is named by its day alone', () => {
  it.each([
    { name: 'as DATE', id: ';VALUE=DATE:20270308' },
    { name: 'at midnight on its own clock', id: berlin('20270308T000000') },
    { name: 'at midnight of no zone', id: ':20270308T000000' },
    { name: 'at its midnight in UTC', id: ':20270307T230000Z' },
    { name: 'at midnight UTC', id: ':20270308T000000Z' },
  ])('$name is that of the day', ({ id }) => {
    expect(starts(weekly, moved(id, berlin('20270308T150000')))).toEqual(weeklyMoved);
  });

  it.each([
    {
      name: 'a series that has an occurrence at midnight has just that replaced',
      series: event(
        `DTSTART${berlin('20270301T000000')}`,
        'DURATION:PT1H',
        'RRULE:FREQ=DAILY;COUNT=1;BYHOUR=0,9',
        `RDATE${berlin('20270308T000000,20270308T090000')}`,
      ),
      id: berlin('20270308T000000'),
      expected: ['02-28T23:00', '03-08T08:00', '03-08T14:00'],
    },
    {
      name: 'an RDATE at midnight is meant by its own time',
      series: timed(berlin, '20270308T090000', 'FREQ=WEEKLY;COUNT=1', `RDATE${berlin('20270308T000000')}`),
      id: berlin('20270308T000000'),
      expected: ['03-08T08:00', '03-08T14:00'],
    },
    {
      name: 'of a series with several occurrences a day none is guessed',
      series: timed(berlin, '20270308T090000', 'FREQ=DAILY;COUNT=2;BYHOUR=9,11'),
      id: berlin('20270308T000000'),
      expected: ['03-08T08:00', '03-08T10:00', '03-08T14:00'],
    },
    {
      name: 'midnight UTC, where that is another day on the clock of the series, names none',
      series: timed(newYork, '20270301T200000', 'FREQ=DAILY;COUNT=2'),
      id: ':20270302T000000Z',
      expected: ['03-02T01:00', '03-03T01:00', '03-08T14:00'],
    },
    {
      name: 'midnight UTC is the occurrence itself where the series has one then',
      series: timed(newYork, '20270301T190000', 'FREQ=DAILY;COUNT=2'),
      id: ':20270302T000000Z',
      expected: ['03-03T00:00', '03-08T14:00'],
    },
  ])('$name', ({ series, id, expected }) => {
    expect(starts(series, moved(id, berlin('20270308T150000')))).toEqual(expected);
  });

  it.each([
    { name: 'EXDATE at midnight', line: `EXDATE${berlin('20270308T000000')}` },
    { name: 'EXDATE as DATE', line: 'EXDATE;VALUE=DATE:20270308' },
  ])('$name takes out the occurrence of that day', ({ line }) => {
    expect(starts(timed(berlin, '20270301T090000', 'FREQ=WEEKLY;COUNT=3', line))).toEqual([
      '03-01T08:00',
      '03-15T08:00',
    ]);
  });
});

describe('RFC 5545 §3.8.4.4: an occurrence of an all-day series that is named by a time', () => {
  const allDay = event('DTSTART;VALUE=DATE:20270301', 'RRULE:FREQ=WEEKLY;COUNT=3');
  it.each([
    { name: 'midnight of no zone', id: ':20270308T000000' },
    { name: 'midnight of the reader', id: berlin('20270308T000000') },
    { name: 'midnight in UTC', id: ':20270308T000000Z' },
    { name: 'midnight of the reader, in UTC', id: ':20270307T230000Z' },
    { name: 'noon of another zone', id: newYork('20270308T120000') },
  ])('$name is that of the day', ({ id }) => {
    expect(starts(allDay, moved(id, ';VALUE=DATE:20270309').replace('DURATION:PT1H\r\n', ''))).toEqual([
      '02-28T23:00',
      '03-08T23:00',
      '03-14T23:00',
    ]);
  });
});

describe('RFC 2445 §4.8.5.2: EXRULE, from programs that still send it', () => {
  const daily = (...more: string[]): string => timed(berlin, '20270301T090000', 'FREQ=DAILY;COUNT=7', ...more);
  it.each([
    {
      name: 'takes out the weekend',
      lines: ['EXRULE:FREQ=WEEKLY;BYDAY=SA,SU'],
      expected: ['03-01T08:00', '03-02T08:00', '03-03T08:00', '03-04T08:00', '03-05T08:00'],
    },
    {
      name: 'counts from its own first date',
      lines: ['EXRULE:FREQ=WEEKLY;BYDAY=WE,TH;COUNT=2'],
      expected: ['03-01T08:00', '03-02T08:00', '03-05T08:00', '03-06T08:00', '03-07T08:00'],
    },
    {
      name: 'takes out DTSTART where it has it',
      lines: ['EXRULE:FREQ=DAILY;COUNT=6'],
      expected: ['03-07T08:00'],
    },
    {
      name: 'takes out RDATEs too',
      lines: [`RDATE${berlin('20270310T090000,20270311T090000')}`, 'EXRULE:FREQ=DAILY;UNTIL=20270310T080000Z'],
      expected: ['03-11T08:00'],
    },
    {
      name: 'several take out what any of them has',
      lines: ['EXRULE:FREQ=DAILY;COUNT=2', 'EXRULE:FREQ=WEEKLY;BYDAY=SA,SU'],
      expected: ['03-03T08:00', '03-04T08:00', '03-05T08:00'],
    },
    {
      name: 'at other times takes out nothing',
      lines: ['EXRULE:FREQ=DAILY;BYHOUR=10;COUNT=1', 'EXRULE:FREQ=WEEKLY;BYDAY=TU,WE,TH,FR,SA,SU;BYMINUTE=30'],
      expected: ['01', '02', '03', '04', '05', '06', '07'].map((day) => `03-${day}T08:00`),
    },
    {
      name: 'all of it, for ever',
      lines: ['EXRULE:FREQ=DAILY'],
      expected: [],
    },
    { name: 'that cannot be read', lines: ['EXRULE:FREQ=WEEKLY;BYMONTHDAY=3'], expected: ['bad-rule'] },
    { name: 'that takes too long', lines: ['EXRULE:FREQ=SECONDLY;COUNT=2000000000'], expected: ['too-costly'] },
  ])('$name', ({ lines, expected }) => {
    expect(starts(daily(...lines))).toEqual(expected);
  });

  it('beside an endless rule, in a year in which it began long ago', () => {
    const series = event(
      `DTSTART${berlin('20200106T090000')}`,
      'DURATION:PT1H',
      'RRULE:FREQ=DAILY',
      'EXRULE:FREQ=MONTHLY;BYMONTHDAY=2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31',
    );
    expect(starts(series).slice(0, 3)).toEqual(['01-01T08:00', '02-01T08:00', '03-01T08:00']);
  });
});
