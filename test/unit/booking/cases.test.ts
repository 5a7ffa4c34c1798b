/** Messages that were once decided wrong, each with the right outcome: fixtures/cases/. */
import { describe, expect, it } from 'vitest';
import type { BookingOutcome } from '../../../src/booking/booking-outcome.js';
import { formatAddress } from '../../../src/mail/address.js';
import type { Interval } from '../../../src/mail/instant.js';
import { acceptedTimes, timesInText } from '../../support/answer-times.js';
import { fixture } from '../../support/fixture.js';
import { at, openRoom, type RoomModel } from './desk-model.js';

const now = at('2026-12-01T00:00:00Z');
const open = (): RoomModel => openRoom({ now });
const deliver = (room: RoomModel, name: string): BookingOutcome => room.deliver(fixture(`cases/${name}.eml`));

/** `05-10T10:00 05-11T00:00`, of 2027. */
const shown = (times: readonly Interval[]): string[] =>
  times
    .toSorted((one, other) => one.start - other.start)
    .map(({ start, end }) => [start, end].map((each) => new Date(each).toISOString().slice(5, 16)).join(' '));

/** What is held, what the REPLY accepts, and each time that the text tells. ical.js knows no SKIP. */
function expectHeld(room: RoomModel, { record, answer }: BookingOutcome, times: readonly string[]): void {
  expect(record.decision).toBe('accept');
  expect(shown(room.calendar.busy)).toEqual(times);
  const reply = answer?.calendar?.content ?? '';
  if (!reply.includes('SKIP='))
    expect(shown(acceptedTimes(reply, 'Europe/Berlin', at('2029-01-01T00:00:00Z')))).toEqual(times);
  for (const told of shown(timesInText(answer?.text ?? ''))) expect(times).toContain(told);
}

describe('accepted, and held as the answer says', () => {
  it.each<[string, string[]]>([
    ['unreadable-end-1', ['05-10T10:00 05-11T00:00']],
    ['override-end-unreadable', ['05-10T10:00 05-10T11:00', '05-17T14:00 05-18T00:00', '05-24T10:00 05-24T11:00']],
    ['rdate-extended', ['05-10T10:00 05-10T11:00', '05-12T10:00 05-12T11:00']],
    ['all-day-end-extended', ['05-09T22:00 05-12T22:00']],
    ['recurrence-id-extended', ['05-10T10:00 05-10T11:00', '05-17T14:00 05-17T15:00', '05-24T10:00 05-24T11:00']],
    ['iana-zone-bare-onsets-ended', ['06-15T08:00 06-15T09:00']],
    ['publish-beside-invitation', ['05-10T10:00 05-10T11:00']],
    ['list-footer', ['05-10T10:00 05-10T11:00']],
    ['list-footer-in-base64', ['05-10T10:00 05-10T11:00']],
    ['colon-in-name', ['05-10T10:00 05-10T11:00']],
    ['colon-before-sent-by', ['05-10T10:00 05-10T11:00']],
    ['rscale-skip-forward', ['01-31T10:00 01-31T11:00', '03-01T10:00 03-01T11:00', '03-31T10:00 03-31T11:00']],
  ])('%s', (name, times) => {
    const room = open();
    const outcome = deliver(room, name);
    expectHeld(room, outcome, times);
    expect(outcome.answer?.to.map((mailbox) => formatAddress(mailbox.address))).toEqual(['org@ext.example']);
  });

  it.each([
    ['iana-zone-rdates-ended', 'Europe/Berlin', 77],
    ['iana-zone-one-standard', 'America/Chicago', 77],
  ])('%s: 10:00 in %s all year', (name, timeZone, count) => {
    const room = open();
    const outcome = deliver(room, name);
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit' });
    const starts = room.calendar.busy.map(({ start }) => clock.format(start));
    expect([new Set(starts), starts.length]).toEqual([new Set(['Mon 10:00']), count]);
    expectHeld(room, outcome, shown(room.calendar.busy));
  });
});

it('what is held for one is declined to another', () => {
  const room = open();
  deliver(room, 'unreadable-end-1');
  expect(deliver(room, 'unreadable-end-2').record).toMatchObject({ decision: 'decline', because: 'conflict' });
  expect(shown(room.calendar.busy)).toEqual(['05-10T10:00 05-11T00:00']);
});

it.each(['duration-p30m', 'end-a-week-before-start'])('left to a person, nothing is booked or sent: %s', (name) => {
  const room = open();
  expect(deliver(room, name)).toMatchObject({ handled: false, answer: null, record: { because: 'unreadable' } });
  expect(room.calendar.busy).toEqual([]);
});

it('RFC 5546 §3.2.3: one REPLY for the series and its override, which is named by the standard', () => {
  const { answer } = deliver(open(), 'recurrence-id-extended');
  const lines = (answer?.calendar?.content ?? '').split('\r\n');
  expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(2);
  expect(lines.filter((line) => line.startsWith('RECURRENCE-ID'))).toEqual(['RECURRENCE-ID:20270517T100000Z']);
});
