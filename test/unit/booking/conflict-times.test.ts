/** What a decline says of the bookings that are in the way: their own times, not those of the request. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookingsInTheWay } from '../../../src/booking/answer/bookings-in-the-way.js';
import type { BusyInterval } from '../../../src/booking/calendar-entry.js';
import { recallMeeting } from '../../../src/booking/known-meeting.js';
import { instant, type Interval } from '../../../src/mail/instant.js';
import { itip, openRoom, questionFor, type RoomModel, type RoomSettings } from './desk-model.js';

const request = (uid: string, start: string, duration: string, ...lines: string[]): string =>
  itip('REQUEST', [`UID:${uid}`, `DTSTART;TZID=Europe/Berlin:202702${start}00`, `DURATION:${duration}`, ...lines]);

/** The lines under a label. */
function linesUnder(label: string, text: string | undefined): readonly string[] {
  const [, after = ''] = (text ?? '').split(`${label}:\n`);
  return (
    after
      .split('\n\n')[0]
      ?.split('\n')
      .map((line) => line.trim()) ?? []
  );
}

function decline(room: RoomModel, asked: string): string | undefined {
  const { answer, record } = room.send(asked);
  expect([record.decision, record.because]).toEqual(['decline', 'conflict']);
  return answer?.text;
}

describe('a decline tells', () => {
  it.each<[string, { settings?: RoomSettings; booked: string[]; asked: string; taken: string[] }]>([
    [
      'a booking that begins before and ends after',
      {
        booked: [request('a', '08T0830', 'PT3H')],
        asked: request('x', '08T0900', 'PT1H'),
        taken: ['Monday, 8 February 2027, 08:30–11:30 (CET)'],
      },
    ],
    [
      'each of several, ordered, and none that only touches',
      {
        booked: [
          request('a', '08T1030', 'PT1H'),
          request('b', '08T0800', 'PT1H'),
          request('c', '08T0900', 'PT30M'),
          request('d', '08T1130', 'PT1H'),
        ],
        asked: request('x', '08T0900', 'PT2H'),
        taken: ['Monday, 8 February 2027, 09:00–09:30 (CET)', 'Monday, 8 February 2027, 10:30–11:30 (CET)'],
      },
    ],
    [
      'one booking in the way of many meetings once',
      {
        booked: [itip('REQUEST', ['UID:a', 'DTSTART;VALUE=DATE:20270208', 'DTEND;VALUE=DATE:20270213'])],
        asked: request('x', '08T0900', 'PT1H', 'RRULE:FREQ=DAILY;COUNT=5'),
        taken: ['Monday, 8 February 2027 – Friday, 12 February 2027, all day'],
      },
    ],
    [
      'a booking that is too near',
      {
        settings: { policy: { bufferMinutes: 30 } },
        booked: [request('a', '08T1015', 'PT1H')],
        asked: request('x', '08T0900', 'PT1H'),
        taken: ['Monday, 8 February 2027, 10:15–11:15 (CET)'],
      },
    ],
    [
      'of several units when none is left',
      {
        settings: { kind: 'equipment', policy: { capacity: 2 } },
        booked: [request('a', '08T0800', 'PT90M'), request('b', '08T0900', 'PT3H')],
        asked: request('x', '08T0900', 'PT2H'),
        taken: ['Monday, 8 February 2027, 09:00–09:30 (CET)'],
      },
    ],
  ])('%s', (_name, { settings = {}, booked, asked, taken }) => {
    const room = openRoom(settings);
    for (const each of booked) expect(room.send(each).record.decision).toBe('accept');
    expect(linesUnder('Already taken', decline(room, asked))).toEqual(taken);
  });

  it('which meetings of a series are in conflict with each other, as no booking is', () => {
    const moved = ['RECURRENCE-ID:20270215T080000Z', 'DTSTART:20270222T083000Z', 'DURATION:PT1H'];
    const asked = itip('REQUEST', ['DTSTART:20270208T080000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=3'], moved);
    const text = decline(openRoom(), asked);
    expect(text).not.toContain('Already taken');
    expect(linesUnder('Not available', text)).toEqual([
      'Monday, 22 February 2027, 09:00–10:00 (CET)',
      'Monday, 22 February 2027, 09:30–10:30 (CET)',
    ]);
  });
});

const HOUR_MS = 3_600_000;
const interval = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 8 }))
  .map(([start, hours]): Interval => ({ start: instant(start * HOUR_MS), end: instant((start + hours) * HOUR_MS) }));

it('lists every booking that overlaps one of the meetings, each time once, and no other', () => {
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 12 }), fc.array(interval, { maxLength: 12 }), (asked, booked) => {
      const question = questionFor(request('x', '08T0900', 'PT1H'), {});
      if (question.parsed.kind !== 'itip') throw new Error('not readable');
      const busy = booked.map((each, index): BusyInterval => ({
        ...each,
        ...{ uid: `b${index}`, organizer: 'bob@example.com', recurrenceId: null, partstat: 'accepted', summary: '' },
      }));
      const key = { uid: 'x', organizer: 'ann@example.org' };
      const calendar = { entries: [], tombstones: [], busy };
      const meeting = recallMeeting({ ...question, itip: question.parsed.message }, key, calendar);
      const listed = bookingsInTheWay(asked, meeting).map(({ start, end }) => `${start} ${end}`);
      const overlapping = booked.filter((one) => asked.some((each) => one.start < each.end && one.end > each.start));
      expect(listed.toSorted()).toEqual(
        [...new Set(overlapping.map(({ start, end }) => `${start} ${end}`))].toSorted(),
      );
    }),
  );
});
