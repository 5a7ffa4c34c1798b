import { describe, expect, it } from 'vitest';
import { itip, openRoom } from './desk-model.js';

const stamp = (minute: number): string => `DTSTAMP:20261201T000${minute}00Z`;
const daily = (minute: number, exrule: string): string =>
  itip('REQUEST', [
    stamp(minute),
    'DTSTART:20270204T080000Z',
    'DURATION:PT1H',
    'RRULE:FREQ=DAILY;COUNT=6',
    `EXRULE:${exrule}`,
    'ATTENDEE;PARTSTAT=ACCEPTED:mailto:blue@example.com',
  ]);
const weekdays = ['04', '05', '08', '09'].map((day) => `2027-02-${day}T08:00`);

describe('RFC 2445 §4.8.5.2: EXRULE in a request', () => {
  it('frees the dates that it removes, and stays in the stored object', () => {
    const room = openRoom();
    room.send(daily(1, 'FREQ=WEEKLY;BYDAY=SA,SU'));
    expect(room.taken()).toEqual(weekdays);
    expect(room.calendar.entries[0]?.ical).toContain('EXRULE:FREQ=WEEKLY;BYDAY=SA,SU');
    const cancelled = ['RECURRENCE-ID;RANGE=THISANDFUTURE:20270208T080000Z', stamp(2)];
    room.send(itip('CANCEL', cancelled));
    expect(room.taken()).toEqual(weekdays.slice(0, 2));
  });

  it('that changes is a change of times, though the revision says that we have answered', () => {
    const room = openRoom();
    room.send(daily(1, 'FREQ=WEEKLY;BYDAY=SA,SU'));
    expect(room.send(daily(2, 'FREQ=WEEKLY;BYDAY=SA,SU')).record.decision).toBe('keep');
    expect(room.send(daily(3, 'FREQ=WEEKLY;BYDAY=SA')).record.decision).toBe('accept');
    expect(room.taken()).toEqual([...weekdays.slice(0, 2), '2027-02-07T08:00', ...weekdays.slice(2)]);
  });

  it('an override without attendees is declined as the room that its master names', () => {
    const ics = itip('REQUEST', [
      'DTSTART:20270204T080000Z',
      'DURATION:PT1H',
      'RRULE:FREQ=HOURLY;COUNT=1000000',
    ]).replace(
      'END:VCALENDAR',
      `${['BEGIN:VEVENT', 'UID:meeting-1', stamp(1), 'RECURRENCE-ID:20270204T090000Z', 'DTSTART:20270204T093000Z', 'END:VEVENT'].join('\r\n')}\r\nEND:VCALENDAR`,
    );
    const { answer } = openRoom().send(ics);
    expect(Buffer.from(JSON.stringify(answer)).toString()).toContain('CUTYPE=ROOM;PARTSTAT=DECLINED');
  });

  it('with every second leaves nothing to book', () => {
    expect(openRoom().send(daily(1, 'FREQ=SECONDLY')).record).toMatchObject({ decision: 'ignore', because: 'past' });
  });

  it('that cannot be followed is a decline with its name', () => {
    expect(openRoom().send(daily(1, 'FREQ=SECONDLY;COUNT=2000000000')).record).toMatchObject({
      decision: 'decline',
      because: 'too-costly',
    });
  });
});
