/** What the record of a decision says of the meeting and of what was in its way. */
import { expect, it } from 'vitest';
import { placeholder } from '../../../src/booking/busy-interval.js';
import { instant } from '../../../src/mail/instant.js';
import { address } from '../../support/account-fields.js';
import { itip, openRoom } from './desk-model.js';

const now = instant(Date.parse('2026-12-01T09:00:00Z'));
it('names the meeting, and of each date that is taken the bookings in the way', () => {
  const room = openRoom({ now, timeZone: 'Europe/Berlin', policy: { declineConflict: true } });
  const board = ['UID:a', 'ORGANIZER:mailto:bob@else.example', 'SUMMARY:Board\\n meeting'];
  const times = ['DTSTART:20270112T090000Z', 'DTEND:20270112T100000Z'];
  const bob = address('bob@else.example');
  room.send(itip('REQUEST', [...board, ...times]), { authors: [bob], reversePath: bob });
  const weekly = ['UID:b', 'SUMMARY:Weekly', 'DTSTART:20270105T090000Z', 'DTEND:20270105T100000Z'];
  const { record } = room.send(itip('REQUEST', [...weekly, 'RRULE:FREQ=WEEKLY;COUNT=2']));
  expect(record).toMatchObject({ decision: 'decline', subject: 'Weekly', organizer: 'ann@example.org' });
  expect(record.occurrences.map(({ free, heldBy }) => [free, heldBy])).toEqual([
    [true, undefined],
    [false, [{ subject: 'Board meeting', organizer: 'bob@else.example' }]],
  ]);
});

it('names nobody for what only marks that no member of a pool is free', () => {
  const room = openRoom({ now, policy: { declineConflict: true } });
  const [start, end] = ['2027-01-05T09:00:00Z', '2027-01-05T10:00:00Z'].map((text) => instant(Date.parse(text)));
  if (start === undefined || end === undefined) throw new Error('no times');
  room.calendar.busy.push(placeholder({ start, end }));
  const { record } = room.send(itip('REQUEST', ['DTSTART:20270105T090000Z', 'DTEND:20270105T100000Z']));
  expect(record.occurrences).toEqual([{ start, end, free: false }]);
});
