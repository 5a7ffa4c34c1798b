import { describe, expect, it } from 'vitest';
import { itip, openRoom } from './desk-model.js';

const times = ['DTSTART:20270208T080000Z', 'DURATION:PT1H'];
const primary = (parameters: string): string => `ATTENDEE${parameters}:mailto:blue@example.com`;
const alias = (parameters: string): string => `ATTENDEE${parameters}:mailto:room-1@example.com`;
const ask = (...lines: string[]): string => itip('REQUEST', [...times, ...lines]);
const attendees = (content: string): string[] => content.replaceAll('\r\n ', '').match(/^ATTENDEE.*$/gm) ?? [];

describe('one room, invited under several of its addresses, is one attendee', () => {
  it.each([
    { name: 'RSVP=FALSE on the first, TRUE on the second', lines: [primary(';RSVP=FALSE'), alias(';RSVP=TRUE')] },
    { name: 'RSVP=TRUE on the first, FALSE on the second', lines: [alias(';RSVP=TRUE'), primary(';RSVP=FALSE')] },
    { name: 'no RSVP on the second', lines: [primary(';RSVP=FALSE'), alias('')] },
  ])('RFC 5545 §3.2.17: $name is answered', ({ lines }) => {
    expect(openRoom().send(ask(...lines)).answer?.subject).toMatch(/^Accepted:/);
  });

  it('RFC 5545 §3.2.17: RSVP=FALSE on all of them silences the acceptance', () => {
    expect(openRoom().send(ask(primary(';RSVP=FALSE'), alias(';RSVP=FALSE'))).answer).toBeNull();
  });

  it.each([
    { name: 'one asks again', second: 'NEEDS-ACTION', expected: 'accept' },
    { name: 'all know the answer', second: 'ACCEPTED', expected: 'keep' },
  ])('RFC 5545 §3.2.12: an update in which $name: $expected', ({ second, expected }) => {
    const room = openRoom();
    room.send(ask(primary(''), alias('')));
    const update = [primary(';PARTSTAT=ACCEPTED'), alias(`;PARTSTAT=${second}`), 'DTSTAMP:20261202T000000Z'];
    expect(room.send(ask(...update)).record.decision).toBe(expected);
  });

  it.each([
    { name: 'the primary address', lines: [alias(''), primary(';CN=Blue')], spelled: 'blue@example.com' },
    { name: 'the line that asks', lines: [primary(';RSVP=FALSE'), alias('')], spelled: 'room-1@example.com' },
    {
      name: 'the first of two casings',
      lines: ['ATTENDEE:MAILTO:Blue@Example.com', primary('')],
      spelled: 'Blue@Example.com',
    },
  ])('RFC 5546 §3.2.3: the answer has one ATTENDEE, spelled like $name', ({ lines, spelled }) => {
    const { answer } = openRoom().send(ask(...lines));
    const [only, ...others] = attendees(answer?.calendar?.content ?? '');
    expect(others).toEqual([]);
    expect(only?.split(':').at(-1)).toBe(spelled);
    expect(only).toContain('PARTSTAT=ACCEPTED');
  });
});
