import { describe, expect, it } from 'vitest';
import type { BookingPolicy } from '../../../src/booking/booking-policy.js';
import { itip, openRoom, type RoomModel } from './desk-model.js';

const weekly = [
  'DTSTART;TZID=Europe/Berlin:20270208T090000',
  'DTEND;TZID=Europe/Berlin:20270208T100000',
  'RRULE:FREQ=WEEKLY;COUNT=10',
  'SUMMARY:Planning',
];
const weeks = [
  '2027-02-08T08:00',
  '2027-02-15T08:00',
  '2027-02-22T08:00',
  '2027-03-01T08:00',
  '2027-03-08T08:00',
  '2027-03-15T08:00',
  '2027-03-22T08:00',
  '2027-03-29T07:00',
  '2027-04-05T07:00',
  '2027-04-12T07:00',
];
const without = (...gone: number[]): string[] => weeks.filter((_, index) => !gone.includes(index));
const compact = (time: string): string => `${time.replaceAll(/[-:]/g, '')}00Z`;

/** A room in which these weeks are taken for a quarter of an hour. */
function roomTakenIn(taken: readonly number[], policy: Partial<BookingPolicy>): RoomModel {
  const room = openRoom({ policy });
  for (const week of taken) {
    const start = compact(weeks[week] ?? '');
    room.send(itip('REQUEST', [`UID:taken-${week}`, `DTSTART:${start}`, 'DURATION:PT15M']));
  }
  return room;
}

/** Those of the series, not what was there before. */
const booked = (room: RoomModel): string[] =>
  room.calendar.busy
    .filter(({ uid }) => uid === 'meeting-1')
    .map(({ start }) => new Date(start).toISOString().slice(0, 16))
    .toSorted();

/** The reply's VEVENTs: RECURRENCE-ID (empty for the master) and PARTSTAT. */
const replyParts = (content: string | undefined): string[] =>
  (content ?? '')
    .replace(/\r\n[ \t]/g, '')
    .split('BEGIN:VEVENT')
    .slice(1)
    .map((event) => {
      const recurrence = /^RECURRENCE-ID[^:]*:(.*)$/m.exec(event)?.[1]?.trim() ?? 'master';
      return `${recurrence} ${/PARTSTAT=([A-Z]+)/.exec(event)?.[1] ?? ''}`;
    });

describe('maximum conflicting occurrences, number and percent (both must hold)', () => {
  it.each<{ name: string; taken: number[]; policy: Partial<BookingPolicy>; decision: string; because: string | null }>([
    { name: 'none by default', taken: [3], policy: {}, decision: 'decline', because: 'conflict' },
    { name: 'the number holds', taken: [3, 5], policy: { maxConflicts: 2 }, decision: 'accept', because: 'partly' },
    { name: 'one too many', taken: [1, 3, 5], policy: { maxConflicts: 2 }, decision: 'decline', because: 'conflict' },
    {
      name: 'unlimited',
      taken: [0, 1, 2, 3, 4],
      policy: { maxConflicts: null },
      decision: 'accept',
      because: 'partly',
    },
    {
      name: 'the share holds exactly',
      taken: [3, 5],
      policy: { maxConflicts: null, maxConflictPercent: 20 },
      decision: 'accept',
      because: 'partly',
    },
    {
      name: 'the share is over',
      taken: [1, 3, 5],
      policy: { maxConflicts: null, maxConflictPercent: 20 },
      decision: 'decline',
      because: 'conflict',
    },
    {
      name: 'the number holds and the share does not',
      taken: [3, 5],
      policy: { maxConflicts: 5, maxConflictPercent: 19 },
      decision: 'decline',
      because: 'conflict',
    },
    {
      name: 'a series without one free date is no acceptance',
      taken: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      policy: { maxConflicts: null },
      decision: 'decline',
      because: 'conflict',
    },
    { name: 'no conflict at all', taken: [], policy: { maxConflicts: 2 }, decision: 'accept', because: null },
  ])('$name', ({ taken, policy, decision, because }) => {
    const room = roomTakenIn(taken, policy);
    expect(room.send(itip('REQUEST', weekly)).record).toMatchObject({ decision, because, answered: true });
    expect(booked(room)).toEqual(decision === 'accept' ? without(...taken) : []);
  });

  it('is for series: a single meeting, and the change of one date, are declined', () => {
    const room = roomTakenIn([3], { maxConflicts: null });
    const start = compact(weeks[3] ?? '');
    const single = itip('REQUEST', ['UID:single', `DTSTART:${start}`, 'DURATION:PT1H']);
    expect(room.send(single).record).toMatchObject({ decision: 'decline', because: 'conflict' });
    room.send(itip('REQUEST', weekly));
    const moved = ['RECURRENCE-ID:20270215T080000Z', 'DTSTAMP:20261202T000000Z', `DTSTART:${start}`, 'DURATION:PT1H'];
    expect(room.send(itip('REQUEST', moved)).record).toMatchObject({ decision: 'decline', because: 'conflict' });
    expect(booked(room)).toEqual(without(1, 3));
  });
});

describe('the series is accepted and the conflicting occurrences declined', () => {
  it('the answer is one REPLY: the master, and one VEVENT for every occurrence whose decision differs', () => {
    const { answer, record } = roomTakenIn([3, 7], { maxConflicts: 2 }).send(itip('REQUEST', weekly));
    expect(answer?.subject).toBe('Accepted: Planning');
    expect(replyParts(answer?.calendar?.content)).toEqual([
      'master ACCEPTED',
      '20270301T090000 DECLINED',
      '20270329T090000 DECLINED',
    ]);
    expect(answer?.calendar?.content).toContain('REQUEST-STATUS:4.0;Event conflict');
    expect(answer?.text).toContain('2 of 10 meetings could not be booked and are declined. The others are booked.');
    expect(answer?.text).toContain(
      'Not available:\n  Monday, 1 March 2027, 09:00–10:00 (CET)\n  Monday, 29 March 2027, 09:00–10:00 (CEST)\n',
    );
    expect(record.explanation).toBe('Accepted without 2 of 10 dates (2 taken).');
  });

  it('in German too', () => {
    const room = openRoom({ language: 'de', policy: { maxConflicts: 1 } });
    room.send(itip('REQUEST', ['UID:other', 'DTSTART:20270208T080000Z', 'DURATION:PT1H']));
    const { answer } = room.send(itip('REQUEST', weekly));
    expect(answer?.text).toContain('1 von 10 Terminen konnte nicht gebucht werden');
  });

  it('an override that is taken is declined under its own RECURRENCE-ID', () => {
    const room = roomTakenIn([3], { maxConflicts: 1 });
    const override = ['RECURRENCE-ID;TZID=Europe/Berlin:20270222T090000', 'DTSTART:20270301T080000Z', 'DURATION:PT5M'];
    const moved = ['RECURRENCE-ID;TZID=Europe/Berlin:20270301T090000', 'DTSTART:20270302T080000Z', 'DURATION:PT5M'];
    const { answer } = room.send(itip('REQUEST', weekly, override, moved));
    expect(replyParts(answer?.calendar?.content)).toEqual([
      'master ACCEPTED',
      '20270222T090000 DECLINED',
      '20270301T090000 ACCEPTED',
    ]);
    expect(booked(room)).toEqual([...without(2, 3), '2027-03-02T08:00'].toSorted());
  });

  it('RSVP=FALSE silences a whole acceptance, not one with declined dates', () => {
    const quiet = [...weekly, 'ATTENDEE;RSVP=FALSE:mailto:blue@example.com'];
    expect(roomTakenIn([], { maxConflicts: 1 }).send(itip('REQUEST', quiet)).answer).toBeNull();
    expect(roomTakenIn([3], { maxConflicts: 1 }).send(itip('REQUEST', quiet)).answer).not.toBeNull();
  });
});

describe('what comes after a partial acceptance', () => {
  const later = (minutes: number): string => `DTSTAMP:20261202T00${String(minutes).padStart(2, '0')}00Z`;
  const third = 'RECURRENCE-ID;TZID=Europe/Berlin:20270301T090000';
  const roomWithSeries = (): RoomModel => {
    const room = roomTakenIn([3, 5], { maxConflicts: 2 });
    room.send(itip('REQUEST', weekly));
    return room;
  };

  it('the same request again changes nothing', () => {
    const room = roomWithSeries();
    expect(room.send(itip('REQUEST', weekly)).record.because).toBe('same-revision');
    expect(booked(room)).toEqual(without(3, 5));
  });

  it('details only: what was declined stays declined', () => {
    const room = roomWithSeries();
    const details = [...weekly, later(1), 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:blue@example.com', 'LOCATION:upstairs'];
    expect(room.send(itip('REQUEST', details)).record.decision).toBe('keep');
    expect(booked(room)).toEqual(without(3, 5));
    room.send(
      itip(
        'REQUEST',
        [...details, 'LOCATION:downstairs', later(2)].filter((line) => line !== later(1)),
      ),
    );
    expect(booked(room)).toEqual(without(3, 5));
  });

  it('an update is decided anew: a date that has come free is booked', () => {
    const room = roomWithSeries();
    room.send(itip('CANCEL', ['UID:taken-3', later(1)]));
    expect(room.send(itip('REQUEST', [...weekly, later(2)])).record).toMatchObject({ because: 'partly' });
    expect(booked(room)).toEqual(without(5));
  });

  it('a declined date that moves to a free time is accepted', () => {
    const room = roomWithSeries();
    const moved = [third, later(1), 'DTSTART:20270302T080000Z', 'DURATION:PT1H'];
    expect(room.send(itip('REQUEST', moved)).record.decision).toBe('accept');
    expect(booked(room)).toEqual([...without(3, 5), '2027-03-02T08:00'].toSorted());
  });

  it('the cancellation of a declined date frees nothing and keeps the rest', () => {
    const room = roomWithSeries();
    expect(room.send(itip('CANCEL', [third, later(1)])).record.decision).toBe('cancel');
    expect(booked(room)).toEqual(without(3, 5));
    expect(room.calendar.entries.find(({ uid }) => uid === 'meeting-1')?.occurrences.length).toBe(1);
  });

  it('the cancellation of another date leaves the declined ones declined', () => {
    const room = roomWithSeries();
    room.send(itip('CANCEL', ['RECURRENCE-ID;TZID=Europe/Berlin:20270208T090000', later(1)]));
    expect(booked(room)).toEqual(without(0, 3, 5));
  });

  it('a date and all that follow, cancelled from a declined one on', () => {
    const room = roomWithSeries();
    room.send(itip('CANCEL', [third.replace('RECURRENCE-ID', 'RECURRENCE-ID;RANGE=THISANDFUTURE'), later(1)]));
    expect(booked(room)).toEqual(weeks.slice(0, 3));
  });

  it('the whole cancelled, all of it goes', () => {
    const room = roomWithSeries();
    room.send(itip('CANCEL', [later(1)]));
    expect(booked(room)).toEqual([]);
  });
});
