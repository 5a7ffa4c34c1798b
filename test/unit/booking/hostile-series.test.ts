/** Series that ask for more than anybody can want: each ends soon, with a named decision, within the engine's limits. */
import { describe, expect, it } from 'vitest';
import { expandOccurrences } from '../../../src/calendar/expand-occurrences.js';
import { instant } from '../../../src/mail/instant.js';
import { calendarObject, centralEurope, event, readItip } from '../../support/calendar-object.js';
import { cheaply } from '../../support/cheaply.js';
import { itip, openRoom, type RoomModel } from './desk-model.js';

const day = ['DTSTART;TZID=Europe/Berlin:20270208T090000', 'DTEND;TZID=Europe/Berlin:20270208T093000'];
const numbers = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index).join(',');
const everySecond = `BYHOUR=${numbers(0, 23)};BYMINUTE=${numbers(0, 59)};BYSECOND=${numbers(0, 59)}`;

/** Hours in a row, in the basic format with this end. */
function hours(count: number, suffix: string): string[] {
  return Array.from({ length: count }, (_, index) => stamp(Date.UTC(2027, 1, 9) + index * 3_600_000, suffix));
}

function stamp(at: number, suffix: string): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}${suffix}`;
}

/** Fifty milliseconds are the goal on an idle machine; what is not bounded takes many seconds. */
const SOON_MS = 1500;

function decideSoon(room: RoomModel, ics: string): { decision: string; because: string | null } {
  const { record } = cheaply(SOON_MS, () => room.send(ics));
  return { decision: record.decision, because: record.because };
}

const accepted = { decision: 'accept', because: null };
const declined = (because: string): { decision: string; because: string } => ({ decision: 'decline', because });
const left = (because: string): { decision: string; because: string } => ({ decision: 'leave-to-person', because });

describe('RFC 5545 §3.3.10: rules', () => {
  it.each([
    [`FREQ=DAILY;COUNT=1;${everySecond}`, accepted],
    [`FREQ=YEARLY;COUNT=1;${everySecond}`, accepted],
    [`FREQ=DAILY;COUNT=86400;${everySecond}`, declined('too-many-occurrences')],
    [`FREQ=YEARLY;BYSETPOS=${numbers(1, 366)};${everySecond}`, declined('conflict')],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', accepted],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5', declined('outside-window')],
    ['FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5', declined('outside-window')],
    ['FREQ=SECONDLY;BYHOUR=3;BYMINUTE=7;BYSECOND=11;BYDAY=MO;BYMONTH=2;BYMONTHDAY=30', accepted],
    ['FREQ=DAILY;COUNT=1000000000', declined('too-many-occurrences')],
    ['FREQ=SECONDLY;COUNT=1000000000', declined('too-many-occurrences')],
    ['FREQ=SECONDLY', declined('too-many-occurrences')],
    ['FREQ=MINUTELY', declined('too-many-occurrences')],
    ['FREQ=HOURLY', declined('too-many-occurrences')],
    ['FREQ=HOURLY;COUNT=100', accepted],
    ['FREQ=WEEKLY;UNTIL=99991231T235959Z', declined('outside-window')],
    ['FREQ=DAILY;UNTIL=99991231T235959Z', declined('too-many-occurrences')],
    ['FREQ=DAILY;INTERVAL=999999999', accepted],
    ['FREQ=YEARLY;INTERVAL=999999999999', accepted],
    ['FREQ=SECONDLY;INTERVAL=999999999;COUNT=1000', declined('outside-window')],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-366,366', accepted],
    ['FREQ=YEARLY;INTERVAL=5;BYWEEKNO=53;BYYEARDAY=1;BYMONTH=6', accepted],
  ])('%s', (rule, expected) => {
    expect(decideSoon(openRoom(), itip('REQUEST', [...day, `RRULE:${rule}`]))).toEqual(expected);
  });

  it.each([
    ['every second of the days', `FREQ=DAILY;COUNT=86400;${everySecond}`],
    ['30 February, second by second', 'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30'],
    ['counted through centuries', 'FREQ=SECONDLY;COUNT=2000000000'],
  ])('no more steps than allowed: %s', (_, rule) => {
    const limits = { from: instant(Date.UTC(2100, 0, 1)), until: instant(Date.UTC(2110, 0, 1)), maxOccurrences: 10 };
    const { components, zones } = readItip(calendarObject(event(...day, `RRULE:${rule}`)));
    const expansion = expandOccurrences(components, zones, 'UTC', { ...limits, maxSteps: 500 });
    expect(expansion).toMatchObject({ kind: 'refused', because: 'too-costly', detail: 'more than 500 steps' });
  });
});

describe('years that no calendar reaches', () => {
  it.each([
    ['the last days of 9999', ['DTSTART:99991231T220000Z', 'DTEND:99991231T235959Z', 'RRULE:FREQ=YEARLY']],
    ['daily until 9999', ['DTSTART:20270208T090000Z', 'RRULE:FREQ=WEEKLY;UNTIL=99991231T235959Z']],
  ])('%s: outside the window', (_, lines) => {
    expect(decideSoon(openRoom(), itip('REQUEST', lines))).toEqual(declined('outside-window'));
  });

  it.each([
    ['a year of five digits', ['DTSTART:100000101T000000Z'], left('unreadable')],
    ['daily since the year 1', ['DTSTART:00010101T090000Z', 'DTEND:00010101T093000Z', 'RRULE:FREQ=DAILY'], accepted],
    [
      'counted since the year 1',
      ['DTSTART:00010101T090000Z', 'RRULE:FREQ=DAILY;COUNT=2000000000'],
      declined('too-costly'),
    ],
    ['eight thousand years long', ['DTSTART:00010101T000000Z', 'DTEND:99991231T235959Z'], declined('outside-window')],
    [
      'that long every day',
      ['DTSTART:20270101T000000Z', 'DTEND:99991231T235959Z', 'RRULE:FREQ=DAILY'],
      declined('too-costly'),
    ],
    [
      'a duration of years every second',
      ['DTSTART:20270101T000000Z', 'DURATION:P3652D', 'RRULE:FREQ=SECONDLY'],
      declined('too-many-occurrences'),
    ],
  ])('%s', (_, lines, expected) => {
    expect(decideSoon(openRoom(), itip('REQUEST', lines))).toEqual(expected);
  });
});

describe('lists of dates', () => {
  it.each([
    ['RDATEs', [`RDATE:${hours(60_000, 'Z').join(',')}`], left('too-large')],
    ['RDATEs, a line each', hours(40_000, 'Z').map((time) => `RDATE:${time}`), left('too-large')],
    ['EXDATEs', ['RRULE:FREQ=DAILY', `EXDATE;TZID=Europe/Berlin:${hours(60_000, '').join(',')}`], left('too-large')],
    ['as many RDATEs as are read', [`RDATE:${hours(9_999, 'Z').join(',')}`], declined('too-many-occurrences')],
    ['as many EXDATEs as are read', ['RRULE:FREQ=DAILY;COUNT=900', `EXDATE:${hours(9_999, 'Z').join(',')}`], accepted],
    ['one RDATE again and again', [`RDATE:${Array<string>(9_999).fill('20270301T090000Z').join(',')}`], accepted],
  ])('%s', (_, lines, expected) => {
    expect(decideSoon(openRoom(), itip('REQUEST', [...day, ...lines]))).toEqual(expected);
  });

  it('dates in a thousand years cost what a thousand years of a zone may cost', () => {
    const years = Array.from({ length: 1000 }, (_, index) => `${1900 + index}0208T090000`).join(',');
    const ics = itip('REQUEST', [...day, `RDATE;TZID=Europe/Berlin:${years}`]);
    expect(decideSoon(openRoom(), ics)).toEqual(declined('too-costly'));
  });
});

describe('overrides', () => {
  const overrides = (count: number, range: string, ...lines: string[]): string[][] =>
    Array.from({ length: count }, (_, index) => {
      const local = stamp(Date.UTC(2027, 1, 8 + index, 9), '');
      return [`RECURRENCE-ID${range};TZID=Europe/Berlin:${local}`, ...lines];
    });
  const moved = ['DTSTART:20270208T080000Z', 'DTEND:20270208T083000Z'];

  it('a thousand changes of all later occurrences, under a rule that counts through centuries', () => {
    const later = overrides(990, ';RANGE=THISANDFUTURE', ...moved);
    const ics = itip('REQUEST', [...day, 'RRULE:FREQ=SECONDLY;COUNT=2000000000'], ...later);
    expect(decideSoon(openRoom({ now: instant(Date.UTC(2028, 0, 1)) }), ics)).toEqual(declined('too-costly'));
  });

  it('a thousand overrides without attendees, beside a thousand attendees', () => {
    const attendees = Array.from({ length: 999 }, (_, index) => `ATTENDEE:mailto:a${index}@example.com`);
    const master = [...day, 'RRULE:FREQ=DAILY;COUNT=998', ...attendees, 'ATTENDEE:mailto:blue@example.com'];
    const nobody = overrides(990, '', ...moved).map((lines) => ['ATTENDEE?', ...lines]);
    const ics = itip('REQUEST', master, ...nobody).replaceAll('ATTENDEE?\r\n', '');
    expect(decideSoon(openRoom(), ics)).toEqual(declined('conflict'));
  });
});

describe('RFC 5545 §3.6.5: definitions of zones', () => {
  const observance = (kind: string, ...lines: readonly string[]): string[] => [
    `BEGIN:${kind}`,
    ...lines,
    `END:${kind}`,
  ];
  const zone = (tzid: string, ...observances: readonly string[][]): string =>
    ['BEGIN:VTIMEZONE', `TZID:${tzid}`, ...observances.flat(), 'END:VTIMEZONE'].join('\r\n');
  const standard = (...lines: readonly string[]): string[] =>
    observance('STANDARD', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100', ...lines);
  const daylight = (...lines: readonly string[]): string[] =>
    observance('DAYLIGHT', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200', ...lines);
  const request = (zones: readonly string[], lines: readonly string[]): string =>
    itip('REQUEST', lines).replace('BEGIN:VEVENT', [...zones, 'BEGIN:VEVENT'].join('\r\n'));
  const inZone = (tzid: string): string[] => [
    `DTSTART;TZID=${tzid}:20270208T090000`,
    `DTEND;TZID=${tzid}:20270208T093000`,
    'RRULE:FREQ=DAILY;COUNT=900',
  ];

  it.each([
    ['a change every second', [standard('DTSTART:19700101T000000', 'RRULE:FREQ=SECONDLY')]],
    ['a change every minute of every year', [daylight('DTSTART:19700101T000000', `RRULE:FREQ=DAILY;${everySecond}`)]],
    ['a change counted since the year 1', [standard('DTSTART:00010101T000000', 'RRULE:FREQ=DAILY;COUNT=2000000000')]],
    [
      'nine hundred rules',
      Array.from({ length: 900 }, (_, index) => standard(`DTSTART:${1000 + index}0101T000000`, 'RRULE:FREQ=YEARLY')),
    ],
    ['nine thousand onsets', [standard('DTSTART:19700101T000000', `RDATE:${hours(9_000, '').join(',')}`)]],
  ])('%s explain nothing', (name, observances) => {
    const ics = request([zone(`Hostile ${name}`, ...observances)], inZone(`Hostile ${name}`));
    expect(decideSoon(openRoom(), ics)).toEqual(declined('unknown-time-zone'));
  });

  it('three hundred different ones, all used', () => {
    const names = Array.from({ length: 300 }, (_, index) => `Hostile ${index}`);
    const zones = names.map((name) => zone(name, standard('DTSTART:19000101T000000', 'RRULE:FREQ=YEARLY;BYDAY=SU')));
    const rdates = names.map((name, index) => `RDATE;TZID=${name}:${1950 + (index % 250)}0208T090000`);
    expect(decideSoon(openRoom(), request(zones, [...day, ...rdates]))).toEqual(declined('too-costly'));
  });

  it('what one message asks of a definition, the next one does not pay for', () => {
    const tzid = 'Customized Time Zone';
    const zones = [centralEurope(tzid)];
    const years = Array.from({ length: 95 }, (_, index) => `${1905 + 3 * index}0208T090000`).join(',');
    const room = openRoom();
    room.send(request(zones, ['UID:greedy', `DTSTART;TZID=${tzid}:20270208T090000`, `RDATE;TZID=${tzid}:${years}`]));
    expect(decideSoon(room, request(zones, inZone(tzid)))).toEqual(accepted);
    expect(room.taken()).toContain('2027-02-08T08:00');
    expect(room.taken()).toContain('2027-07-08T07:00');
  });
});
