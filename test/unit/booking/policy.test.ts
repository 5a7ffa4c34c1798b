import { describe, expect, it } from 'vitest';
import type { BookingPolicy, WorkingHours } from '../../../src/booking/booking-policy.js';
import { at, itip, openRoom, type RoomModel } from './desk-model.js';

const meeting = (start: string, length: string, ...more: string[]): string =>
  itip('REQUEST', [`DTSTART:${start}`, `DURATION:${length}`, ...more]);
const decided = (policy: Partial<BookingPolicy>, ics: string, room: RoomModel = openRoom({ policy })): string => {
  const { record } = room.send(ics);
  return record.because === null ? record.decision : `${record.decision} ${record.because}`;
};

interface Case {
  readonly name: string;
  readonly policy: Partial<BookingPolicy>;
  readonly ics: string;
  readonly decision: string;
}

describe('booking window in days with decline or truncate at its end', () => {
  // The clock stands at 2027-01-01T00:00:00Z: the window of 30 days ends with 30 January.
  const daily = (rule: string): string => meeting('20270128T080000Z', 'PT1H', `RRULE:FREQ=DAILY${rule}`);
  it.each<Case>([
    {
      name: 'a meeting before its end',
      policy: { windowDays: 30 },
      ics: meeting('20270130T230000Z', 'PT1H'),
      decision: 'accept',
    },
    {
      name: 'a meeting at its end',
      policy: { windowDays: 30 },
      ics: meeting('20270131T000000Z', 'PT1H'),
      decision: 'decline outside-window',
    },
    {
      name: 'a series that goes on past it',
      policy: { windowDays: 30 },
      ics: daily(';COUNT=5'),
      decision: 'decline outside-window',
    },
    { name: 'an endless series', policy: { windowDays: 30 }, ics: daily(''), decision: 'decline outside-window' },
    {
      name: 'truncate: a series that goes on past it',
      policy: { windowDays: 30, windowEnd: 'truncate' },
      ics: daily(';COUNT=5'),
      decision: 'accept partly',
    },
    {
      name: 'truncate: an endless series',
      policy: { windowDays: 30, windowEnd: 'truncate' },
      ics: daily(''),
      decision: 'accept',
    },
    {
      name: 'truncate: a single meeting beyond it',
      policy: { windowDays: 30, windowEnd: 'truncate' },
      ics: meeting('20270201T080000Z', 'PT1H'),
      decision: 'decline outside-window',
    },
    {
      name: 'truncate: a series beyond it',
      policy: { windowDays: 20, windowEnd: 'truncate' },
      ics: daily(';COUNT=5'),
      decision: 'decline outside-window',
    },
    {
      name: 'truncate: an endless series beyond it',
      policy: { windowDays: 20, windowEnd: 'truncate' },
      ics: daily(''),
      decision: 'decline outside-window',
    },
    { name: 'none by default', policy: {}, ics: meeting('20360201T080000Z', 'PT1H'), decision: 'accept' },
  ])('$name', ({ policy, ics, decision }) => {
    expect(decided(policy, ics)).toBe(decision);
  });

  it('truncate: the series is accepted up to its end, and the answer says so', () => {
    const room = openRoom({ policy: { windowDays: 30, windowEnd: 'truncate' } });
    const { answer } = room.send(daily(';COUNT=5'));
    expect(room.taken()).toEqual(['2027-01-28T08:00', '2027-01-29T08:00', '2027-01-30T08:00']);
    expect(answer?.subject).toMatch(/^Accepted: /);
    expect(answer?.text).toContain('2 of 5 meetings could not be booked and are declined');
    expect(answer?.text).toContain('Too far ahead:\n  Sunday, 31 January 2027, 09:00–10:00 (CET)\n');
    expect(answer?.calendar?.content.match(/PARTSTAT=DECLINED/g)?.length).toBe(2);
  });

  it('truncate: an endless series is in the index up to its end', () => {
    const room = openRoom({ policy: { windowDays: 30, windowEnd: 'truncate' } });
    const { answer } = room.send(daily(''));
    expect(room.taken().length).toBe(3);
    expect(room.calendar.entries[0]?.indexedUntil).toBe(at('2027-01-31T00:00:00Z'));
    expect(answer?.text).toContain('no end date, booked until Saturday, 30 January 2027 for now');
  });

  it('a date past the window is no conflict that counts', () => {
    const room = openRoom({ policy: { windowDays: 30, windowEnd: 'truncate' } });
    room.send(meeting('20270131T080000Z', 'PT1H', 'UID:other'));
    expect(decided({}, daily(';COUNT=5'), room)).toBe('accept partly');
  });
});

describe('minimum and maximum duration', () => {
  it.each<Case>([
    {
      name: 'shorter than the minimum',
      policy: { minDurationMinutes: 30 },
      ics: meeting('20270208T080000Z', 'PT29M'),
      decision: 'decline too-short',
    },
    {
      name: 'the minimum itself',
      policy: { minDurationMinutes: 30 },
      ics: meeting('20270208T080000Z', 'PT30M'),
      decision: 'accept',
    },
    {
      name: 'longer than the maximum',
      policy: { maxDurationMinutes: 480 },
      ics: meeting('20270208T080000Z', 'PT8H1M'),
      decision: 'decline too-long',
    },
    {
      name: 'the maximum itself',
      policy: { maxDurationMinutes: 480 },
      ics: meeting('20270208T080000Z', 'PT8H'),
      decision: 'accept',
    },
    {
      name: 'a day on which the clock goes back is one of 24 hours',
      policy: { maxDurationMinutes: 1440 },
      ics: itip('REQUEST', ['DTSTART;VALUE=DATE:20271031']),
      decision: 'accept',
    },
    {
      name: 'one date of a series is enough',
      policy: { maxDurationMinutes: 60 },
      ics: itip(
        'REQUEST',
        ['DTSTART:20270208T080000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3'],
        ['RECURRENCE-ID:20270209T080000Z', 'DTSTART:20270209T080000Z', 'DURATION:PT2H'],
      ),
      decision: 'decline too-long',
    },
  ])('$name', ({ policy, ics, decision }) => {
    expect(decided(policy, ics)).toBe(decision);
  });
});

describe('working hours with time zone', () => {
  const weekdays = (fromHour: number, untilHour: number, timeZone: string | null = 'Europe/Berlin'): WorkingHours => ({
    days: [1, 2, 3, 4, 5],
    fromMinute: fromHour * 60,
    untilMinute: untilHour * 60,
    timeZone,
  });
  const office = [weekdays(8, 18)];
  it.each<{ name: string; workingHours: WorkingHours[]; event: string[]; decision: string }>([
    {
      name: 'inside, from the first minute to the last',
      workingHours: office,
      event: ['DTSTART:20270208T070000Z', 'DTEND:20270208T170000Z'],
      decision: 'accept',
    },
    {
      name: 'a minute too early',
      workingHours: office,
      event: ['DTSTART:20270208T065900Z', 'DTEND:20270208T080000Z'],
      decision: 'decline outside-hours',
    },
    {
      name: 'a minute too late',
      workingHours: office,
      event: ['DTSTART:20270208T160000Z', 'DTEND:20270208T170100Z'],
      decision: 'decline outside-hours',
    },
    {
      name: 'in summer the same clock time is an hour earlier in UTC',
      workingHours: office,
      event: ['DTSTART:20270705T060000Z', 'DTEND:20270705T160000Z'],
      decision: 'accept',
    },
    {
      name: 'and what was inside in winter is outside in summer',
      workingHours: office,
      event: ['DTSTART:20270705T060000Z', 'DTEND:20270705T170000Z'],
      decision: 'decline outside-hours',
    },
    {
      name: 'a series in another zone, inside on every date though one clock changes before the other',
      workingHours: office,
      event: ['DTSTART;TZID=America/New_York:20270308T110000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=2'],
      decision: 'accept',
    },
    {
      name: 'a series in another zone, by the clock of the hours on every date',
      workingHours: office,
      event: ['DTSTART;TZID=America/New_York:20270315T113000', 'DURATION:PT1H30M', 'RRULE:FREQ=WEEKLY;COUNT=3'],
      decision: 'decline outside-hours',
    },
    {
      name: 'a Saturday',
      workingHours: office,
      event: ['DTSTART:20270213T090000Z', 'DURATION:PT1H'],
      decision: 'decline outside-hours',
    },
    {
      name: 'an all-day meeting',
      workingHours: office,
      event: ['DTSTART;VALUE=DATE:20270208'],
      decision: 'decline outside-hours',
    },
    {
      name: 'a night between two working days',
      workingHours: office,
      event: ['DTSTART:20270208T160000Z', 'DTEND:20270209T080000Z'],
      decision: 'decline outside-hours',
    },
    {
      name: 'several stretches: over the break',
      workingHours: [weekdays(8, 12), weekdays(13, 18)],
      event: ['DTSTART:20270208T103000Z', 'DURATION:PT2H'],
      decision: 'decline outside-hours',
    },
    {
      name: 'several stretches that touch: over the seam, and over midnight',
      workingHours: [weekdays(0, 12), weekdays(12, 24)],
      event: ['DTSTART:20270208T100000Z', 'DURATION:P1D'],
      decision: 'accept',
    },
    {
      name: 'without a zone: that of the resource',
      workingHours: [weekdays(8, 9, null)],
      event: ['DTSTART:20270208T070000Z', 'DURATION:PT1H'],
      decision: 'accept',
    },
    {
      name: 'a zone of their own',
      workingHours: [weekdays(8, 9, 'Asia/Tokyo')],
      event: ['DTSTART:20270207T230000Z', 'DURATION:PT1H'],
      decision: 'accept',
    },
  ])('$name', ({ workingHours, event, decision }) => {
    expect(decided({ workingHours }, itip('REQUEST', event))).toBe(decision);
  });
});

describe('buffer minutes between bookings', () => {
  const policy = { bufferMinutes: 10 };
  it.each([
    { name: 'back to back after it', start: '20270208T090000Z', decision: 'decline conflict' },
    { name: 'nine minutes after it', start: '20270208T090900Z', decision: 'decline conflict' },
    { name: 'ten minutes after it', start: '20270208T091000Z', decision: 'accept' },
    { name: 'back to back before it', start: '20270208T070000Z', decision: 'decline conflict' },
    { name: 'nine minutes before it', start: '20270208T065100Z', decision: 'decline conflict' },
    { name: 'ten minutes before it', start: '20270208T065000Z', decision: 'accept' },
  ])('$name', ({ start, decision }) => {
    const room = openRoom({ policy });
    room.send(meeting('20270208T080000Z', 'PT1H', 'UID:other'));
    expect(decided(policy, meeting(start, 'PT1H'), room)).toBe(decision);
  });

  it('capacity is respected: with two units a second booking may follow at once, a third may not', () => {
    const room = openRoom({ kind: 'equipment', policy: { ...policy, capacity: 2 } });
    room.send(meeting('20270208T080000Z', 'PT1H', 'UID:first'));
    expect(decided(policy, meeting('20270208T090000Z', 'PT1H', 'UID:second'), room)).toBe('accept');
    expect(decided(policy, meeting('20270208T090500Z', 'PT1H', 'UID:third'), room)).toBe('decline conflict');
    expect(decided(policy, meeting('20270208T091000Z', 'PT50M', 'UID:fourth'), room)).toBe('accept');
  });
});

describe('who decides: the mode', () => {
  const free = meeting('20270208T080000Z', 'PT1H');
  const busy = meeting('20270208T100000Z', 'PT1H');
  it.each<{ mode: BookingPolicy['mode']; policy?: Partial<BookingPolicy>; free: string; busy: string }>([
    { mode: 'auto', free: 'accept', busy: 'decline conflict' },
    { mode: 'accept-always', free: 'accept', busy: 'accept' },
    { mode: 'accept-always', policy: { maxDurationMinutes: 5, windowDays: 1 }, free: 'accept', busy: 'accept' },
    { mode: 'decline-always', free: 'decline takes-no-bookings', busy: 'decline takes-no-bookings' },
    { mode: 'accept-if-free', free: 'accept', busy: 'leave-to-person not-free' },
    { mode: 'decline-if-busy', free: 'leave-to-person free-for-person', busy: 'decline conflict' },
    { mode: 'manual', free: 'leave-to-person person-decides', busy: 'leave-to-person person-decides' },
  ])('$mode: free $free, busy $busy', ({ mode, policy = {}, ...expected }) => {
    const decide = (ics: string): string => {
      const taken = openRoom();
      taken.send(meeting('20270208T100000Z', 'PT1H', 'UID:other'));
      const room = openRoom({ policy: { mode, ...policy } });
      room.calendar.busy.push(...taken.calendar.busy);
      const { answer, record, handled } = room.send(ics);
      const isSilent = record.decision === 'leave-to-person';
      expect({ answered: answer !== null, handled }).toEqual({ answered: !isSilent, handled: !isSilent });
      return record.because === null ? record.decision : `${record.decision} ${record.because}`;
    };
    expect({ free: decide(free), busy: decide(busy) }).toEqual(expected);
  });

  it.each(['manual', 'decline-always', 'accept-if-free'] as const)(
    'groups whose requests are decided automatically whatever the mode: %s',
    (mode) => {
      const decide = (groups: string[]): string => {
        const room = openRoom({ policy: { mode, autoGroups: ['board', 'staff'] }, booker: { groups } });
        return room.send(free).record.decision;
      };
      expect(decide(['Everyone', 'staff'])).toBe('accept');
      expect(decide(['Everyone'])).toBe(openRoom({ policy: { mode } }).send(free).record.decision);
    },
  );

  it('accept-if-free: who may not book is declined, not left to a person', () => {
    const room = openRoom({ policy: { mode: 'accept-if-free', outsideBookers: false } });
    expect(decided({}, free, room)).toBe('decline not-a-booker');
  });

  it('accept-always accepts series too, with mr-decline-recurring on', () => {
    const policy = { mode: 'accept-always', declineRecurring: true } as const;
    expect(decided(policy, meeting('20270208T080000Z', 'PT1H', 'RRULE:FREQ=DAILY;COUNT=3'))).toBe('accept');
  });

  it.each(['manual', 'decline-if-busy'] as const)(
    '%s: a free request is entered as tentative, and takes the time',
    (mode) => {
      const room = openRoom({ policy: { mode } });
      room.send(free);
      expect(room.calendar.busy.map(({ partstat }) => partstat)).toEqual(['tentative']);
      expect(room.calendar.entries[0]?.partstat).toBe('tentative');
      room.send(meeting('20270208T083000Z', 'PT1H', 'UID:later'));
      expect(room.taken()).toEqual(['2027-02-08T08:00']);
    },
  );

  it('manual: a request wholly past needs no person, one in an unknown zone does', () => {
    expect(decided({ mode: 'manual' }, meeting('20261201T080000Z', 'PT1H'))).toBe('ignore past');
    const unknown = itip('REQUEST', ['DTSTART;TZID=Nowhere:20270208T090000', 'DURATION:PT1H']);
    const room = openRoom({ policy: { mode: 'manual' } });
    expect(decided({}, unknown, room)).toBe('leave-to-person person-decides');
    expect(room.calendar.entries).toEqual([]);
  });

  it('manual: a cancellation frees what was pending', () => {
    const room = openRoom({ policy: { mode: 'manual' } });
    room.send(free);
    expect(decided({}, itip('CANCEL', ['DTSTAMP:20261202T000000Z']), room)).toBe('cancel');
    expect(room.taken()).toEqual([]);
  });
});

it.each(['outside-hours', 'too-short', 'too-long', 'outside-window', 'takes-no-bookings'])(
  'the answer says why: %s, in English and German',
  (because) => {
    const policies: Readonly<Record<string, Partial<BookingPolicy>>> = {
      'outside-hours': { workingHours: [{ days: [0], fromMinute: 0, untilMinute: 60, timeZone: null }] },
      'too-short': { minDurationMinutes: 90 },
      'too-long': { maxDurationMinutes: 30 },
      'outside-window': { windowDays: 3 },
      'takes-no-bookings': { mode: 'decline-always' },
    };
    const texts = ['en', 'de'].map((language) => {
      const { answer, record } = openRoom({ language, policy: policies[because] ?? {} }).send(
        meeting('20270208T080000Z', 'PT1H', 'SUMMARY:Planning'),
      );
      expect(record.because).toBe(because);
      expect(record.explanation).toMatch(/^Declined: /);
      expect(answer?.calendar?.content).toContain('PARTSTAT=DECLINED');
      return answer?.text.split('\n')[1] ?? '';
    });
    expect(texts.every((text) => text.length > 10)).toBe(true);
    expect(texts[0]).not.toBe(texts[1]);
  },
);
