import fc from 'fast-check';
import { expect, it } from 'vitest';
import { itip, openRoom } from './desk-model.js';

const lines = [
  'DTSTART:20270208T080000Z',
  'DTSTART;TZID=Europe/Berlin:20270208T090000',
  'DTSTART;VALUE=DATE:20270208',
  'DTSTART:99991231T235959Z',
  'DTEND:20270208T090000Z',
  'DTEND:20260208T090000Z',
  'DURATION:-P1D',
  'DURATION:P99999D',
  'RRULE:FREQ=WEEKLY;COUNT=3',
  'RRULE:FREQ=SECONDLY',
  'RRULE:FREQ=NEVER',
  'RRULE:FREQ=YEARLY;UNTIL=00010101T000000Z',
  'RDATE:20270301T080000Z',
  'EXDATE:20270208T080000Z',
  'RECURRENCE-ID:20270215T080000Z',
  'RECURRENCE-ID;RANGE=THISANDFUTURE:20270215T080000Z',
  'RECURRENCE-ID;VALUE=DATE:20270215',
  'RECURRENCE-ID;TZID=Nowhere:20270215T080000',
  'SEQUENCE:-5',
  'SEQUENCE:99999999999',
  'DTSTAMP:garbage',
  'DTSTAMP:20270101T000000Z',
  'STATUS:CANCELLED',
  'SUMMARY:a\\nb\\, c',
  'ATTENDEE:mailto:red@example.com',
  'ATTENDEE;RSVP=FALSE;PARTSTAT=ACCEPTED:mailto:blue@example.com',
  'ORGANIZER;SENT-BY="mailto:sec@example.org":mailto:ann@example.org',
];
const mail = fc.record({
  method: fc.constantFrom('REQUEST', 'REQUEST', 'CANCEL', 'ADD', 'REPLY', 'COUNTER'),
  events: fc.array(fc.subarray(lines, { maxLength: 7 }), { minLength: 1, maxLength: 3 }),
});

it('whatever a message holds, it is decided with a record, and what is sent has no control characters in its fields', () => {
  fc.assert(
    fc.property(fc.array(mail, { minLength: 1, maxLength: 5 }), (messages) => {
      const room = openRoom();
      for (const { method, events } of messages) {
        const { record, answer, handled, change } = room.send(itip(method, ...events));
        expect(record.explanation).not.toBe('');
        expect(record.answered).toBe(answer !== null);
        expect(handled).toBe(record.decision !== 'leave-to-person');
        if (!handled) expect({ answer, change }).toEqual({ answer: null, change: null });
        expect(answer?.subject ?? '').not.toMatch(/\p{Cc}/u);
        expect(JSON.parse(JSON.stringify(room.calendar))).toEqual(room.calendar);
        for (const { start, end } of room.calendar.busy) expect(end).toBeGreaterThanOrEqual(start);
      }
    }),
    { numRuns: 500 },
  );
});
