import { describe, expect, it } from 'vitest';
import { expandOccurrences } from '../../../src/calendar/expand-occurrences.js';
import { removeOccurrences, truncateSeries } from '../../../src/calendar/remove-occurrences.js';
import { readStoredCalendar, writeStoredCalendar } from '../../../src/calendar/stored-calendar.js';
import { instant } from '../../../src/mail/instant.js';
import { calendarObject, centralEurope, event, readItip } from '../../support/calendar-object.js';

const berlin = 'Europe/Berlin';
const master = (rule: string): string =>
  event('DTSTART;TZID=Ours:20270308T090000', 'DTEND;TZID=Ours:20270308T100000', `RRULE:${rule}`);
const override = event('DTSTART;TZID=Ours:20270323T140000', 'RECURRENCE-ID;TZID=Ours:20270322T090000');
const third = instant(Date.UTC(2027, 2, 22, 8));
const second = instant(Date.UTC(2027, 2, 15, 8));

function stored(...events: readonly string[]): string {
  const { components, zones } = readItip(calendarObject(centralEurope('Ours'), centralEurope('Unused'), ...events));
  return writeStoredCalendar(components, zones);
}

function starts(ical: string | null): string[] {
  const { components, zones } = readStoredCalendar(ical ?? '');
  const limits = { from: instant(0), until: instant(Date.UTC(2027, 4, 1)), maxSteps: 10_000, maxOccurrences: 100 };
  const expansion = expandOccurrences(components, zones, berlin, limits);
  if (expansion.kind === 'refused') throw new Error(expansion.because);
  return expansion.occurrences.map(({ start }) => new Date(start).toISOString().slice(5, 10));
}

describe('the stored object', () => {
  it('reads back as it was read first, with the zones that it uses', () => {
    const { components } = readItip(calendarObject(centralEurope('Ours'), master('FREQ=WEEKLY;COUNT=5'), override));
    const again = readStoredCalendar(stored(master('FREQ=WEEKLY;COUNT=5'), override));
    expect(again.components).toEqual(components);
    expect(Object.keys(again.zones.definitions)).toEqual(['Ours']);
    expect(stored(master('FREQ=DAILY'))).not.toContain('METHOD');
  });

  it('a text that is none has no components', () => {
    expect(readStoredCalendar('nothing')).toEqual({ components: [], zones: { definitions: {} } });
  });
});

describe('RFC 5546 §3.2.5: CANCEL of one occurrence', () => {
  const rule = 'FREQ=WEEKLY;COUNT=5';
  it('removes that one, and its override', () => {
    expect(starts(removeOccurrences(stored(master(rule), override), new Set([third]), berlin))).toEqual([
      '03-08',
      '03-15',
      '03-29',
      '04-05',
    ]);
    expect(starts(removeOccurrences(stored(master(rule), override), new Set([second]), berlin))).toEqual([
      '03-08',
      '03-23',
      '03-29',
      '04-05',
    ]);
  });

  it('of an all-day series', () => {
    const days = stored(event('DTSTART;VALUE=DATE:20270308', 'RRULE:FREQ=DAILY;COUNT=3'));
    const left = removeOccurrences(days, new Set([instant(Date.UTC(2027, 2, 8, 23))]), berlin);
    expect(left).toContain('EXDATE;VALUE=DATE:20270309');
    expect(starts(left)).toEqual(['03-07', '03-09']);
  });

  it('the last thing there was leaves nothing', () => {
    expect(removeOccurrences(stored(override), new Set([third]), berlin)).toBeNull();
    const single = stored(event('DTSTART:20270315T080000Z'));
    expect(removeOccurrences(single, new Set([second]), berlin)).toBeNull();
    expect(starts(removeOccurrences(single, new Set([third]), berlin))).toEqual(['03-15']);
  });
});

describe('RFC 5546 §3.2.5: CANCEL of this and all that follow', () => {
  it.each([
    ['COUNT', 'FREQ=WEEKLY;COUNT=5', 'COUNT=2'],
    ['UNTIL', 'FREQ=WEEKLY;UNTIL=20270405T070000Z', 'UNTIL=20270322T075959Z'],
    ['no end', 'FREQ=WEEKLY', 'UNTIL=20270322T075959Z'],
  ])('a rule with %s ends before it', (_, rule, end) => {
    const left = truncateSeries(stored(master(rule), override), third, berlin);
    expect(left).toContain(end);
    expect(starts(left)).toEqual(['03-08', '03-15']);
  });

  it.each([
    ['COUNT', 'FREQ=WEEKLY;COUNT=2'],
    ['UNTIL', 'FREQ=WEEKLY;UNTIL=20270315T080000Z'],
  ])('a rule with %s that ended before stays', (_, rule) => {
    expect(truncateSeries(stored(master(rule)), third, berlin)).toBe(stored(master(rule)));
  });

  it('RDATEs go too', () => {
    const dates = event('DTSTART;TZID=Ours:20270308T090000', 'RDATE;TZID=Ours:20270315T090000,20270322T090000');
    expect(starts(truncateSeries(stored(dates), third, berlin))).toEqual(['03-08', '03-15']);
  });

  it('RDATEs that stay keep the length they name', () => {
    const periods = '20270315T090000/20270315T120000,20270322T090000/PT2H';
    const dates = event('DTSTART;TZID=Ours:20270308T090000', `RDATE;VALUE=PERIOD;TZID=Ours:${periods}`);
    const left = truncateSeries(stored(dates), third, berlin)?.replaceAll('\r\n ', '');
    expect(left).toMatch(/^RDATE;.*:20270315T090000\/20270315T120000\r$/m);
    expect(starts(left ?? null)).toEqual(['03-08', '03-15']);
  });

  it('from the first on, nothing is left', () => {
    expect(truncateSeries(stored(master('FREQ=WEEKLY')), instant(Date.UTC(2027, 2, 8, 8)), berlin)).toBeNull();
  });
});
