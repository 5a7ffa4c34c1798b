/**
 * One meeting under two organizers, and one series split into two: what is held, and what the answer says.
 */
import { describe, expect, it } from 'vitest';
import type { CarryingMessage } from '../../../src/booking/carrying-message.js';
import { address, itip, openRoom } from './desk-model.js';

const from = (author: string): Partial<CarryingMessage> => ({ authors: [address(author)] });
const meeting = (organizer: string, ...more: string[]): string[] => [
  `ORGANIZER:mailto:${organizer}`,
  'DTSTART:20270510T100000Z',
  'DTEND:20270510T110000Z',
  ...more,
];
const later = ['SEQUENCE:1', 'DTSTAMP:20261202T000000Z'];

describe('a meeting that changes hands', () => {
  it.each([
    ['in the same domain', 'jane@ext.example', 'already holds this meeting for org@ext.example'],
    ['in another domain', 'jane@else.example', 'already holds this meeting for another organizer'],
  ])('to an organizer %s is declined, and the answer says why', (_, organizer, words) => {
    const room = openRoom();
    room.send(itip('REQUEST', meeting('org@ext.example')), from('org@ext.example'));
    const { record, answer } = room.send(itip('REQUEST', meeting(organizer, ...later)), from(organizer));
    expect([record.decision, record.because]).toEqual(['decline', 'conflict']);
    expect(answer?.text.replaceAll(/\s+/g, ' ')).toContain(words);
    expect(room.calendar.busy.map(({ organizer: whom }) => whom)).toEqual(['org@ext.example']);
  });

  it('at another time is another meeting', () => {
    const room = openRoom();
    room.send(itip('REQUEST', meeting('org@ext.example')), from('org@ext.example'));
    const moved = itip('REQUEST', [
      'ORGANIZER:mailto:jane@ext.example',
      'DTSTART:20270511T100000Z',
      'DURATION:PT1H',
      ...later,
    ]);
    expect(room.send(moved, from('jane@ext.example')).record.decision).toBe('accept');
    expect(room.taken()).toHaveLength(2);
  });

  it('a private booking is not named', () => {
    const room = openRoom();
    room.send(itip('REQUEST', meeting('org@ext.example', 'CLASS:PRIVATE')), from('org@ext.example'));
    const { answer } = room.send(itip('REQUEST', meeting('jane@ext.example', ...later)), from('jane@ext.example'));
    expect(answer?.text).not.toContain('org@ext.example');
  });

  it('a cancellation by another organizer is left to a person, and leaves no tombstone', () => {
    const room = openRoom();
    room.send(itip('REQUEST', meeting('org@ext.example')), from('org@ext.example'));
    const cancel = itip('CANCEL', meeting('new@ext.example', 'STATUS:CANCELLED', ...later));
    const { record } = room.send(cancel, from('new@ext.example'));
    expect([record.decision, record.because]).toEqual(['leave-to-person', 'other-organizer']);
    expect([room.taken().length, room.calendar.tombstones]).toEqual([1, []]);
  });
});

describe("Google's this and following, with the new series first", () => {
  const org = from('org@ext.example');
  const series = (uid: string, start: string, rule: string, minute = 10, sequence = 0): string =>
    itip('REQUEST', [
      ...[`UID:${uid}`, 'ORGANIZER:mailto:org@ext.example', `DTSTAMP:20261201T00${minute}00Z`, `SEQUENCE:${sequence}`],
      ...[`DTSTART:${start}`, 'DURATION:PT1H', `RRULE:FREQ=WEEKLY;${rule}`],
    ]);
  const split = series('abc_R20270524T100000@google.com', '20270524T103000Z', 'COUNT=2', 20);

  it('both series are held, and nothing is declined in between', () => {
    const room = openRoom();
    const sent = [
      room.send(series('abc@google.com', '20270510T100000Z', 'COUNT=4'), org),
      room.send(split, org),
      room.send(series('abc@google.com', '20270510T100000Z', 'UNTIL=20270523T235959Z', 30, 1), org),
    ];
    expect(sent.map(({ record }) => record.decision)).toEqual(['accept', 'accept', 'accept']);
    expect(room.taken()).toEqual(['2027-05-10T10:00', '2027-05-17T10:00', '2027-05-24T10:30', '2027-05-31T10:30']);
  });

  it('only dates of the same organizer, of the series that it names, and from its instant on give way', () => {
    const others = [
      series('abc@google.com', '20270510T100000Z', 'COUNT=4').replaceAll('org@ext', 'eve@ext'),
      series('xyz@google.com', '20270510T100000Z', 'COUNT=4'),
      series('abc@other.example', '20270510T100000Z', 'COUNT=4'),
    ];
    for (const other of others) {
      const room = openRoom();
      room.send(other, other.includes('eve@') ? from('eve@ext.example') : org);
      expect(room.send(split, org).record.because).toBe('conflict');
    }
    const room = openRoom();
    room.send(series('abc@google.com', '20270510T100000Z', 'COUNT=4'), org);
    const early = series('abc_R20270524T100000@google.com', '20270517T103000Z', 'COUNT=2', 20);
    expect(room.send(early, org).record.because).toBe('conflict');
  });
});
