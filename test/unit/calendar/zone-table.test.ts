import { describe, expect, it } from 'vitest';
import type { ZoneTable } from '../../../src/calendar/itip-message.js';
import { formatInZone, toInstant } from '../../../src/calendar/zone-table.js';
import { instant } from '../../../src/mail/instant.js';
import { calendarObject, centralEurope, event, readItip } from '../../support/calendar-object.js';

const none: ZoneTable = { definitions: {} };

function zonesOf(...definitions: readonly string[]): ZoneTable {
  return readItip(calendarObject(...definitions, event('DTSTART:20270208T090000Z'))).zones;
}

function utcOf(local: string, tzid: string, zones = none): string | null {
  const at = toInstant({ kind: 'zoned', local, tzid }, zones, 'UTC');
  return at === null ? null : new Date(at).toISOString().slice(0, 16);
}

describe('RFC 5545 §3.3.5: a local time that comes twice is the first, a skipped one has the offset before', () => {
  const definition = zonesOf(centralEurope('W. Europe Standard Time'));
  it.each([
    ['2027-03-28T01:59:00', '2027-03-28T00:59'],
    ['2027-03-28T02:30:00', '2027-03-28T01:30'],
    ['2027-03-28T03:00:00', '2027-03-28T01:00'],
    ['2027-10-31T01:30:00', '2027-10-30T23:30'],
    ['2027-10-31T02:30:00', '2027-10-31T00:30'],
    ['2027-10-31T03:30:00', '2027-10-31T02:30'],
    ['1985-07-01T12:00:00', '1985-07-01T10:00'],
  ])('%s in central Europe is %sZ', (local, utc) => {
    expect(utcOf(local, 'Europe/Berlin')).toBe(utc);
    expect(utcOf(local, 'W. Europe Standard Time', definition)).toBe(utc);
  });

  it.each([
    ['Australia/Lord_Howe', '2027-04-04T01:45:00', '2027-04-03T14:45'],
    ['Africa/Casablanca', '2027-02-01T12:00:00', '2027-02-01T11:00'],
    ['Asia/Kathmandu', '2027-02-01T12:00:00', '2027-02-01T06:15'],
    ['America/St_Johns', '2027-07-01T12:00:00', '2027-07-01T14:30'],
  ])('%s: %s', (tzid, local, utc) => {
    expect(utcOf(local, tzid)).toBe(utc);
  });
});

describe('what a TZID means', () => {
  it.each([
    ['europe/berlin', 'in any case'],
    ['/freeassociation.sourceforge.net/Tzfile/Europe/Berlin', 'with a prefix'],
    ['/mozilla.org/20050126_1/Europe/Berlin', 'with a prefix'],
    ['W. Europe Standard Time', 'a Windows name'],
    ['w. europe standard time 1', 'a Windows name, numbered'],
    ['(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna', 'a display name'],
    ['(GMT+01.00) Sarajevo/Warsaw/Zagreb', 'an old display name'],
    ['Western/Central Europe', 'a name of Notes'],
    ['GMT +0100 (Standard) / GMT +0200 (Daylight)', 'offsets of Notes'],
  ])('%s: %s', (tzid) => {
    expect(utcOf('2027-02-08T09:00:00', tzid)).toBe('2027-02-08T08:00');
    expect(utcOf('2027-07-08T09:00:00', tzid)).toBe('2027-07-08T07:00');
  });

  it.each([
    ['Eastern', '2027-02-08T14:00'],
    ['(UTC-05:00) Eastern Time (US & Canada)', '2027-02-08T14:00'],
    ['GMT -0500 (Standard) / GMT -0400 (Daylight)', '2027-02-08T14:00'],
    ['(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi', '2027-02-08T03:30'],
    ['GMT +0530 (Standard)', '2027-02-08T03:30'],
    ['GMT -0300 (Standard)', '2027-02-08T12:00'],
    ['tzone://Microsoft/Utc', '2027-02-08T09:00'],
    ['America/Indiana/Knox', '2027-02-08T15:00'],
    ['Pacific Standard Time (Mexico)', '2027-02-08T17:00'],
    ['America/New York', '2027-02-08T14:00'],
    ['/Europe/Berlin', '2027-02-08T08:00'],
    ['http://tzurl.example/zoneinfo/Europe/Berlin', '2027-02-08T08:00'],
    ['US/Eastern', '2027-02-08T14:00'],
    ['Asia/Calcutta', '2027-02-08T03:30'],
    ['EST', '2027-02-08T14:00'],
    ['EST5EDT', '2027-02-08T14:00'],
    ['Etc/GMT+5', '2027-02-08T14:00'],
    ['(UTC) Coordinated Universal Time', '2027-02-08T09:00'],
    ['(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London', '2027-02-08T09:00'],
    ['(GMT-08:00) Pacific Time (US & Canada); Tijuana', '2027-02-08T17:00'],
    ['Eastern Daylight Time', '2027-02-08T14:00'],
    ['India', '2027-02-08T03:30'],
    ['W. Europe', '2027-02-08T08:00'],
  ])('%s', (tzid, utc) => {
    expect(utcOf('2027-02-08T09:00:00', tzid)).toBe(utc);
  });

  it.each([
    'Customized Time Zone',
    'Mars/Olympus',
    'BST',
    'IST',
    'Berlin, Tokyo',
    '+01:00',
    '',
    'x'.repeat(5000),
    '__proto__',
  ])('%.40s: nothing explains it, nothing is guessed', (tzid) => {
    expect(utcOf('2027-02-08T09:00:00', tzid)).toBeNull();
  });
});

describe('an embedded VTIMEZONE', () => {
  const fixed = (tzid: string, ...lines: readonly string[]): string =>
    ['BEGIN:VTIMEZONE', `TZID:${tzid}`, ...lines, 'END:VTIMEZONE'].join('\r\n');
  const observance = (kind: string, start: string, from: string, to: string, ...more: readonly string[]): string =>
    [`BEGIN:${kind}`, `DTSTART${start}`, `TZOFFSETFROM:${from}`, `TZOFFSETTO:${to}`, ...more, `END:${kind}`].join(
      '\r\n',
    );

  it('defines an unknown name', () => {
    const zones = zonesOf(centralEurope('Customized Time Zone'));
    expect(utcOf('2027-07-08T09:00:00', 'Customized Time Zone', zones)).toBe('2027-07-08T07:00');
  });

  const yearly = 'RRULE:FREQ=YEARLY;BYMONTH=1';
  const threeEast = observance('STANDARD', ':19700101T000000', '+0300', '+0300', yearly);
  it.each(['W. Europe Standard Time', 'EST', 'GMT', 'Eastern', '(UTC+01:00) Amsterdam, Berlin, Bern'])(
    'comes before the name %s, even where it says something else',
    (tzid) => {
      expect(utcOf('2027-07-08T09:00:00', tzid, zonesOf(fixed(tzid, threeEast)))).toBe('2027-07-08T06:00');
    },
  );

  it.each([
    ['Europe/Berlin', []],
    ['europe/berlin', []],
    ['/mozilla.org/20050126_1/Europe/Berlin', []],
    ['"Europe\\/Berlin"', []],
    ['Ours', ['X-LIC-LOCATION:Europe/Berlin']],
    ['Eastern', ['X-LIC-LOCATION:Europe/Berlin']],
    ['Ours', ['X-LIC-LOCATION:/citadel.org/20210210_1/Europe/Berlin']],
  ])('an IANA name with a / means that zone, whatever stands beside it: %s %s', (written, lines) => {
    const zones = zonesOf(fixed(written, ...lines, threeEast));
    const [tzid = ''] = Object.keys(zones.definitions);
    expect(utcOf('2027-07-08T09:00:00', tzid, zones)).toBe('2027-07-08T07:00');
    expect(utcOf('2027-02-08T09:00:00', tzid, zones)).toBe('2027-02-08T08:00');
  });

  const dst = ['RDATE:20250330T020000', 'RDATE:20260329T020000'];
  const std = ['RDATE:20251026T030000', 'RDATE:20261025T030000'];
  const broken: [string, string[]][] = [
    ['no onset before the date', [observance('STANDARD', ':20300101T000000', '+0300', '+0300')]],
    [
      'STANDARD and DAYLIGHT with one onset',
      [
        observance('STANDARD', ':19700101T000000', '+0300', '+0400'),
        observance('DAYLIGHT', ':19700101T000000', '+0300', '+0300'),
      ],
    ],
    ['an onset that is a DATE', [observance('STANDARD', ';VALUE=DATE:19700101', '+0300', '+0300')]],
    [
      'RDATEs that end too early',
      [
        observance('DAYLIGHT', ':20240331T020000', '+0300', '+0400', ...dst),
        observance('STANDARD', ':20241027T030000', '+0400', '+0300', ...std),
      ],
    ],
    ['no observance at all', []],
    ['an offset that is none', [observance('STANDARD', ':19700101T000000', 'x', 'y')]],
  ];
  it.each(broken)('%s: the exact IANA name wins', (_, lines) => {
    const zones = zonesOf(fixed('Europe/Berlin', ...lines));
    expect(utcOf('2028-07-08T09:00:00', 'Europe/Berlin', zones)).toBe('2028-07-08T07:00');
  });

  it('whose onsets begin after the date explains nothing under an unknown name', () => {
    const zones = zonesOf(fixed('Ours', observance('STANDARD', ':20300101T000000', '+0300', '+0300')));
    expect(utcOf('2027-07-08T09:00:00', 'Ours', zones)).toBeNull();
  });

  it('rules that ended stay ended (UNTIL)', () => {
    const ended = (kind: string, start: string, from: string, to: string, byday: string, until: string): string =>
      observance(kind, start, from, to, `RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=${byday};UNTIL=${until}`);
    const zones = zonesOf(
      fixed(
        'Ours',
        ended('DAYLIGHT', ':19930328T020000', '+0300', '+0400', '3', '20100327T230000Z'),
        ended('STANDARD', ':19961027T030000', '+0400', '+0300', '10', '20101030T230000Z'),
        observance('STANDARD', ':20110327T020000', '+0300', '+0400'),
      ),
    );
    expect(utcOf('2009-07-01T12:00:00', 'Ours', zones)).toBe('2009-07-01T08:00');
    expect(utcOf('2009-12-01T12:00:00', 'Ours', zones)).toBe('2009-12-01T09:00');
    expect(utcOf('2011-03-01T12:00:00', 'Ours', zones)).toBe('2011-03-01T09:00');
    // Of several observances nobody knows which goes on.
    expect(utcOf('2027-12-01T12:00:00', 'Ours', zones)).toBeNull();
  });

  const ends: [string, string[]][] = [
    [
      'bare onsets',
      [
        observance('DAYLIGHT', ':20260329T020000', '+0100', '+0200'),
        observance('STANDARD', ':20261025T030000', '+0200', '+0100'),
      ],
    ],
    [
      'RDATEs',
      [
        observance('DAYLIGHT', ':20250330T020000', '+0100', '+0200', 'RDATE:20260329T020000'),
        observance('STANDARD', ':20251026T030000', '+0200', '+0100', 'RDATE:20261025T030000'),
      ],
    ],
    [
      'RDATEs in UTC',
      [
        observance('DAYLIGHT', ':20250330T020000', '+0100', '+0200', 'RDATE:20260329T010000Z'),
        observance('STANDARD', ':20251026T030000', '+0200', '+0100', 'RDATE:20261025T010000Z'),
      ],
    ],
    [
      'rules with UNTIL',
      [
        observance(
          'DAYLIGHT',
          ':20000326T020000',
          '+0100',
          '+0200',
          'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20261231',
        ),
        observance(
          'STANDARD',
          ':20001029T030000',
          '+0200',
          '+0100',
          'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20261231T000000Z',
        ),
      ],
    ],
    [
      'rules that count',
      [
        observance('DAYLIGHT', ':20200329T020000', '+0100', '+0200', 'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;COUNT=7'),
        observance('STANDARD', ':20201025T030000', '+0200', '+0100', 'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;COUNT=7'),
      ],
    ],
  ];
  describe.each(ends)('that ends: %s', (_, lines) => {
    // The last onset but one was 29 March 2026, the last one 25 October 2026.
    it.each(['W. Europe Standard Time', '(UTC+01:00) Amsterdam, Berlin, Bern', 'Western/Central Europe', 'CET'])(
      '%s: it holds between its onsets, behind them the zone of that name',
      (tzid) => {
        const zones = zonesOf(fixed(tzid, ...lines));
        expect(utcOf('2026-07-08T09:00:00', tzid, zones)).toBe('2026-07-08T07:00');
        expect(utcOf('2026-12-08T09:00:00', tzid, zones)).toBe('2026-12-08T08:00');
        expect(utcOf('2027-07-08T09:00:00', tzid, zones)).toBe('2027-07-08T07:00');
        expect(utcOf('2047-07-08T09:00:00', tzid, zones)).toBe('2047-07-08T07:00');
      },
    );

    it('what it says between its onsets holds over the name', () => {
      const moved = zonesOf(fixed('Eastern', ...lines));
      expect(utcOf('2026-07-08T09:00:00', 'Eastern', moved)).toBe('2026-07-08T07:00');
      expect(utcOf('2027-07-08T09:00:00', 'Eastern', moved)).toBe('2027-07-08T13:00');
      // Standard time begins in Europe a week earlier; from that moment on the name is asked.
      expect(utcOf('2026-10-25T12:00:00', 'Eastern', moved)).toBe('2026-10-25T16:00');
    });

    it('nothing else explains it: unknown behind its last onset, and before its first', () => {
      const zones = zonesOf(fixed('Ours', ...lines));
      expect(utcOf('2026-07-08T09:00:00', 'Ours', zones)).toBe('2026-07-08T07:00');
      expect(utcOf('2026-12-08T09:00:00', 'Ours', zones)).toBeNull();
      expect(utcOf('1999-07-08T09:00:00', 'Ours', zones)).toBeNull();
      expect(formatInZone(instant(Date.UTC(2026, 11, 8)), 'Ours', zones, 'en')).toBeNull();
      expect(formatInZone(instant(Date.UTC(2026, 6, 8)), 'Ours', zones, 'en')?.zone).toBe('UTC+02:00');
    });
  });

  it.each([
    ['one observance', [observance('STANDARD', ':20200101T000000', '+0300', '+0300')]],
    ['one that began with a change', [observance('STANDARD', ':20200101T000000', '+0200', '+0300')]],
    [
      'as Exchange writes zones that never change',
      [
        observance('STANDARD', ':16010101T000000', '+0300', '+0300'),
        observance('DAYLIGHT', ':16010101T000000', '+0300', '+0300'),
      ],
    ],
    [
      'RDATEs of one observance',
      [observance('STANDARD', ':20200101T000000', '+0300', '+0300', 'RDATE:20210101T000000')],
    ],
    ['a rule that ended', [observance('STANDARD', ':20200101T000000', '+0300', '+0300', `${yearly};UNTIL=20221231`)]],
  ])('that has one offset alone goes on: %s', (_, lines) => {
    expect(utcOf('2027-07-08T09:00:00', 'Ours', zonesOf(fixed('Ours', ...lines)))).toBe('2027-07-08T06:00');
    // But not over what the name means.
    const windows = 'W. Europe Standard Time';
    expect(utcOf('2027-07-08T09:00:00', windows, zonesOf(fixed(windows, ...lines)))).toBe('2027-07-08T07:00');
  });

  it.each([
    [
      'two offsets from one moment on',
      [
        observance('STANDARD', ':19700101T000000', '+0300', '+0400'),
        observance('DAYLIGHT', ':19700101T000000', '+0300', '+0300'),
      ],
    ],
    [
      'the same in RDATEs',
      [
        observance('STANDARD', ':19700101T000000', '+0300', '+0400', 'RDATE:20270101T000000'),
        observance('DAYLIGHT', ':19710101T000000', '+0400', '+0300', 'RDATE:20270101T000000'),
      ],
    ],
    [
      'each year away from an offset that it never has',
      [
        observance('STANDARD', ':19700101T000000', '+0400', '+0300', yearly),
        observance('DAYLIGHT', ':19700701T000000', '+0300', '+0500', 'RRULE:FREQ=YEARLY;BYMONTH=7'),
      ],
    ],
  ])('that contradicts itself gives way to the name, or is unknown: %s', (_, lines) => {
    expect(utcOf('2027-07-08T09:00:00', 'Ours', zonesOf(fixed('Ours', ...lines)))).toBeNull();
    const windows = 'W. Europe Standard Time';
    expect(utcOf('2027-07-08T09:00:00', windows, zonesOf(fixed(windows, ...lines)))).toBe('2027-07-08T07:00');
  });

  it('that has standard time alone, though it leaves daylight time each year, gives way to the name', () => {
    const lines = observance(
      'STANDARD',
      ':19701025T030000',
      '+0200',
      '+0100',
      'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
    );
    const windows = 'W. Europe Standard Time';
    expect(utcOf('2027-07-08T09:00:00', windows, zonesOf(fixed(windows, lines)))).toBe('2027-07-08T07:00');
    expect(utcOf('2027-07-08T09:00:00', 'Ours', zonesOf(fixed('Ours', lines)))).toBe('2027-07-08T08:00');
  });

  it.each([
    ['an onset', 'RDATE:20261025T030000', 'RDATE:soon'],
    ['DTSTART', 'DTSTART:20260329T020000', 'DTSTART:2026032T020000'],
    [
      'DTSTART, which stands there twice',
      'DTSTART:20260329T020000',
      'DTSTART:20260329T020000\r\nDTSTART:20250330T020000',
    ],
    ['an offset', 'TZOFFSETTO:+0200', 'TZOFFSETTO:2h'],
    ['an offset of days', 'TZOFFSETTO:+0200', 'TZOFFSETTO:+9900'],
    ['a rule', 'RDATE:20261025T030000', 'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY'],
  ])('%s that nobody can read makes the whole of it useless', (_, text, instead) => {
    const lines = [
      observance('DAYLIGHT', ':20260329T020000', '+0100', '+0200'),
      observance('STANDARD', ':20251026T030000', '+0200', '+0100', 'RDATE:20261025T030000'),
    ];
    expect(utcOf('2026-07-08T09:00:00', 'Ours', zonesOf(fixed('Ours', ...lines)))).toBe('2026-07-08T07:00');
    const broken = zonesOf(fixed('Ours', ...lines).replace(text, instead));
    expect(utcOf('2026-07-08T09:00:00', 'Ours', broken)).toBeNull();
  });

  it('offsets in the extended form are read', () => {
    const lines = observance('STANDARD', ':20200101T000000', '+03:00', '+03:00:00');
    expect(utcOf('2027-07-08T09:00:00', 'Ours', zonesOf(fixed('Ours', lines)))).toBe('2027-07-08T06:00');
  });

  it('a definition belongs to its message alone', () => {
    zonesOf(centralEurope('Nowhere'));
    expect(utcOf('2027-07-08T09:00:00', 'Nowhere')).toBeNull();
  });
});

describe('times without zone', () => {
  it.each([
    ['all-day', { kind: 'date', date: '2027-07-08' }, '2027-07-07T22:00'],
    ['floating', { kind: 'floating', local: '2027-07-08T09:00:00' }, '2027-07-08T07:00'],
  ] as const)('%s times are read in the reader’s zone', (_, time, utc) => {
    const at = toInstant(time, none, 'Europe/Berlin');
    expect(new Date(at ?? 0).toISOString().slice(0, 16)).toBe(utc);
    expect(toInstant(time, none, 'Mars/Olympus')).toBeNull();
  });
});

describe('for people', () => {
  const at = instant(Date.UTC(2027, 6, 1, 7, 5));
  it.each([
    ['de', 'Europe/Berlin', { weekday: 'Donnerstag', date: '1. Juli 2027', time: '09:05', zone: 'MESZ' }],
    ['en', 'America/New_York', { weekday: 'Thursday', date: '1 July 2027', time: '03:05', zone: 'EDT' }],
    ['xx-none', 'UTC', { weekday: 'Thursday', date: '1 July 2027', time: '07:05', zone: 'UTC' }],
    ['', 'UTC', { weekday: 'Thursday', date: '1 July 2027', time: '07:05', zone: 'UTC' }],
  ])('in %s, %s', (language, tzid, texts) => {
    expect(formatInZone(at, tzid, none, language)).toEqual(texts);
  });

  it('a zone of the object alone is shown by its offset', () => {
    const zones = zonesOf(centralEurope('Customized Time Zone'));
    expect(formatInZone(at, 'Customized Time Zone', zones, 'en')).toMatchObject({ time: '09:05', zone: 'UTC+02:00' });
    expect(formatInZone(at, 'Mars/Olympus', zones, 'en')).toBeNull();
  });
});
