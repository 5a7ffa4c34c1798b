import { describe, expect, it } from 'vitest';
import { itip, openRoom, type RoomModel } from './desk-model.js';

const bob = 'ATTENDEE:mailto:bob@example.org';
const series = ['DTSTART:20270208T090000Z', 'DTEND:20270208T100000Z', 'RRULE:FREQ=WEEKLY;COUNT=3'];
const stamped = (minute: number): string[] => [
  `DTSTAMP:20261201T00${String(minute).padStart(2, '0')}00Z`,
  'SEQUENCE:1',
];

/** The occurrence of that day of February, moved to this hour. */
const moved = (day: string, hour: string, minutes = 30): string[] => [
  ...stamped(1),
  `RECURRENCE-ID:202702${day}T090000Z`,
  `DTSTART:202702${day}T${hour}0000Z`,
  `DURATION:PT${minutes}M`,
];
const takenAt = (day: string, hour: string): string =>
  itip('REQUEST', [`UID:taken-${day}`, `DTSTART:202702${day}T${hour}0000Z`, 'DURATION:PT1H']);

const parts = (content: string | undefined): string[] =>
  (content ?? '')
    .replace(/\r\n[ \t]/g, '')
    .split('BEGIN:VEVENT')
    .slice(1)
    .map((event) => {
      const date = /^RECURRENCE-ID[^:]*:(\d{8})/m.exec(event)?.[1] ?? 'master';
      return `${date} ${/PARTSTAT=([A-Z]+)/.exec(event)?.[1] ?? ''}`;
    });

const sendTwo = (room: RoomModel, ...events: string[][]) => {
  const { record, answer } = room.send(itip('REQUEST', ...events));
  return { decision: record.decision, because: record.because, parts: parts(answer?.calendar?.content) };
};

describe('occurrences without their master are each decided for themselves', () => {
  it.each([
    ['of an unknown series', false],
    ['of an accepted series', true],
  ])('%s: a taken date does not decline the other', (_, isKnown) => {
    const room = openRoom();
    if (isKnown) room.send(itip('REQUEST', series));
    room.send(takenAt('15', '14'));
    expect(sendTwo(room, moved('08', '13'), moved('15', '14'))).toEqual({
      decision: 'accept',
      because: 'partly',
      parts: ['20270208 ACCEPTED', '20270215 DECLINED'],
    });
    const rest = isKnown ? ['2027-02-22T09:00'] : [];
    expect(room.taken()).toEqual(['2027-02-08T13:00', '2027-02-15T14:00', ...rest]);
  });

  it('all of them taken: all declined', () => {
    const room = openRoom();
    room.send(takenAt('08', '13'));
    room.send(takenAt('15', '14'));
    expect(sendTwo(room, moved('08', '13'), moved('15', '14'))).toEqual({
      decision: 'decline',
      because: 'conflict',
      parts: ['20270208 DECLINED', '20270215 DECLINED'],
    });
  });

  it('the length that a policy allows is asked of each', () => {
    const room = openRoom({ policy: { maxDurationMinutes: 60 } });
    expect(sendTwo(room, moved('08', '13'), moved('15', '14', 90)).parts).toEqual([
      '20270208 ACCEPTED',
      '20270215 DECLINED',
    ]);
  });

  it('so are working hours, the booking window and the end of a resource', () => {
    const workingHours = [{ days: [1, 2, 3, 4, 5], fromMinute: 480, untilMinute: 1080, timeZone: null }];
    const policies = [{ workingHours }, { windowDays: 40 }, { retiresAt: '2027-02-12T00:00:00Z' }];
    const late = [moved('08', '10'), moved('15', '22')];
    for (const policy of policies)
      expect(sendTwo(openRoom({ policy }), ...late).parts).toEqual(['20270208 ACCEPTED', '20270215 DECLINED']);
  });

  it('of two that overlap each other, neither is accepted beside the other', () => {
    const room = openRoom();
    const { decision } = sendTwo(room, moved('08', '13'), [
      ...stamped(1),
      'RECURRENCE-ID:20270215T090000Z',
      'DTSTART:20270208T131500Z',
      'DURATION:PT1H',
    ]);
    expect([decision, room.taken()]).toEqual(['decline', []]);
  });
});

describe('ADD (RFC 5546 §3.2.4)', () => {
  it('with RECURRENCE-ID changes that occurrence instead of adding a date', () => {
    const room = openRoom();
    room.send(itip('REQUEST', series));
    expect(room.send(itip('ADD', moved('15', '14'))).record.decision).toBe('accept');
    expect(room.taken()).toEqual(['2027-02-08T09:00', '2027-02-15T14:00', '2027-02-22T09:00']);
  });

  it('with RECURRENCE-ID in one component and not in another is left to a person', () => {
    const room = openRoom();
    room.send(itip('REQUEST', series));
    const more = [...stamped(1), 'DTSTART:20270301T090000Z', 'DURATION:PT1H'];
    expect(room.send(itip('ADD', moved('15', '14'), more)).record.because).toBe('unreadable');
    expect(room.taken()).toHaveLength(3);
  });
});

describe('CANCEL without STATUS:CANCELLED takes its attendees off the list (RFC 5546 §3.2.5)', () => {
  const date = 'RECURRENCE-ID:20270215T090000Z';
  const own = 'ATTENDEE:mailto:room-1@example.com';
  const all = ['2027-02-08T09:00', '2027-02-15T09:00', '2027-02-22T09:00'];
  const rest = [all[0], all[2]];
  it.each([
    ['others, the whole meeting', [[bob]], all],
    ['others, one date', [[bob, date, 'DTSTART:20270215T090000Z']], all],
    ['others, one date and all that follow', [[bob, 'RECURRENCE-ID;RANGE=THISANDFUTURE:20270215T090000Z']], all],
    ['the account, the whole meeting', [[own]], []],
    ['the account among others, one date', [[bob, own, date]], rest],
    ['others with STATUS: the event is cancelled', [[bob, 'STATUS:CANCELLED']], []],
    ['others with STATUS, one date', [[bob, date, 'STATUS:CANCELLED']], rest],
    ['others with another STATUS', [[bob, 'STATUS:CONFIRMED']], all],
    [
      'others on one date, the account on another',
      [
        [bob, 'RECURRENCE-ID:20270222T090000Z'],
        [own, date],
      ],
      rest,
    ],
  ])('%s', (_, events, left) => {
    const room = openRoom();
    room.send(itip('REQUEST', series));
    const lines = events.map((event) => [...stamped(1), ...event]);
    const { record, answer } = room.send(itip('CANCEL', ...lines));
    expect(room.taken()).toEqual(left);
    expect(answer).toBeNull();
    expect(record.decision).toBe(left === all ? 'ignore' : 'cancel');
    if (left === all) expect([record.because, room.calendar.tombstones]).toEqual(['others-uninvited', []]);
  });
});
