/** iCalendar objects for tests, from the lines that matter. */
import type { ItipMessage } from '../../src/calendar/itip-message.js';
import { defaultItipLimits, parseItip } from '../../src/calendar/parse-itip.js';

/** A VEVENT with UID and DTSTAMP and these lines. */
export function event(...lines: readonly string[]): string {
  return ['BEGIN:VEVENT', 'UID:meeting-1@partner.example', 'DTSTAMP:20270201T080000Z', ...lines, 'END:VEVENT'].join(
    '\r\n',
  );
}

/** A VCALENDAR around components, a REQUEST unless a METHOD is among the lines. */
export function calendarObject(...components: readonly string[]): string {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REQUEST', ...components, 'END:VCALENDAR', ''].join('\r\n');
}

/** The message of an object that must be readable. */
export function readItip(content: string): ItipMessage {
  const parsed = parseItip([{ content, method: null }], defaultItipLimits);
  if (parsed.kind === 'refused') throw new Error(`${parsed.because}: ${parsed.detail}`);
  return parsed.message;
}

/** `W. Europe Standard Time` and such: central European rules under any TZID. */
export function centralEurope(tzid: string): string {
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${tzid}`,
    'BEGIN:STANDARD',
    'DTSTART:16010101T030000',
    'TZOFFSETFROM:+0200',
    'TZOFFSETTO:+0100',
    'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
    'END:STANDARD',
    'BEGIN:DAYLIGHT',
    'DTSTART:16010101T020000',
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0200',
    'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
    'END:DAYLIGHT',
    'END:VTIMEZONE',
  ].join('\r\n');
}
