import { describe, expect, it } from 'vitest';
import { itip, openRoom, type RoomModel } from './desk-model.js';

const MINUTES = ['00', '10', '20', '30', '40', '50'];
/** A request for 8 February 2027 at `hour`, with SEQUENCE and the minute of DTSTAMP. */
function request(hour: number, sequence: number, minute: number, ...more: string[]): string {
  const two = String(hour).padStart(2, '0');
  return itip('REQUEST', [
    stamp(minute),
    `SEQUENCE:${sequence}`,
    `DTSTART:20270208T${two}0000Z`,
    'DURATION:PT1H',
    ...more,
  ]);
}
const stamp = (minute: number): string => `DTSTAMP:20261201T00${MINUTES[minute] ?? '59'}00Z`;
const cancel = (sequence: number, minute: number, ...more: string[]): string =>
  itip('CANCEL', [stamp(minute), `SEQUENCE:${sequence}`, 'STATUS:CANCELLED', ...more]);

const because = (room: RoomModel, ics: string): unknown => {
  const { record } = room.send(ics);
  return record.because ?? record.decision;
};

describe('RFC 5546 §2.1.5: which revision is newer', () => {
  it.each([
    { name: 'lower SEQUENCE is stale', next: [10, 0, 2], because: 'stale-revision', hour: '08' },
    { name: 'higher SEQUENCE is newer, though stamped earlier', next: [10, 2, 0], because: 'accept', hour: '10' },
    { name: 'same SEQUENCE, later DTSTAMP is newer', next: [10, 1, 2], because: 'accept', hour: '10' },
    { name: 'same SEQUENCE, earlier DTSTAMP is stale', next: [10, 1, 0], because: 'stale-revision', hour: '08' },
    { name: 'the same revision changes nothing', next: [8, 1, 1], because: 'same-revision', hour: '08' },
  ] as const)('$name', ({ next: [hour, sequence, minute], because: expected, hour: taken }) => {
    const room = openRoom();
    room.send(request(8, 1, 1));
    const outcome = room.send(request(hour, sequence, minute));
    expect(outcome.record.because ?? outcome.record.decision).toBe(expected);
    expect(outcome.handled).toBe(true);
    if (expected !== 'accept') expect(outcome).toMatchObject({ answer: null, change: null });
    expect(room.taken()).toEqual([`2027-02-08T${taken}:00`]);
  });

  const inHour = (hour: number, sequence: number): string[] => [
    `SEQUENCE:${sequence}`,
    `DTSTART:20270208T${hour}0000Z`,
    `DTEND:20270208T${hour}3000Z`,
  ];

  it('of a component that is in a message twice, the newer one counts', () => {
    const room = openRoom();
    room.send(itip('REQUEST', inHour(11, 2), inHour(11, 1)));
    expect(room.calendar.entries[0]?.revision?.sequence).toBe(2);
    expect(room.taken()).toEqual(['2027-02-08T11:00']);
  });

  const weekly = ['DTSTART:20270201T100000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=3'];
  const second = ['RECURRENCE-ID:20270208T100000Z'];
  it.each([
    ['a single meeting', [inHour(11, 1), inHour(10, 1)]],
    ['with another SEQUENCE', [inHour(11, 2), inHour(10, 1)]],
    ['an occurrence', [weekly, [...second, ...inHour(11, 0)], [...second, ...inHour(12, 0)]]],
    [
      'an occurrence that is named in two ways',
      [weekly, [...second, ...inHour(11, 0)], ['RECURRENCE-ID;TZID=Europe/Berlin:20270208T110000', ...inHour(12, 0)]],
    ],
    ['cancelled once', [weekly, [...second, ...inHour(11, 0)], [...second, ...inHour(11, 0), 'STATUS:CANCELLED']]],
    ['a series with two rules', [weekly, [...weekly.slice(0, 2), 'RRULE:FREQ=WEEKLY;COUNT=4']]],
  ])('given twice with different times, it is left to a person: %s', (_, events) => {
    const room = openRoom();
    const { record } = room.send(itip('REQUEST', ...events));
    expect([record.decision, record.because, room.taken()]).toEqual(['leave-to-person', 'unreadable', []]);
  });

  it('a missing SEQUENCE is 0', () => {
    const room = openRoom();
    room.send(itip('REQUEST', [stamp(1), 'DTSTART:20270208T080000Z', 'DURATION:PT1H']));
    expect(because(room, request(10, 0, 1))).toBe('same-revision');
    expect(because(room, request(10, 1, 1))).toBe('accept');
  });

  it('the key is UID and organizer: knowing a UID is not enough to block its owner', () => {
    const room = openRoom();
    const eve = { authors: [{ localPart: 'eve', domain: 'example.net' }] };
    room.send(request(8, 9, 5, 'ORGANIZER:mailto:eve@example.net'), eve);
    expect(because(room, request(10, 0, 1))).toBe('accept');
    expect(room.taken().length).toBe(2);
    room.send(cancel(9, 5, 'ORGANIZER:mailto:eve@example.net'), eve);
    expect(room.taken()).toEqual(['2027-02-08T10:00']);
  });
});

describe('updates', () => {
  it('are decided anew with their own booking left out', () => {
    const room = openRoom();
    room.send(request(8, 0, 1));
    expect(because(room, request(8, 1, 2, 'SUMMARY:moved by half an hour'))).toBe('accept');
    expect(room.calendar.busy.map(({ summary }) => summary)).toEqual(['moved by half an hour']);
  });

  it.each([
    { declinedUpdate: 'release' as const, taken: ['2027-02-08T10:00'] },
    { declinedUpdate: 'keep' as const, taken: ['2027-02-08T08:00', '2027-02-08T10:00'] },
  ])('a declined one: $declinedUpdate', ({ declinedUpdate, taken }) => {
    const room = openRoom({ options: { declinedUpdate } });
    room.send(request(10, 0, 1, 'UID:other'));
    room.send(request(8, 0, 1));
    expect(because(room, request(10, 1, 2))).toBe('conflict');
    expect(room.taken()).toEqual(taken);
    expect(because(room, request(10, 1, 2))).toBe('same-revision');
  });

  it('details with the same times and our answer in it are taken over without an answer', () => {
    const answered = 'ATTENDEE;PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:blue@example.com';
    const room = openRoom();
    room.send(request(8, 0, 1));
    const outcome = room.send(request(8, 0, 2, answered, 'SUMMARY:renamed'));
    expect(outcome.answer).toBeNull();
    expect(outcome.record).toMatchObject({ decision: 'keep', because: 'details-only' });
    expect(room.calendar.busy.map(({ summary }) => summary)).toEqual(['renamed']);
    expect(because(room, request(8, 0, 1, answered))).toBe('stale-revision');
    expect(because(room, request(9, 0, 3, answered))).toBe('accept');
  });

  it('a decline stays with details, and NEEDS-ACTION asks again', () => {
    const room = openRoom();
    room.send(request(8, 0, 1, 'UID:other'));
    expect(because(room, request(8, 0, 1))).toBe('conflict');
    room.send(cancel(0, 2, 'UID:other'));
    expect(because(room, request(8, 0, 2, 'ATTENDEE;PARTSTAT=DECLINED:mailto:blue@example.com'))).toBe('details-only');
    expect(room.taken()).toEqual([]);
    expect(because(room, request(8, 0, 3))).toBe('accept');
  });

  it('without the account among the attendees remove its booking, without an answer', () => {
    const room = openRoom();
    room.send(request(8, 0, 1));
    const outcome = room.send(request(8, 1, 2, 'ATTENDEE:mailto:red@example.com'));
    expect(outcome).toMatchObject({ handled: true, answer: null, record: { decision: 'remove' } });
    expect(room.taken()).toEqual([]);
    expect(because(room, request(8, 0, 1))).toBe('cancelled-before');
  });

  it('moved into the past free the time without an answer', () => {
    const room = openRoom();
    room.send(request(8, 0, 1));
    const past = itip('REQUEST', [stamp(2), 'SEQUENCE:1', 'DTSTART:20261208T080000Z', 'DURATION:PT1H']);
    expect(room.send(past)).toMatchObject({ answer: null, record: { because: 'past' } });
    expect(room.taken()).toEqual([]);
  });
});

const weekly = ['DTSTART:20270208T080000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=4'];
const series = (sequence: number, minute: number, ...more: string[]): string =>
  itip('REQUEST', [stamp(minute), `SEQUENCE:${sequence}`, ...weekly, ...more]);
/** The occurrence of that day of February, moved to `hour`. */
const occurrence = (day: number, hour: number, sequence: number, minute: number, ...more: string[]): string =>
  itip('REQUEST', [
    stamp(minute),
    `SEQUENCE:${sequence}`,
    `RECURRENCE-ID:202702${day}T080000Z`,
    `DTSTART:202702${day}T${String(hour).padStart(2, '0')}0000Z`,
    'DURATION:PT1H',
    ...more,
  ]);
const all = ['2027-02-08T08:00', '2027-02-15T08:00', '2027-02-22T08:00', '2027-03-01T08:00'];

describe('requests for occurrences only', () => {
  it('with a known master replace those dates, the rest of the series stays', () => {
    const room = openRoom();
    room.send(series(0, 1));
    const outcome = room.send(occurrence(15, 12, 0, 2));
    expect(outcome.record).toMatchObject({ decision: 'accept' });
    expect(outcome.record.occurrences.length).toBe(1);
    expect(outcome.answer?.calendar?.content.match(/BEGIN:VEVENT/g)?.length).toBe(1);
    expect(outcome.answer?.calendar?.content).toContain('RECURRENCE-ID:20270215T080000Z');
    expect(room.taken()).toEqual(['2027-02-08T08:00', '2027-02-15T12:00', '2027-02-22T08:00', '2027-03-01T08:00']);
  });

  it('declined: that occurrence is free, or stays where it was', () => {
    for (const declinedUpdate of ['release', 'keep'] as const) {
      const room = openRoom({ options: { declinedUpdate } });
      room.send(itip('REQUEST', ['UID:other', 'DTSTART:20270215T120000Z', 'DURATION:PT1H']));
      room.send(series(0, 1));
      expect(because(room, occurrence(15, 12, 0, 2))).toBe('conflict');
      const own = room.calendar.busy.filter(({ uid }) => uid === 'meeting-1').length;
      expect(own).toBe(declinedUpdate === 'keep' ? 4 : 3);
    }
  });

  it('whose times cannot be determined are declined; the rest of the series stays', () => {
    const room = openRoom();
    room.send(series(0, 1));
    const untold = ['RECURRENCE-ID:20270215T080000Z', 'DTSTART;TZID=Nowhere:20270215T120000', 'DURATION:PT1H'];
    expect(because(room, itip('REQUEST', [stamp(2), 'SEQUENCE:1', ...untold]))).toBe('unknown-time-zone');
    expect(room.taken()).toEqual(all.filter((start) => start !== '2027-02-15T08:00'));
    expect(because(room, itip('REQUEST', [stamp(2), 'SEQUENCE:1', ...untold]))).toBe('same-revision');
    expect(because(room, occurrence(15, 12, 2, 3))).toBe('accept');
    expect(room.taken()).toContain('2027-02-15T12:00');
  });

  it('of a declined series are decided on their own', () => {
    const room = openRoom();
    room.send(itip('REQUEST', ['UID:other', 'DTSTART:20270215T080000Z', 'DURATION:PT1H']));
    expect(because(room, series(0, 1))).toBe('conflict');
    expect(because(room, occurrence(15, 12, 0, 2))).toBe('accept');
    expect(room.taken()).toEqual(['2027-02-15T08:00', '2027-02-15T12:00']);
  });

  it('without a known master are booked; a further one merges; a later master includes them', () => {
    const room = openRoom();
    room.send(occurrence(15, 12, 0, 1));
    room.send(occurrence(22, 13, 0, 1));
    expect(room.taken()).toEqual(['2027-02-15T12:00', '2027-02-22T13:00']);
    expect(because(room, series(0, 2))).toBe('accept');
    expect(room.taken()).toEqual(['2027-02-08T08:00', '2027-02-15T12:00', '2027-02-22T13:00', '2027-03-01T08:00']);
  });

  it('without a known master are cleared by a whole CANCEL', () => {
    const room = openRoom();
    room.send(occurrence(15, 12, 0, 1));
    room.send(cancel(1, 2));
    expect(room.calendar).toMatchObject({ entries: [], busy: [] });
  });

  it('an occurrence may be ahead of its master: a master that is older than it leaves it in place', () => {
    const room = openRoom();
    room.send(series(0, 1));
    room.send(occurrence(15, 12, 3, 2));
    expect(because(room, occurrence(15, 14, 2, 3))).toBe('stale-revision');
    expect(because(room, series(1, 3))).toBe('accept');
    expect(room.taken()[1]).toBe('2027-02-15T12:00');
    expect(because(room, series(4, 4))).toBe('accept');
    expect(room.taken()).toEqual(all);
  });

  it('uninvited ones lose their time, without an answer', () => {
    const room = openRoom();
    room.send(series(0, 1));
    const outcome = room.send(occurrence(15, 12, 0, 2, 'ATTENDEE:mailto:red@example.com'));
    expect(outcome).toMatchObject({ answer: null, record: { decision: 'remove' } });
    expect(room.taken()).toEqual(all.filter((start) => start !== '2027-02-15T08:00'));
  });

  it('an override without the account in a whole request is not booked', () => {
    const room = openRoom();
    const override = [
      'RECURRENCE-ID:20270215T080000Z',
      'DTSTART:20270215T120000Z',
      'DURATION:PT1H',
      'ATTENDEE:mailto:red@example.com',
    ];
    const { answer } = room.send(itip('REQUEST', weekly, override));
    expect(answer?.calendar?.content).not.toContain('RECURRENCE-ID');
    expect(room.taken()).toEqual(all.filter((start) => start !== '2027-02-15T08:00'));
  });
});

describe('CANCEL', () => {
  const one = (day: number, sequence: number, minute: number, ...more: string[]): string =>
    itip('CANCEL', [stamp(minute), `SEQUENCE:${sequence}`, `RECURRENCE-ID${more[0] ?? ''}:202702${day}T080000Z`]);

  it('of the whole frees it and is never answered', () => {
    const room = openRoom();
    room.send(series(0, 1));
    const outcome = room.send(cancel(1, 2));
    expect(outcome).toMatchObject({ handled: true, answer: null, record: { decision: 'cancel', because: null } });
    expect(room.calendar).toMatchObject({ entries: [], busy: [] });
  });

  it('of one occurrence frees just that, without STATUS too', () => {
    const room = openRoom();
    room.send(series(0, 1));
    room.send(one(15, 1, 2));
    expect(room.taken()).toEqual(all.filter((start) => start !== '2027-02-15T08:00'));
    expect(because(room, occurrence(15, 8, 0, 1))).toBe('cancelled-before');
  });

  it('of THISANDFUTURE frees that and all that follow', () => {
    const room = openRoom();
    room.send(series(0, 1));
    room.send(one(15, 1, 2, ';RANGE=THISANDFUTURE'));
    expect(room.taken()).toEqual(all.slice(0, 1));
    expect(room.calendar.entries[0]?.ical).toContain('RRULE');
  });

  it('older than what is stored changes nothing', () => {
    const room = openRoom();
    room.send(series(2, 3));
    expect(because(room, cancel(1, 4))).toBe('stale-revision');
    expect(room.taken()).toEqual(all);
  });

  it('of an unknown meeting leaves a tombstone: a late old request does not bring it back', () => {
    const room = openRoom();
    expect(because(room, cancel(1, 3))).toBe('unknown-meeting');
    expect(because(room, series(0, 2))).toBe('cancelled-before');
    expect(because(room, series(0, 3))).toBe('cancelled-before');
    expect(room.taken()).toEqual([]);
  });

  it('a restored meeting, stamped later, comes back, even with a lower SEQUENCE', () => {
    const room = openRoom();
    room.send(series(1, 1));
    room.send(cancel(2, 2));
    expect(because(room, series(0, 3))).toBe('accept');
    expect(because(room, cancel(2, 2))).toBe('same-revision');
    expect(room.taken()).toEqual(all);
  });

  it('the tombstone of an occurrence does not block its master', () => {
    const room = openRoom();
    room.send(one(15, 1, 3));
    expect(because(room, series(0, 2))).toBe('accept');
    expect(room.taken()).toEqual(all.filter((start) => start !== '2027-02-15T08:00'));
    expect(because(room, series(1, 4))).toBe('accept');
    expect(room.taken()).toEqual(all);
  });

  it('an override that a master brings again later is booked again, and tested', () => {
    const room = openRoom();
    room.send(one(15, 1, 2));
    const both = (minute: number): string =>
      itip(
        'REQUEST',
        [stamp(minute), ...weekly],
        ['RECURRENCE-ID:20270215T080000Z', stamp(1), 'DTSTART:20270215T120000Z', 'DURATION:PT1H'],
      );
    room.send(both(1));
    expect(room.taken()).toEqual(all.filter((start) => start !== '2027-02-15T08:00'));
    expect(because(room, both(3))).toBe('accept');
    expect(room.taken()).toContain('2027-02-15T12:00');
  });

  it('an organizer may cancel one occurrence and request the rest with one SEQUENCE', () => {
    const room = openRoom();
    room.send(series(0, 1));
    room.send(one(15, 1, 2));
    expect(because(room, series(1, 3, 'EXDATE:20270215T080000Z'))).toBe('accept');
    expect(room.taken()).toEqual(all.filter((start) => start !== '2027-02-15T08:00'));
  });

  it('for somebody else is left to a person', () => {
    expect(openRoom().send(cancel(1, 2, 'ATTENDEE:mailto:red@example.com'))).toMatchObject({
      handled: false,
      record: { because: 'not-an-attendee' },
    });
  });
});

describe('ADD', () => {
  const add = (sequence: number, minute: number, hour: number): string =>
    itip('ADD', [stamp(minute), `SEQUENCE:${sequence}`, `DTSTART:20270210T${hour}0000Z`, 'DURATION:PT1H']);

  it('adds occurrences to a known meeting, and answers for them', () => {
    const room = openRoom();
    room.send(series(0, 1));
    const outcome = room.send(add(1, 2, 12));
    expect(outcome.record.decision).toBe('accept');
    expect(outcome.answer?.calendar?.content).toContain('RECURRENCE-ID:20270210T120000Z');
    expect(room.taken()).toEqual([...all, '2027-02-10T12:00'].toSorted());
    expect(because(room, add(1, 2, 12))).toBe('same-revision');
  });

  it('that conflicts declines what it adds; the series stays', () => {
    const room = openRoom();
    room.send(itip('REQUEST', ['UID:other', 'DTSTART:20270210T120000Z', 'DURATION:PT1H']));
    room.send(series(0, 1));
    expect(because(room, add(1, 2, 12))).toBe('conflict');
    expect(room.taken()).toEqual([...all, '2027-02-10T12:00'].toSorted());
  });

  it('to an unknown meeting is ignored', () => {
    const outcome = openRoom().send(add(1, 2, 12));
    expect(outcome).toMatchObject({
      handled: true,
      change: null,
      answer: null,
      record: { because: 'unknown-meeting' },
    });
  });
});

describe('THISANDFUTURE in a request', () => {
  const later = (sequence: number, minute: number, hour: number): string =>
    itip('REQUEST', [
      stamp(minute),
      `SEQUENCE:${sequence}`,
      'RECURRENCE-ID;RANGE=THISANDFUTURE:20270215T080000Z',
      `DTSTART:20270215T${hour}0000Z`,
      'DURATION:PT1H',
    ]);

  it('moves that occurrence and all that follow', () => {
    const room = openRoom();
    room.send(series(0, 1));
    expect(room.send(later(1, 2, 12)).record.occurrences.length).toBe(3);
    expect(room.taken()).toEqual(['2027-02-08T08:00', '2027-02-15T12:00', '2027-02-22T12:00', '2027-03-01T12:00']);
  });

  it('declined frees them all', () => {
    const room = openRoom();
    room.send(itip('REQUEST', ['UID:other', 'DTSTART:20270222T120000Z', 'DURATION:PT1H']));
    room.send(series(0, 1));
    expect(because(room, later(1, 2, 12))).toBe('conflict');
    expect(room.taken()).toEqual(['2027-02-08T08:00', '2027-02-22T12:00']);
  });
});
