import { describe, expect, it } from 'vitest';
import { itip, openRoom, type RoomModel } from './desk-model.js';

/** Mondays of February 2027, 09:00 in Berlin. */
const all = ['2027-02-01T08:00', '2027-02-08T08:00', '2027-02-15T08:00', '2027-02-22T08:00'];
const stamp = (minute: number): string => `DTSTAMP:20261201T000${minute}00Z`;
const times = (day: string): string[] => [`DTSTART:202702${day}T080000Z`, 'DURATION:PT1H'];
const series = (minute: number, rule = 'FREQ=WEEKLY;COUNT=4', ...more: string[]): string =>
  itip('REQUEST', [stamp(minute), ...times('01'), `RRULE:${rule}`, ...more]);
const occurrence = (day: string, minute: number, sequence = 0): string =>
  itip('REQUEST', [`RECURRENCE-ID:202702${day}T080000Z`, `SEQUENCE:${sequence}`, stamp(minute), ...times(day)]);
const cancelFrom = (day: string, minute: number, range = ';RANGE=THISANDFUTURE'): string =>
  itip('CANCEL', [`RECURRENCE-ID${range}:202702${day}T080000Z`, stamp(minute), 'SEQUENCE:1']);

const because = (room: RoomModel, ics: string): unknown => {
  const { record } = room.send(ics);
  return record.because ?? record.decision;
};

describe('RFC 5546 §3.2.5: a CANCEL of an occurrence and all that follow is remembered for all of them', () => {
  it.each([
    { name: 'of the first of them', day: '08', minute: 2, expected: 'cancelled-before' },
    { name: 'of a later one', day: '22', minute: 2, expected: 'cancelled-before' },
    { name: 'of a later one, stamped in the same moment', day: '15', minute: 3, expected: 'cancelled-before' },
    { name: 'of a later one, stamped after the cancellation', day: '15', minute: 4, expected: 'accept' },
    { name: 'of one before them', day: '01', minute: 2, expected: 'accept' },
  ])('a late request $name: $expected', ({ day, minute, expected }) => {
    const room = openRoom();
    room.send(series(1));
    room.send(cancelFrom('08', 3));
    expect(room.taken()).toEqual(all.slice(0, 1));
    expect(because(room, occurrence(day, minute))).toBe(expected);
    expect(room.taken().includes(`2027-02-${day}T08:00`)).toBe(expected === 'accept');
  });

  it('the same where the meeting was not known: alone, a late occurrence is not booked', () => {
    const room = openRoom();
    expect(because(room, cancelFrom('08', 3))).toBe('unknown-meeting');
    expect(because(room, occurrence('15', 2))).toBe('cancelled-before');
    expect(because(room, occurrence('01', 2))).toBe('accept');
    expect(room.taken()).toEqual(all.slice(0, 1));
  });

  it.each(['FREQ=WEEKLY;COUNT=4', 'FREQ=WEEKLY', 'FREQ=WEEKLY;UNTIL=20270301T000000Z'])(
    'a late request for the series (%s) is booked up to there, and the answer says so',
    (rule) => {
      const room = openRoom();
      room.send(cancelFrom('15', 3));
      const { record, answer } = room.send(series(2, rule));
      expect(record.decision).toBe('accept');
      expect(room.taken()).toEqual(all.slice(0, 2));
      expect(room.calendar.entries[0]?.indexedUntil).toBeNull();
      expect(answer?.calendar?.content).toMatch(/RRULE:FREQ=WEEKLY;(COUNT=2|UNTIL=20270215T075959Z)\r\n/);
    },
  );

  it('RDATEs of the late series count along', () => {
    const room = openRoom();
    room.send(cancelFrom('15', 3));
    room.send(series(2, 'FREQ=WEEKLY;COUNT=1', 'RDATE:20270208T080000Z,20270301T080000Z'));
    expect(room.taken()).toEqual(all.slice(0, 2));
  });

  it('of a series that was cancelled from its first date on, nothing is left', () => {
    const room = openRoom();
    room.send(cancelFrom('01', 3));
    expect(because(room, series(2))).toBe('cancelled-before');
    expect(because(room, series(4))).toBe('accept');
    expect(room.taken()).toEqual(all);
  });

  it('of a late change of all later dates, those before the cancelled ones stay', () => {
    const room = openRoom();
    room.send(cancelFrom('22', 5));
    const later = ['RECURRENCE-ID;RANGE=THISANDFUTURE:20270208T080000Z', stamp(2), 'DTSTART:20270208T100000Z'];
    room.send(itip('REQUEST', [stamp(2), ...times('01'), 'RRULE:FREQ=WEEKLY;COUNT=4'], [...later, 'DURATION:PT1H']));
    expect(room.taken()).toEqual(['2027-02-01T08:00', '2027-02-08T10:00', '2027-02-15T10:00']);
  });

  it('is heard although the first of them had been cancelled alone', () => {
    const room = openRoom();
    room.send(series(1));
    room.send(cancelFrom('08', 3, ''));
    expect(because(room, cancelFrom('08', 2))).toBe('cancel');
    expect(because(room, cancelFrom('08', 2))).toBe('same-revision');
    expect(because(room, cancelFrom('15', 2, ''))).toBe('same-revision');
    expect(room.taken()).toEqual(all.slice(0, 1));
  });
});
