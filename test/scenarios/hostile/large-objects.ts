/**
 * Meeting messages of as many parts as a test asks for, with what was booked before: large-objects.test.ts measures what
 * becomes of them.
 */
import type { BookingOutcome } from '../../../src/booking/booking-outcome.js';
import type { CalendarEntry } from '../../../src/booking/calendar-entry.js';
import type { Instant } from '../../../src/mail/instant.js';
import { centralEurope } from '../../support/calendar-object.js';
import { at, itip, openRoom, type RoomSettings } from '../../unit/booking/desk-model.js';

/** The first date; dates of a series are a day apart. */
const FIRST = at('2027-02-08T08:00:00Z');
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const instantOf = (day: number, afterMs = 0): Instant => (FIRST + day * DAY_MS + afterMs) as Instant;
const utc = (at: Instant): string => new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');
const day = (index: number): string => utc(instantOf(index));
const times = (index: number, afterMs = 0): string[] => [
  `DTSTART:${utc(instantOf(index, afterMs))}`,
  `DTEND:${utc(instantOf(index, afterMs + HOUR_MS))}`,
];
const counted = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => item(index));

const single = times(0);
const series = (count: number): string[] => [...single, `RRULE:FREQ=DAILY;COUNT=${Math.max(count, 1)}`];
const override = (index: number, ...lines: readonly string[]): string[] => [
  `RECURRENCE-ID:${day(index)}`,
  ...times(index, HOUR_MS),
  ...lines,
];
const withOverrides = (count: number, ...lines: readonly string[]): string[][] => [
  [...series(count), ...lines],
  ...counted(count - 1, (index) => override(index, ...lines)),
];
const later = (sequence: number): string[] => [`SEQUENCE:${sequence}`, `DTSTAMP:202612${10 + sequence}T000000Z`];
const request = (...events: readonly (readonly string[])[]): string => itip('REQUEST', ...events);
const inside = (components: readonly string[], ...events: readonly (readonly string[])[]): string =>
  request(...events).replace('BEGIN:VEVENT', [...components, 'BEGIN:VEVENT'].join('\r\n'));
const onsets = (count: number, write: (text: string) => string): string =>
  [
    'BEGIN:VTIMEZONE',
    'TZID:Zone',
    ...counted(count, (index) =>
      ['BEGIN:STANDARD', `DTSTART:${write(day(index))}`, 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200', 'END:STANDARD'].join(
        '\r\n',
      ),
    ),
    'END:VTIMEZONE',
  ].join('\r\n');
const local = (text: string): string => text.replace('Z', '');

/** A message with so many parts. */
export type Message = (count: number) => string;

/** To a room whose calendar is empty. */
export const messages: Readonly<Record<string, Message>> = {
  overrides: (count) => request(...withOverrides(count)),
  'overrides without their master': (count) => request(...counted(count, (index) => override(index))),
  'one occurrence again and again': (count) => request(series(count), ...counted(count - 1, () => override(1))),
  'changes of all later dates': (count) =>
    request(
      series(count),
      ...counted(count - 1, (index) => [
        `RECURRENCE-ID;RANGE=THISANDFUTURE:${day(index)}`,
        ...times(index, (index % 3) * HOUR_MS),
      ]),
    ),
  'EXDATE properties': (count) => request([...series(count + 1), ...counted(count, (index) => `EXDATE:${day(index)}`)]),
  'EXDATE values': (count) => request([...series(count + 1), `EXDATE:${counted(count, day).join(',')}`]),
  'EXDATE days': (count) =>
    request([...series(count + 1), ...counted(count, (index) => `EXDATE;VALUE=DATE:${day(index).slice(0, 8)}`)]),
  'RDATE properties': (count) => request([...single, ...counted(count, (index) => `RDATE:${day(index)}`)]),
  'RDATE values and EXDATEs': (count) =>
    request([...single, `RDATE:${counted(count, day).join(',')}`, `EXDATE:${counted(count, day).slice(1).join(',')}`]),
  'RDATE periods': (count) =>
    request([...single, ...counted(count, (index) => `RDATE;VALUE=PERIOD:${day(index)}/PT2H`)]),
  'RRULE properties': (count) => request([...single, ...counted(count, () => 'RRULE:FREQ=DAILY;COUNT=5')]),
  'EXRULE properties': (count) =>
    request([...series(300), ...counted(count, (index) => `EXRULE:FREQ=DAILY;INTERVAL=${index + 2}`)]),
  'values of a rule': (count) =>
    request([
      ...single,
      `RRULE:FREQ=YEARLY;COUNT=20;BYYEARDAY=${counted(count, (index) => (index % 366) + 1).join(',')};BYSETPOS=${counted(count, (index) => (index % 366) + 1).join(',')}`,
    ]),
  attendees: (count) =>
    request([
      ...single,
      ...counted(count, (index) => `ATTENDEE:mailto:a${index}@example.org`),
      'ATTENDEE:mailto:blue@example.com',
    ]),
  'attendees of overrides': (count) =>
    request(
      ...withOverrides(
        Math.round(Math.sqrt(count)),
        'ATTENDEE:mailto:blue@example.com',
        ...counted(Math.round(Math.sqrt(count)), (index) => `ATTENDEE:mailto:a${index}@example.org`),
      ),
    ),
  alarms: (count) =>
    request([...single, ...counted(count, () => 'BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM')]),
  'time zones': (count) =>
    inside(
      counted(count / 4, (index) => centralEurope(`Zone ${index}`)),
      series(count),
      ...counted(count / 4, (index) => [
        `RECURRENCE-ID:${day(index)}`,
        `DTSTART;TZID=Zone ${index}:${local(utc(instantOf(index, HOUR_MS)))}`,
        'DURATION:PT1H',
      ]),
    ),
  'time zones that nobody uses': (count) =>
    inside(
      counted(count / 4, (index) => centralEurope(`Zone ${index}`)),
      single,
    ),
  'one time zone again and again': (count) =>
    inside(
      counted(count / 4, () => centralEurope('Zone')),
      [`DTSTART;TZID=Zone:${local(day(0))}`, 'DURATION:PT1H'],
    ),
  'onsets of a time zone': (count) =>
    inside(
      [onsets(count, local)],
      [`DTSTART;TZID=Zone:${local(day(count))}`, 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=100'],
    ),
  'RDATEs of a time zone': (count) =>
    inside(
      [
        onsets(2, local).replace(
          'END:STANDARD',
          [...counted(count, (index) => `RDATE:${local(day(index))}`), 'END:STANDARD'].join('\r\n'),
        ),
      ],
      [`DTSTART;TZID=Zone:${local(day(count))}`, 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=100'],
    ),
  'unknown TZIDs': (count) =>
    request(
      series(count),
      ...counted(count - 1, (index) => [
        `RECURRENCE-ID:${day(index)}`,
        `DTSTART;TZID=No ${index}:${local(day(index))}`,
        'DURATION:PT1H',
      ]),
    ),
  'RDATEs in many zones': (count) =>
    request([...single, ...counted(count, (index) => `RDATE;TZID=Zone ${index}:${local(day(index))}`)]),
  'unknown properties': (count) => request([...single, ...counted(count * 4, (index) => `X-${index}:a`)]),
  'parameters of a property': (count) =>
    request([...single, `SUMMARY${counted(count, (index) => `;X${index}=a`).join('')}:a`]),
  'values of a parameter': (count) => request([...single, `SUMMARY;X=${counted(count, () => 'a').join(',')}:a`]),
  'members of an attendee': (count) =>
    request([
      ...single,
      `ATTENDEE;MEMBER=${counted(count, (index) => `"mailto:a${index}@b.example"`).join(',')}:mailto:blue@example.com`,
    ]),
  'folded lines': (count) => request([...single, `SUMMARY:a${'\r\n b'.repeat(count * 8)}`]),
  categories: (count) => request([...single, ...counted(count, (index) => `CATEGORIES:a${index},b`)]),
  comments: (count) => request([...single, ...counted(count, () => 'COMMENT;LANGUAGE=de:a')]),
  attachments: (count) => request([...single, ...counted(count, () => 'ATTACH:http://a.example/')]),
  'meetings in an object': (count) => request(...counted(count, (index) => [`UID:meeting-${index}`, ...times(index)])),
  'objects in a part': (count) => counted(count / 4, (index) => request([`UID:meeting-${index}`, ...single])).join(''),
  'an object again and again': (count) => counted(count / 4, () => request(single)).join(''),
  'masters of one meeting': (count) => request(...counted(count, (index) => times(index))),
  'a cancelled meeting nobody knows': (count) =>
    itip('CANCEL', ...counted(count, (index) => [`RECURRENCE-ID:${day(index)}`])),
};

/** What a room hears after it was asked for something. */
export interface Sequel {
  /** A meeting of the account's own that its calendar has. */
  readonly own?: Message;
  readonly before?: readonly Message[];
  readonly then: Message;
  readonly settings?: RoomSettings;
}

const booked: Message = (count) => request(series(count));
const bookedWithOverrides: Message = (count) => request(...withOverrides(count));
const cancelDates =
  (range = ''): Message =>
  (count) =>
    itip(
      'CANCEL',
      ...counted(count - 1, (index) => [`RECURRENCE-ID${range}:${day(index)}`, 'STATUS:CANCELLED', ...later(1)]),
    );
const OWN = 'ORGANIZER:mailto:blue@example.com';
const GUEST = 'ATTENDEE:mailto:ann@example.org';
/** A person's own meeting; who sends it does not matter here. */
const person: RoomSettings = { kind: 'user', policy: { mrAccept: false, declineConflict: false } };
const replies: Message = (count) =>
  itip(
    'REPLY',
    ...counted(count, (index) => [
      OWN,
      `RECURRENCE-ID:${day(index)}`,
      'ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.org',
    ]),
  );

export const sequels: Readonly<Record<string, Sequel>> = {
  'a new revision of a series': {
    before: [bookedWithOverrides],
    then: (count) => request(...withOverrides(count, ...later(1))),
  },
  'the same series again': { before: [bookedWithOverrides], then: bookedWithOverrides },
  'a new master alone': { before: [bookedWithOverrides], then: (count) => request([...series(count), ...later(1)]) },
  'a new summary of a series': {
    before: [bookedWithOverrides],
    then: (count) => request([...series(count), 'SUMMARY:b', ...later(0)]),
  },
  'new dates of a series': {
    before: [booked],
    then: (count) => request(...counted(count - 1, (index) => override(index, ...later(1)))),
  },
  'the series is cancelled': {
    before: [bookedWithOverrides],
    then: (count) => itip('CANCEL', [...series(count), ...later(1)]),
  },
  'dates are cancelled': { before: [booked], then: cancelDates() },
  'overridden dates are cancelled': { before: [bookedWithOverrides], then: cancelDates() },
  'dates of an RDATE series are cancelled': {
    before: [(count) => request([...single, `RDATE:${counted(count, day).join(',')}`])],
    then: cancelDates(),
  },
  'dates and all later ones are cancelled': {
    before: [bookedWithOverrides],
    then: cancelDates(';RANGE=THISANDFUTURE'),
  },
  'what was cancelled is cancelled again': { before: [booked, cancelDates()], then: cancelDates() },
  'what was cancelled is asked for again': { before: [booked, cancelDates()], then: bookedWithOverrides },
  'what was cancelled is asked for anew': {
    before: [booked, cancelDates()],
    then: (count) => request(...withOverrides(count, ...later(2))),
  },
  'what nobody knew was cancelled': { before: [cancelDates()], then: bookedWithOverrides },
  'dates are added': {
    before: [booked],
    then: (count) =>
      itip('ADD', [
        ...times(1, HOUR_MS),
        ...later(1),
        ...counted(count, (index) => `RDATE:${utc(instantOf(index, 3 * HOUR_MS))}`),
      ]),
  },
  'replies to dates with overrides': {
    own: (count) => request(...withOverrides(count, OWN, GUEST)),
    then: replies,
    settings: person,
  },
  'replies to dates of a series': {
    own: (count) => request([...series(count), OWN, GUEST]),
    then: replies,
    settings: person,
  },
};

/** The room after what came before, and what the message to it is to do. */
export function prepare({ own, before = [], then, settings = {} }: Sequel, count: number): () => BookingOutcome {
  const room = openRoom(settings);
  if (own !== undefined) room.calendar.entries = [entryOf(own(count))];
  for (const message of before) room.send(message(count));
  const text = then(count);
  return () => {
    const again = openRoom(settings);
    Object.assign(again.calendar, room.calendar);
    return again.send(text);
  };
}

/** A meeting that another program has entered. */
const entryOf = (ical: string): CalendarEntry => ({
  uid: 'meeting-1',
  organizer: 'blue@example.com',
  revision: { sequence: 0, stampedAt: at('2026-12-01T00:00:00Z') },
  partstat: 'accepted',
  occurrences: [],
  ical,
  summary: '',
  indexedUntil: null,
});
