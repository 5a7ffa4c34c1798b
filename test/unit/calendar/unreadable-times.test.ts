/**
 * A time that is there is read, or its message is left to a person: it is never dropped, nor taken as absent.
 */
import { describe, expect, it } from 'vitest';
import type { EventComponent } from '../../../src/calendar/itip-message.js';
import { defaultItipLimits, parseItip } from '../../../src/calendar/parse-itip.js';
import { calendarObject, centralEurope, event, readItip } from '../../support/calendar-object.js';

const start = 'DTSTART:20270510T100000Z';
const only = (...lines: readonly string[]): EventComponent => {
  const [component] = readItip(calendarObject(event(...lines))).components;
  if (component === undefined) throw new Error('no component');
  return component;
};
const utc = (text: string): { kind: 'utc'; at: number } => ({ kind: 'utc', at: Date.parse(text) });
const floating = (local: string): { kind: 'floating'; local: string } => ({ kind: 'floating', local });
const date = (text: string): { kind: 'date'; date: string } => ({ kind: 'date', date: text });
const berlin = (local: string): { kind: 'zoned'; local: string; tzid: string } => ({
  kind: 'zoned',
  local,
  tzid: 'Europe/Berlin',
});

describe('one reading only: it is read', () => {
  it.each([
    ['midnight as the 24th hour', ':20270510T240000Z', utc('2027-05-11T00:00:00Z')],
    ['the same on the last day of a year', ':20271231T240000Z', utc('2028-01-01T00:00:00Z')],
    ['the same without seconds', ':20270510T2400Z', utc('2027-05-11T00:00:00Z')],
    ['ISO 8601, extended', ':2027-05-10T11:00:00Z', utc('2027-05-10T11:00:00Z')],
    ['the same without seconds', ':2027-05-10T11:00Z', utc('2027-05-10T11:00:00Z')],
    ['the same with a fraction of zero', ':2027-05-10T11:00:00.000Z', utc('2027-05-10T11:00:00Z')],
    ['the same with a blank for the T', ':2027-05-10 11:00:00Z', utc('2027-05-10T11:00:00Z')],
    ['the same with an offset', ':2027-05-10T13:00:00+02:00', utc('2027-05-10T11:00:00Z')],
    ['an offset without colon', ':20270510T060000-0500', utc('2027-05-10T11:00:00Z')],
    ['a date extended, a time not', ':2027-05-10T110000Z', utc('2027-05-10T11:00:00Z')],
    ['midnight as the 24th hour, extended', ':2027-05-10T24:00:00Z', utc('2027-05-11T00:00:00Z')],
    ['seconds missing', ':20270510T1100Z', utc('2027-05-10T11:00:00Z')],
    ['lower case', ':20270510t110000z', utc('2027-05-10T11:00:00Z')],
    ['blanks around', ': 20270510T110000Z ', utc('2027-05-10T11:00:00Z')],
    ['a leap second', ':20270510T105960Z', utc('2027-05-10T10:59:59Z')],
    ['a parameter that nobody knows', ';X-COLOR=red:20270510T110000Z', utc('2027-05-10T11:00:00Z')],
    ['a wrong VALUE', ';VALUE=DATE:20270510T110000Z', utc('2027-05-10T11:00:00Z')],
    ['a VALUE that nobody knows', ';VALUE=X-TIME:20270510T110000Z', utc('2027-05-10T11:00:00Z')],
  ])('DTEND, %s', (_, value, expected) => {
    expect(only(start, `DTEND${value}`).end).toEqual(expected);
    expect(only(`RECURRENCE-ID${value}`, start).recurrenceId).toEqual(expected);
    expect(only(start, `RDATE${value}`).rdates).toEqual([expected]);
    expect(only(start, `EXDATE${value}`).exdates).toEqual([expected]);
  });

  it.each([
    ['a floating midnight', ['DTSTART:20270510T100000', 'DTEND:20270510T240000'], floating('2027-05-11T00:00:00')],
    [
      'an empty TZID',
      ['DTSTART;TZID=:20270510T100000', 'DTEND;TZID="":20270510T110000'],
      floating('2027-05-10T11:00:00'),
    ],
    [
      'a zone',
      ['DTSTART;TZID=Europe/Berlin:2027-05-10T10:00', 'DTEND;TZID=Europe/Berlin:2027-05-10T24:00'],
      berlin('2027-05-11T00:00:00'),
    ],
    [
      'an unquoted TZID with colons',
      [
        'DTSTART;TZID=(UTC+01:00) Amsterdam:2027-05-10T10:00:00',
        'DTEND;TZID=(UTC+01:00) Amsterdam:2027-05-10T11:00:00',
      ],
      { kind: 'zoned', local: '2027-05-10T11:00:00', tzid: '(UTC+01:00) Amsterdam' },
    ],
    ['days', ['DTSTART;VALUE=DATE:20270510', 'DTEND;VALUE=DATE:2027-05-13'], date('2027-05-13')],
    [
      'days with a TZID',
      ['DTSTART;TZID=Europe/Berlin:20270510', 'DTEND;TZID=Europe/Berlin:20270512'],
      date('2027-05-12'),
    ],
    ['days in hours', ['DTSTART;VALUE=DATE:20270510', 'DURATION:PT48H'], date('2027-05-12')],
    ['DURATION in lower case', [start, 'DURATION:pt1h30m'], utc('2027-05-10T11:30:00Z')],
    ['DURATION with a sign', [start, 'DURATION:+P1DT1H'], utc('2027-05-11T11:00:00Z')],
    ['DURATION of no time', [start, 'DURATION:PT0S'], utc('2027-05-10T10:00:00Z')],
    ['DURATION with a parameter', [start, 'DURATION;X-A=1;VALUE=DURATION:PT1H'], utc('2027-05-10T11:00:00Z')],
  ])('%s', (_, lines, expected) => {
    expect(only(...lines).end).toEqual(expected);
  });

  it('what was mended is written by the standard', () => {
    const { ical } = only(
      'DTSTART;TZID=Europe/Berlin:2027-05-10t10:00',
      'DTEND:2027-05-10T24:00Z',
      'RRULE:freq=daily;until=2027-06-01',
    );
    expect(ical).toContain('DTSTART;TZID=Europe/Berlin:20270510T100000\r\n');
    expect(ical).toContain('DTEND:20270511T000000Z\r\n');
    expect(ical).toContain('RRULE:FREQ=DAILY;UNTIL=20270601\r\n');
  });

  it('a list of several kinds is several lists', () => {
    const { rdates, rdatePeriods, ical } = only(
      start,
      'RDATE;TZID=Europe/Berlin:20270511T100000,20270512T100000Z,2027-05-13,20270514T100000/PT1H',
    );
    expect(rdates).toEqual([
      berlin('2027-05-11T10:00:00'),
      utc('2027-05-12T10:00:00Z'),
      date('2027-05-13'),
      berlin('2027-05-14T10:00:00'),
    ]);
    expect(rdatePeriods).toHaveLength(1);
    expect(ical).toContain('RDATE;TZID=Europe/Berlin:20270511T100000\r\nRDATE:20270512T100000Z\r\n');
  });
});

const unreadable = (...events: readonly (readonly string[])[]): string => {
  const parsed = parseItip(
    [{ content: calendarObject(...events.map((lines) => event(...lines))), method: null }],
    defaultItipLimits,
  );
  return parsed.kind === 'refused' ? parsed.because : parsed.kind;
};
const weekly = [start, 'DTEND:20270510T110000Z', 'RRULE:FREQ=WEEKLY;COUNT=3'];

describe('anything else is left to a person', () => {
  const values = [
    '',
    'tomorrow',
    '20270510T10',
    '20270510T1000000Z',
    '20270510T110000Zjunk',
    '20270510110000Z',
    '20270510T110000.5Z',
    '20270510T250000Z',
    '20270510T240001Z',
    '20270510T106000Z',
    '20270510T100061Z',
    '20271310T100000Z',
    '20270532T100000Z',
    '20270229T100000Z',
    '2027-5-10T10:00:00Z',
    '2027-05-10T10Z',
    '10/05/2027 10:00',
    '20270510T100000Q',
    '20270510T100000+9900',
    '99991231T240000Z',
    '100000101T000000Z',
    '-20270510T100000Z',
    '20270510T110000Z,',
    '20270510T110000Z;20270511T110000Z',
  ];
  it.each(values)('RFC 5545 §3.3.5: "%s"', (value) => {
    expect(unreadable([`DTSTART:${value}`])).toBe('unreadable');
    expect(unreadable([start, `DTEND:${value}`])).toBe('unreadable');
    expect(unreadable([...weekly, `RDATE:${value}`])).toBe('unreadable');
    expect(unreadable([...weekly, `RDATE:20270601T100000Z,${value}`])).toBe('unreadable');
    expect(unreadable([...weekly, `EXDATE:${value}`])).toBe('unreadable');
    expect(unreadable(weekly, [`RECURRENCE-ID:${value}`, start])).toBe('unreadable');
    expect(unreadable(weekly, ['RECURRENCE-ID:20270517T100000Z', `DTSTART:${value}`])).toBe('unreadable');
    expect(unreadable(weekly, ['RECURRENCE-ID:20270517T100000Z', start, `DTEND:${value}`])).toBe('unreadable');
    if (value !== '') expect(unreadable([start, `RRULE:FREQ=DAILY;UNTIL=${value}`])).toBe('unreadable');
  });

  it.each([
    'P30M',
    'PT1D',
    'P1H',
    '-PT1H',
    '-P1D',
    '-PT0S',
    'P',
    'PT',
    'P1DT',
    'PT1.5H',
    '1H',
    '3600',
    '',
    'P1Y',
    'P99999D',
    'P99999999999D',
  ])('RFC 5545 §3.3.6: DURATION:%s', (value) => {
    expect(unreadable([start, `DURATION:${value}`])).toBe('unreadable');
    expect(unreadable([...weekly, `DURATION:${value}`])).toBe('unreadable');
    expect(unreadable([start, `RDATE;VALUE=PERIOD:20270511T100000Z/${value}`])).toBe('unreadable');
    expect(unreadable(weekly, ['RECURRENCE-ID:20270517T100000Z', start, `DURATION:${value}`])).toBe('unreadable');
  });

  it.each([
    'SOMETIMES',
    'FREQ=SOMETIMES',
    'COUNT=3',
    'FREQ=DAILY;COUNT=0',
    'FREQ=DAILY;COUNT=three',
    'FREQ=DAILY;COUNT=-1',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;FREQ=WEEKLY',
    'FREQ=WEEKLY;BYDAY=XX',
    'FREQ=WEEKLY;BYDAY=MO,',
    'FREQ=MONTHLY;BYMONTHDAY=32',
    'FREQ=MONTHLY;BYMONTHDAY=0',
    'FREQ=YEARLY;BYMONTH=13',
    'FREQ=DAILY;BYHOUR=24',
    'FREQ=WEEKLY;WKST=XX',
    'FREQ=DAILY;UNTIL=20270230',
    'RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=SIDEWAYS',
    '',
  ])('RFC 5545 §3.3.10: RRULE:%s', (value) => {
    expect(unreadable([start, `RRULE:${value}`])).toBe('unreadable');
    expect(unreadable([...weekly, `EXRULE:${value}`])).toBe('unreadable');
  });

  it.each([
    ['an end before the start', [start, 'DTEND:20270510T095959Z']],
    ['the same in a zone', ['DTSTART;TZID=Europe/Berlin:20271203T160000', 'DTEND;TZID=Europe/Berlin:20271126T160000']],
    [
      'the same in two zones',
      ['DTSTART;TZID=America/New_York:20270510T100000', 'DTEND;TZID=Europe/Berlin:20270510T150000'],
    ],
    ['the same across types', ['DTSTART;TZID=Europe/Berlin:20270510T100000', 'DTEND:20270510T075900Z']],
    [
      'the same as clocks go forward',
      ['DTSTART;TZID=Europe/Berlin:20270328T023000', 'DTEND;TZID=Europe/Berlin:20270328T030000'],
    ],
    ['the same without zone', ['DTSTART:20270510T100000', 'DTEND:20270510T090000']],
    ['the same in days', ['DTSTART;VALUE=DATE:20270510', 'DTEND;VALUE=DATE:20270509']],
    ['the same in a period', [start, 'RDATE;VALUE=PERIOD:20270511T100000Z/20270511T090000Z']],
    ['a date that ends a time', [start, 'DTEND;VALUE=DATE:20270511']],
    ['a time that ends a date', ['DTSTART;VALUE=DATE:20270510', 'DTEND:20270511T000000Z']],
    ['a floating end of a time in UTC', [start, 'DTEND:20270510T120000']],
    ['a zone at the end alone', ['DTSTART:20270510T100000', 'DTEND;TZID=Europe/Berlin:20270510T120000']],
    ['a date that ends a period', [start, 'RDATE;VALUE=PERIOD:20270511T100000Z/20270512']],
    ['a part of a day that an all-day event lasts', ['DTSTART;VALUE=DATE:20270510', 'DURATION:PT15M']],
    ['hours that are added to an all-day event', ['DTSTART;VALUE=DATE:20270510', 'RDATE:20270512T100000Z/PT1H']],
    ['no day at all', ['DTSTART;VALUE=DATE:20270510', 'DURATION:P0D']],
    ['a period without end', [start, 'RDATE;VALUE=PERIOD:20270511T100000Z/']],
    ['two starts', [start, 'DTSTART:20270510T103000Z', 'DTEND:20270510T110000Z']],
    ['two starts in one line', ['DTSTART:20270510T100000Z,20270511T100000Z']],
    ['two ends', [start, 'DTEND:20270510T110000Z', 'DTEND:20270510T120000Z']],
    ['two durations', [start, 'DURATION:PT1H', 'DURATION:PT2H']],
    ['an unreadable DURATION beside DTEND', [start, 'DTEND:20270510T110000Z', 'DURATION:P30M']],
    ['two zones of one time', ['DTSTART;TZID=Europe/Berlin;TZID=America/New_York:20270510T100000']],
    ['an offset beside a TZID', ['DTSTART;TZID=Europe/Berlin:20270510T100000+0200']],
    ['RANGE=THISANDPRIOR, which RFC 5545 gave up', ['RECURRENCE-ID;RANGE=THISANDPRIOR:20270517T100000Z', start]],
    ['text that a scanner has put behind a time', [start, 'DTEND:20270510T110000Z', '[EXTERNAL] take care']],
  ])('%s', (_, lines) => {
    expect(unreadable(lines)).toBe('unreadable');
  });

  it.each([
    ['the same start twice', [start, start, 'DTEND:20270510T110000Z']],
    ['an end at the start', [start, 'DTEND:20270510T100000Z']],
    [
      'an end in another zone',
      ['DTSTART;TZID=America/New_York:20270510T100000', 'DTEND;TZID=Europe/Berlin:20270510T170000'],
    ],
    ['an end in UTC', ['DTSTART;TZID=Europe/Berlin:20270510T100000', 'DTEND:20270510T090000Z']],
    [
      'an end in a zone that nothing explains, which is declined later',
      [start, 'DTEND;TZID=Mars/Olympus:20270510T090000'],
    ],
    ['an unreadable CREATED', [start, 'CREATED:garbage', 'DTSTAMP:garbage']],
  ])('but not %s', (_, lines) => {
    expect(unreadable(lines)).toBe('itip');
  });

  it('alarms and zones do not make an event unreadable', () => {
    const alarm = ['BEGIN:VALARM', 'TRIGGER:soon', 'DURATION:P30M', 'REPEAT:x', 'END:VALARM'];
    const zone = centralEurope('Broken').replaceAll(/DTSTART:.*/g, 'DTSTART:never');
    const content = calendarObject(zone, event(start, ...alarm));
    expect(parseItip([{ content, method: null }], defaultItipLimits).kind).toBe('itip');
  });

  it('RFC 5546 §3.2.5: so is a CANCEL of an unreadable occurrence', () => {
    const content = calendarObject(event('RECURRENCE-ID:20270517T10')).replace('REQUEST', 'CANCEL');
    expect(parseItip([{ content, method: null }], defaultItipLimits)).toMatchObject({ because: 'unreadable' });
  });
});
