/** Which requests wait for their own organizer, and which are decided at once. */
import { describe, expect, it } from 'vitest';
import type { BookingPolicy } from '../../../src/booking/booking-policy.js';
import type { BusyInterval } from '../../../src/booking/calendar-entry.js';
import { cutHolds } from '../../../src/booking/cut-holds.js';
import { at, itip, openRoom, type RoomSettings } from './desk-model.js';

const GRACE = { ownConflictGraceSeconds: 90 };
const BOB = 'ORGANIZER:mailto:bob@example.org';
const nine = ['DTSTART:20270208T090000Z', 'DTEND:20270208T100000Z'];
const ten = ['DTSTART:20270208T100000Z', 'DTEND:20270208T110000Z'];
const daily = [...nine, 'RRULE:FREQ=DAILY;COUNT=4'];

/** What is decided about `asked` beside what Ann, and then Bob, have booked. */
function decide(
  settings: RoomSettings,
  asked: readonly string[],
  { anns = [nine], bobs = [] }: { readonly anns?: string[][]; readonly bobs?: string[][] } = {},
): string {
  const room = openRoom({ ...settings, options: { ...GRACE, ...settings.options } });
  for (const [index, times] of anns.entries()) room.send(itip('REQUEST', [`UID:ann-${index}`, ...times]));
  const bob = { authors: [{ localPart: 'bob', domain: 'example.org' }] as never };
  for (const [index, times] of bobs.entries()) room.send(itip('REQUEST', [`UID:bob-${index}`, BOB, ...times]), bob);
  const { record, answer } = room.send(itip('REQUEST', ['UID:new', ...asked]));
  expect(answer === null).toBe(!record.answered);
  return [record.decision, ...(record.because === null ? [] : [record.because])].join(' ');
}

describe('a request', () => {
  it.each<[string, Partial<BookingPolicy>, string]>([
    ['mode auto', {}, 'waiting own-conflict'],
    ['mode decline-if-busy: the room would then ask a person', { mode: 'decline-if-busy' }, 'decline conflict'],
    ['mode accept-if-free: a person decides', { mode: 'accept-if-free' }, 'leave-to-person not-free'],
    ['mode manual', { mode: 'manual' }, 'leave-to-person person-decides'],
    ['mode accept-always', { mode: 'accept-always' }, 'accept'],
    ['mode decline-always', { mode: 'decline-always' }, 'decline takes-no-bookings'],
    ['no mr-decline-conflict', { declineConflict: false }, 'accept'],
    ['declined for another reason too', { maxDurationMinutes: 30 }, 'decline too-long'],
    ['of somebody who may not book', { bookers: { accounts: [], groups: [], domains: [] } }, 'decline not-a-booker'],
  ])('over a booking of the same organizer, %s', (_, policy, expected) => {
    // The old booking was made before the policy.
    const room = openRoom({ options: GRACE });
    room.send(itip('REQUEST', ['UID:ann-0', ...nine]));
    const strict = openRoom({ policy, options: GRACE });
    Object.assign(strict.calendar, room.calendar);
    const { record } = strict.send(itip('REQUEST', ['UID:new', ...nine]));
    expect([record.decision, ...(record.because === null ? [] : [record.because])].join(' ')).toBe(expected);
  });

  it.each<[string, RoomSettings, readonly string[], Parameters<typeof decide>[2], string]>([
    ['at a free time', {}, ten, {}, 'accept'],
    ['over a booking of another organizer', {}, nine, { anns: [], bobs: [nine] }, 'decline conflict'],
    ['too near to an own booking', { policy: { bufferMinutes: 10 } }, ten, {}, 'waiting own-conflict'],
    ['a series with one own date', {}, daily, {}, 'waiting own-conflict'],
    [
      'a series with an own and a foreign date',
      {},
      daily,
      { anns: [nine], bobs: [['DTSTART:20270209T090000Z', 'DTEND:20270209T100000Z']] },
      'decline conflict',
    ],
    [
      'the same where one taken date is tolerated',
      { policy: { maxConflicts: 1 } },
      daily,
      { anns: [nine], bobs: [['DTSTART:20270209T090000Z', 'DTEND:20270209T100000Z']] },
      'waiting own-conflict',
    ],
    ['for the last of two units', { kind: 'equipment', policy: { capacity: 2 } }, nine, {}, 'accept'],
    [
      'when an own and a foreign booking take two units',
      { kind: 'equipment', policy: { capacity: 2 } },
      nine,
      { anns: [nine], bobs: [nine] },
      'waiting own-conflict',
    ],
    [
      'when foreign bookings take both',
      { kind: 'equipment', policy: { capacity: 2 } },
      nine,
      { anns: [], bobs: [nine, nine] },
      'decline conflict',
    ],
    [
      'with booking.ownConflictGraceSeconds = 0',
      { options: { ownConflictGraceSeconds: 0 } },
      nine,
      {},
      'decline conflict',
    ],
    ['wholly in the past', { now: at('2027-03-01T00:00:00Z') }, nine, {}, 'ignore past'],
  ])('%s', (_, settings, asked, booked, expected) => {
    expect(decide(settings, asked, booked)).toBe(expected);
  });

  it('of a person who answers by hand is entered as ever', () => {
    expect(decide({ kind: 'user', policy: { mrAccept: false } }, nine)).toBe('enter-tentative');
  });
});

describe('what is held for a waiting request', () => {
  const interval = (from: number, to: number, more: Partial<BusyInterval> = {}): BusyInterval => ({
    ...{ uid: 'u', organizer: 'ann@example.org', recurrenceId: null, partstat: 'tentative', summary: '' },
    ...{ start: (from * 60_000) as never, end: (to * 60_000) as never },
    ...more,
  });
  const held = (from: number, to: number): BusyInterval => interval(from, to, { waitingSince: 1 as never });
  const minutes = (all: readonly BusyInterval[]): number[][] =>
    all.map(({ start, end }) => [start / 60_000, end / 60_000]);

  it.each<[string, BusyInterval[], BusyInterval[], number, number[][]]>([
    ['elsewhere stays', [held(0, 10)], [interval(10, 20)], 0, [[0, 10]]],
    [
      'over a booking of the meeting is cut',
      [held(0, 30)],
      [interval(10, 20)],
      0,
      [
        [0, 10],
        [20, 30],
      ],
    ],
    [
      'with its buffers',
      [held(0, 30)],
      [interval(10, 20)],
      5,
      [
        [0, 5],
        [25, 30],
      ],
    ],
    ['inside a booking is nothing', [held(12, 18)], [interval(10, 20)], 0, []],
    [
      'over several',
      [held(0, 60)],
      [interval(40, 50), interval(10, 20), interval(15, 30)],
      0,
      [
        [0, 10],
        [30, 40],
        [50, 60],
      ],
    ],
    ['of no length stays outside', [held(5, 5)], [interval(10, 20)], 0, [[5, 5]]],
    ['over what itself only waits stays', [held(0, 30)], [held(10, 20)], 0, [[0, 30]]],
    ['is not a booking, which stays whole', [interval(0, 30)], [interval(10, 20)], 0, [[0, 30]]],
  ])('%s', (_, others, own, buffer, left) => {
    expect(minutes(cutHolds(others, own, buffer))).toEqual(left);
  });
});
