/** Messages that follow each other as calendar programs send them: what the calendar holds after each. */
import { describe, expect, it } from 'vitest';
import { itip, openRoom, type RoomModel } from './desk-model.js';

const stamp = (minute: number): string => `DTSTAMP:20261201T00${String(minute).padStart(2, '0')}00Z`;
const at = (day: string, hour: number): string => `TZID=Europe/Berlin:2027${day}T${String(hour).padStart(2, '0')}0000`;

/** Mondays, 8 February to 1 March, one hour on the clock of Berlin. */
const series = (sequence: number, minute: number, hour: number, rule = 'COUNT=4', ...more: string[]): string =>
  itip('REQUEST', [
    stamp(minute),
    `SEQUENCE:${sequence}`,
    `DTSTART;${at('0208', hour)}`,
    `DTEND;${at('0208', hour + 1)}`,
    `RRULE:FREQ=WEEKLY;${rule}`,
    ...more,
  ]);
const occurrence = (method: string, sequence: number, minute: number, day: string, hour: number, ...more: string[]) =>
  itip(method, [
    stamp(minute),
    `SEQUENCE:${sequence}`,
    `RECURRENCE-ID;${at(day, 9)}`,
    `DTSTART;${at(day, hour)}`,
    `DTEND;${at(day, hour + 1)}`,
    ...more,
  ]);

/** Days and hours in UTC, one hour before Berlin's. */
const taken = (room: RoomModel): string =>
  room
    .taken()
    .map((start) => start.slice(5, 13))
    .join(' ');

function after(...messages: readonly string[]): RoomModel {
  const room = openRoom();
  for (const mail of messages) room.send(mail);
  return room;
}

const four = '02-08T08 02-15T08 02-22T08 03-01T08';

describe('an occurrence may be ahead of its master', () => {
  const moved = [series(0, 1, 9), occurrence('REQUEST', 1, 2, '0215', 11), occurrence('REQUEST', 2, 3, '0215', 12)];

  it.each([
    ['an older master leaves it', series(1, 2, 9), '02-08T08 02-15T11 02-22T08 03-01T08'],
    ['a later master that has it too leaves it', series(1, 4, 9), '02-08T08 02-15T11 02-22T08 03-01T08'],
    ['a later master at other times has it no longer', series(1, 4, 14), '02-08T13 02-15T13 02-22T13 03-01T13'],
    ['a later master that ends before it has it no longer', series(1, 4, 9, 'COUNT=1'), '02-08T08'],
    [
      'a later master that leaves it out has it no longer',
      series(1, 4, 9, 'COUNT=4', `EXDATE;${at('0215', 9)}`),
      '02-08T08 02-22T08 03-01T08',
    ],
  ])('%s', (_, master, expected) => {
    expect(taken(after(...moved, master))).toBe(expected);
  });
});

it('one occurrence is moved, then the series updated, one cancelled, and restored', () => {
  const room = openRoom();
  const send = (mail: string): string => {
    room.send(mail);
    return taken(room);
  };
  expect(send(series(0, 1, 9))).toBe(four);
  expect(send(occurrence('REQUEST', 1, 2, '0215', 11))).toBe('02-08T08 02-15T10 02-22T08 03-01T08');
  expect(send(series(2, 3, 9))).toBe(four);
  expect(send(occurrence('CANCEL', 3, 4, '0222', 9))).toBe('02-08T08 02-15T08 03-01T08');
  expect(send(occurrence('REQUEST', 4, 5, '0222', 9))).toBe(four);
  expect(send(series(5, 6, 10))).toBe('02-08T09 02-15T09 02-22T09 03-01T09');
});

describe('a REQUEST that says STATUS:CANCELLED cancels', () => {
  const cancelled = 'STATUS:CANCELLED';

  it.each([
    ['the whole', series(1, 2, 9, 'COUNT=4', cancelled), ''],
    ['one occurrence', occurrence('REQUEST', 1, 2, '0215', 9, cancelled), '02-08T08 02-22T08 03-01T08'],
  ])('%s, without an answer; a late old request does not bring it back', (_, mail, left) => {
    const room = after(series(0, 1, 9));
    expect(room.send(mail)).toMatchObject({ handled: true, answer: null, record: { decision: 'cancel' } });
    expect(taken(room)).toBe(left);
    room.send(series(0, 1, 9));
    expect(taken(room)).toBe(left);
  });

  it('an unknown meeting, of which a late old request is not booked, and a restored one is', () => {
    const room = after(series(1, 2, 9, 'COUNT=4', cancelled), series(0, 1, 9));
    expect(taken(room)).toBe('');
    room.send(series(2, 3, 9));
    expect(taken(room)).toBe(four);
  });
});

describe('RFC 5545 §3.2.19: two messages may mean different clocks by one TZID', () => {
  const zoned = (tzid: string, offset: string, ics: string): string => {
    const rules = ['DTSTART:16010101T000000', `TZOFFSETFROM:${offset}`, `TZOFFSETTO:${offset}`, 'RRULE:FREQ=YEARLY'];
    const zone = ['BEGIN:VTIMEZONE', `TZID:${tzid}`, 'BEGIN:STANDARD', ...rules, 'END:STANDARD', 'END:VTIMEZONE'];
    return ics.replace('BEGIN:VEVENT', [...zone, 'BEGIN:VEVENT'].join('\r\n')).replaceAll('Europe/Berlin', tzid);
  };
  const first = (tzid: string) => zoned(tzid, '+0100', series(0, 1, 9));
  const moved = (tzid: string, offset: string, minute: number, day: string) =>
    zoned(
      tzid,
      offset,
      occurrence('REQUEST', 1, minute, day, 18).replace(/RECURRENCE-ID.*/, `RECURRENCE-ID:2027${day}T080000Z`),
    );

  it.each(['Customized Time Zone', 'W. Europe Standard Time'])(
    '%s: the change of an occurrence leaves the others where they are',
    (tzid) => {
      const room = after(first(tzid), moved(tzid, '+0500', 2, '0215'));
      expect(taken(room)).toBe('02-08T08 02-15T13 02-22T08 03-01T08');
      room.send(moved(tzid, '-0300', 3, '0222'));
      expect(taken(room)).toBe('02-08T08 02-15T13 02-22T21 03-01T08');
      room.send(occurrence('CANCEL', 2, 4, '0208', 9));
      expect(taken(room)).toBe('02-15T13 02-22T21 03-01T08');
    },
  );

  it('but not by a name of the IANA database', () => {
    const room = after(first('Europe/Paris'), moved('Europe/Paris', '+0500', 2, '0215'));
    expect(taken(room)).toBe('02-08T08 02-15T17 02-22T08 03-01T08');
    expect(room.calendar.entries[0]?.ical).not.toContain('kept-1');
  });
});

describe('the account is found among the ATTENDEEs', () => {
  it.each([
    ['in upper case', ':MAILTO:BLUE@EXAMPLE.COM'],
    ['by its alias', ':mailto:room-1@example.com'],
    ['percent-encoded', ':mailto:%62lue%40example.com'],
    ['without mailto', ':blue@example.com'],
    ['by the EMAIL parameter', ';EMAIL=blue@example.com:urn:uuid:0b7c'],
    ['in angle brackets', ':mailto:<blue@example.com>'],
    ['with a name before it', ':mailto:Blue Room <blue@example.com>'],
    ['in the quotes that Outlook writes around what was typed', ":mailto:'blue@example.com'"],
    ['as a resource that takes no part', ';CUTYPE=RESOURCE;ROLE=NON-PARTICIPANT:mailto:blue@example.com'],
  ])('%s, and answered under that name', (_, attendee) => {
    const { answer } = openRoom().send(series(0, 1, 9, 'COUNT=1', `ATTENDEE${attendee}`));
    const lines = answer?.calendar?.content.replaceAll('\r\n ', '').split('\r\n') ?? [];
    const uri = attendee.slice(attendee.indexOf(':'));
    expect(lines.filter((line) => line.startsWith('ATTENDEE')).map((line) => line.endsWith(uri))).toEqual([true]);
    expect(answer?.subject).toMatch(/^Accepted:/);
  });
});

describe('a recurrence rule', () => {
  it.each([
    ['in lower case and with blanks', ['RRULE:freq=weekly; count=2 ;byday=mo'], 'accept'],
    ['with a part that says nothing', ['RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=;'], 'accept'],
    ['twice', ['RRULE:FREQ=WEEKLY;COUNT=2', 'RRULE:FREQ=WEEKLY;COUNT=2'], 'accept'],
    ['beside another one', ['RRULE:FREQ=WEEKLY;COUNT=2', 'RRULE:FREQ=DAILY;COUNT=2'], 'bad-rule'],
  ])('%s', (_, rules, expected) => {
    const room = openRoom();
    const { record } = room.send(itip('REQUEST', ['DTSTART:20270208T080000Z', 'DURATION:PT1H', ...rules]));
    expect(record.because ?? record.decision).toBe(expected);
    expect(taken(room)).toBe(expected === 'accept' ? '02-08T08 02-15T08' : '');
  });
});

describe('the times are the same and our answer is in it: details of one date are taken over, the decision stays', () => {
  const said = (partstat: string, minute: number, hour: number): string =>
    occurrence(
      'REQUEST',
      0,
      minute,
      '0215',
      hour,
      'SUMMARY:One',
      `ATTENDEE;PARTSTAT=${partstat}:mailto:blue@example.com`,
    );
  const decide = (room: RoomModel, mail: string): unknown => {
    const { record, answer } = room.send(mail);
    return [record.because ?? record.decision, answer?.subject ?? null];
  };

  it('an accepted one', () => {
    const room = after(series(0, 1, 9));
    expect(decide(room, said('ACCEPTED', 2, 9))).toEqual(['details-only', null]);
    expect(taken(room)).toBe(four);
    expect(room.calendar.busy.map(({ summary }) => summary)).toContain('One');
    expect(decide(room, said('ACCEPTED', 3, 10))).toEqual(['accept', 'Accepted: One']);
  });

  it('a declined one', () => {
    const other = itip('REQUEST', ['UID:other', 'DTSTART:20270208T080000Z', 'DURATION:PT1H']);
    const room = after(other, series(0, 1, 9));
    expect(decide(room, said('DECLINED', 2, 9))).toEqual(['details-only', null]);
    expect(taken(room)).toBe('02-08T08');
  });

  it('not one that was cancelled: restored, it is tested', () => {
    const other = itip('REQUEST', ['UID:other', 'DTSTART:20270215T080000Z', 'DURATION:PT1H']);
    const room = after(series(0, 1, 9), occurrence('CANCEL', 0, 2, '0215', 9), other);
    expect(decide(room, said('ACCEPTED', 3, 9))).toEqual(['conflict', 'Declined: One']);
  });
});
