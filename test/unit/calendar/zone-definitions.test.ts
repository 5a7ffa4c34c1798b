/**
 * What we write of a zone says what we read of it: a program that follows the VTIMEZONE comes to the same instants. Here
 * ical.js is that program.
 */
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import type { ItipMessage } from '../../../src/calendar/itip-message.js';
import { readStoredCalendar, writeStoredCalendar } from '../../../src/calendar/stored-calendar.js';
import { toInstant } from '../../../src/calendar/zone-table.js';
import { calendarObject, centralEurope, event, readItip } from '../../support/calendar-object.js';

const DAY_MS = 86_400_000;

/** The object as a store keeps it, with its definitions. */
const written = ({ components, zones }: ItipMessage): string => writeStoredCalendar(components, zones);

/** Makes instants of local times, for who knows no other zone than the object's own. */
function byDefinition(ics: string, tzid: string): (local: string) => number {
  const calendar = ICAL.Component.fromString(ics);
  const definition = calendar
    .getAllSubcomponents('vtimezone')
    .find((component) => component.getFirstPropertyValue('tzid') === tzid);
  if (definition === undefined) throw new Error(`no VTIMEZONE for ${tzid}`);
  const zone = new ICAL.Timezone(definition);
  return (local) => {
    const time = ICAL.Time.fromDateTimeString(local);
    time.zone = zone;
    return time.toUnixTime() * 1000;
  };
}

const localDays = (from: string, count: number, stepDays: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(`${from}T10:00:00Z`) + index * stepDays * DAY_MS).toISOString().slice(0, 19),
  );

function expectAgreement(message: ItipMessage, tzid: string, locals: readonly string[]): void {
  const ics = written(message);
  const stored = readStoredCalendar(ics);
  const read = byDefinition(ics, tzid);
  for (const local of locals) {
    const time = { kind: 'zoned', local, tzid } as const;
    const at = toInstant(time, message.zones, 'UTC');
    expect([local, read(local)]).toEqual([local, at]);
    // A reader of the stored object gets the same result.
    expect([local, toInstant(time, stored.zones, 'UTC')]).toEqual([local, at]);
  }
}

const series = (tzid: string, ...definitions: readonly string[]): ItipMessage =>
  readItip(
    calendarObject(
      ...definitions,
      event(`DTSTART;TZID="${tzid}":20270111T100000`, `DTEND;TZID="${tzid}":20270111T110000`, 'RRULE:FREQ=WEEKLY'),
    ),
  );
const threeYears = localDays('2027-01-11', 157, 7);

it('RFC 5545 §3.2.19: every zone of the runtime, for three years of a series', () => {
  const names = ['UTC', 'Etc/GMT+5', 'US/Eastern', 'Asia/Calcutta', ...Intl.supportedValuesOf('timeZone')];
  for (const name of names) expectAgreement(series(name), name, localDays('2027-01-11', 53, 21));
});

const observance = (kind: string, start: string, from: string, to: string, ...more: readonly string[]): string =>
  [`BEGIN:${kind}`, `DTSTART:${start}`, `TZOFFSETFROM:${from}`, `TZOFFSETTO:${to}`, ...more, `END:${kind}`].join(
    '\r\n',
  );
const zone = (tzid: string, ...lines: readonly string[]): string =>
  ['BEGIN:VTIMEZONE', `TZID:${tzid}`, ...lines, 'END:VTIMEZONE'].join('\r\n');
const ended = [
  observance('DAYLIGHT', '20270328T020000', '+0100', '+0200', 'RDATE:20260329T020000'),
  observance('STANDARD', '20271031T030000', '+0200', '+0100', 'RDATE:20261025T030000'),
];
const wrong = observance('STANDARD', '19700101T000000', '+0500', '+0500', 'RRULE:FREQ=YEARLY;BYMONTH=1');

describe('where the object has a definition of its own', () => {
  it.each([
    ['Europe/Berlin', ended],
    ['Europe/Berlin', [wrong]],
    ['Africa/Casablanca', [wrong]],
    ['W. Europe Standard Time', ended],
    // It holds between its onsets, the name behind them: neither definition says both.
    ['Eastern', ended],
    ['Morocco Standard Time', ended],
    ['(UTC-05:00) Eastern Time (US & Canada)', ended],
    ['Ours', ['X-LIC-LOCATION:Africa/Casablanca', wrong]],
    ['Ours', ['X-LIC-LOCATION:Europe/Berlin', ...ended]],
    ['Ours', [wrong]],
    ['Ours', [observance('STANDARD', '20270111T100000', '-0600', '-0600')]],
    ['W. Europe Standard Time', [observance('STANDARD', '20270111T100000', '-0600', '-0600')]],
  ])('%s %#', (tzid, lines) => {
    expectAgreement(series(tzid, zone(tzid, ...lines)), tzid, threeYears);
  });

  it('it stays as it is when it says what is meant', () => {
    const own = centralEurope('Europe/Berlin').replace('BEGIN:STANDARD', 'X-OURS:1\r\nBEGIN:STANDARD');
    expect(written(series('Europe/Berlin', own))).toContain('X-OURS:1');
  });

  it('single dates on both sides of its end', () => {
    const dates = ['2026-07-01', '2027-12-01'].map((day) => `${day}T10:00:00`);
    const [first = '', second = ''] = dates.map((local) => local.replaceAll(/[-:]/g, ''));
    const lines = [`DTSTART;TZID=Eastern:${first}`, 'DURATION:PT1H', `RDATE;TZID=Eastern:${second}`];
    expectAgreement(readItip(calendarObject(zone('Eastern', ...ended), event(...lines))), 'Eastern', dates);
  });

  it('a TZID that nothing explains has what came with it', () => {
    const ics = written(series('Ours', zone('Ours', ...ended)));
    expect(ics).toContain('TZID:Ours');
    expect(written(series('Mars/Olympus'))).not.toContain('VTIMEZONE');
  });
});
