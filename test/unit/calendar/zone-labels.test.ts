/** How zones are named to people: all zones of a text in one style. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInZone, textStyle } from '../../../src/calendar/zone-table.js';
import { instant } from '../../../src/mail/instant.js';
import { calendarObject, centralEurope, event, readItip } from '../../support/calendar-object.js';

const none = { definitions: {} };
const winter = instant(Date.UTC(2027, 1, 8, 12));
const summer = instant(Date.UTC(2027, 6, 8, 12));

const labels = (language: string, tzids: readonly string[], at = winter): (string | undefined)[] => {
  const style = textStyle(tzids, none, at, language);
  return tzids.map((tzid) => formatInZone(at, tzid, none, language, style)?.zone);
};

describe('the style of a text', () => {
  it.each<[string, string[], string[]]>([
    ['en', ['Europe/Berlin'], ['CET']],
    ['en', ['America/New_York', 'Europe/Berlin'], ['EST', 'CET']],
    ['en-US', ['America/New_York', 'Europe/London'], ['EST', 'GMT']],
    ['en', ['Australia/Sydney', 'Africa/Johannesburg', 'UTC'], ['AEDT', 'SAST', 'UTC']],
    ['de', ['Europe/Berlin', 'Europe/Athens'], ['MEZ', 'OEZ']],
    ['de', ['America/New_York', 'Europe/Berlin'], ['Ortszeit New York', 'Ortszeit Berlin']],
    ['en', ['Asia/Kolkata', 'Europe/Berlin'], ['Kolkata time', 'Berlin time']],
    ['en', ['India Standard Time', 'W. Europe Standard Time'], ['Kolkata time', 'Berlin time']],
    ['en', ['America/Sao_Paulo', 'UTC'], ['São Paulo time', 'UTC']],
    ['de', ['Asia/Tokyo', 'Europe/Vienna'], ['Ortszeit Tokio', 'Ortszeit Wien']],
    ['en', ['America/Argentina/Buenos_Aires'], ['Buenos Aires time']],
    ['en', ['Etc/GMT+5', 'Europe/Berlin'], ['UTC-05:00', 'UTC+01:00']],
    ['fr', ['Asia/Tokyo'], ['Tokyo']],
  ])('%s: %s', (language, tzids, expected) => {
    expect(labels(language, tzids)).toEqual(expected);
  });

  it('an abbreviation that is a TZID counts only while it shows that time', () => {
    const definitions = ['EST', 'Eastern'].map((tzid) => centralEurope(tzid));
    const { zones } = readItip(calendarObject(...definitions, event('DTSTART:20270208T090000Z')));
    expect(['EST', 'Eastern'].map((tzid) => formatInZone(winter, tzid, zones, 'en')?.zone)).toEqual([
      'UTC+01:00',
      'UTC+01:00',
    ]);
  });

  it('is one in which the zone has a name in summer and in winter', () => {
    // ICU abbreviates Dublin in winter alone.
    expect(labels('en', ['Europe/Dublin', 'Europe/Berlin'])).toEqual(['Dublin time', 'Berlin time']);
    expect(labels('en', ['Europe/Dublin', 'Europe/Berlin'], summer)).toEqual(['Dublin time', 'Berlin time']);
  });

  it('is never a mixture', () => {
    const kinds = [/^[A-Z]{2,5}$/, / time$|^Ortszeit |^UTC$/, /^UTC[+-]\d\d:\d\d$/];
    const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'Etc/GMT+5', 'UTC');
    fc.assert(
      fc.property(
        fc.array(zone, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('en', 'de'),
        fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) }).map(instant),
        (tzids, language, at) => {
          const shown = labels(language, tzids, at);
          expect(kinds.some((kind) => shown.every((label) => label !== undefined && kind.test(label)))).toBe(true);
        },
      ),
    );
  });
});
