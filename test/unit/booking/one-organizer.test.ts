/**
 * The organizer is an account, not a string: its addresses are one organizer, and nobody else's word changes its meetings.
 */
import { describe, expect, it } from 'vitest';
import type { Booker } from '../../../src/booking/booking-request.js';
import type { CarryingMessage } from '../../../src/booking/carrying-message.js';
import { address, itip, openRoom, type RoomModel, type RoomSettings } from './desk-model.js';

const PRIMARY = 'anna@corp.example';
const ALIAS = 'anna.miller@corp.example';
const DETAIL = 'anna+rooms@corp.example';
const anna: Partial<Booker> = {
  accountName: 'anna',
  isInside: true,
  addresses: [PRIMARY, ALIAS, DETAIL].map(address),
};

const from = (author: string, proven = true): Partial<CarryingMessage> => ({
  authors: [address(author)],
  provenAuthors: proven ? [address(author)] : [],
});
const meeting = (organizer: string, sequence = 0): string[] => [
  `ORGANIZER:mailto:${organizer}`,
  `SEQUENCE:${sequence}`,
  `DTSTAMP:20261201T0${sequence}0000Z`,
  'DTSTART:20270208T090000Z',
  'DURATION:PT1H',
];
const openFor = (booker: Partial<Booker>, trust: 'author' | 'authenticated' = 'author'): RoomModel =>
  openRoom({ booker, options: { trust } } satisfies RoomSettings);

describe.each(['author', 'authenticated'] as const)('trust %s: addresses of one local account', (trust) => {
  it.each([
    [PRIMARY, ALIAS],
    [ALIAS, PRIMARY],
    [DETAIL, PRIMARY],
    [PRIMARY, DETAIL],
  ])('From %s for the organizer %s is believed', (author, organizer) => {
    const { record } = openFor(anna, trust).send(itip('REQUEST', meeting(organizer)), from(author));
    expect(record.decision).toBe('accept');
  });

  it('an update and a cancellation under another of them are of the same meeting', () => {
    const room = openFor(anna, trust);
    room.send(itip('REQUEST', meeting(ALIAS)), from(PRIMARY));
    room.send(itip('REQUEST', [...meeting(PRIMARY, 1), 'SUMMARY:Moved']), from(ALIAS));
    expect(room.calendar.entries.map(({ organizer, summary }) => [organizer, summary])).toEqual([[PRIMARY, 'Moved']]);
    expect(room.send(itip('CANCEL', meeting(DETAIL, 2)), from(DETAIL)).record.decision).toBe('cancel');
    expect(room.taken()).toEqual([]);
  });

  it('a meeting that was booked before the address was an alias is found again', () => {
    const room = openRoom({ booker: { isInside: true }, options: { trust } });
    room.send(itip('REQUEST', meeting(ALIAS)), from(ALIAS));
    const later = openFor(anna, trust);
    Object.assign(later.calendar, room.calendar);
    expect(later.send(itip('CANCEL', meeting(PRIMARY, 1)), from(PRIMARY)).record.decision).toBe('cancel');
    expect(later.taken()).toEqual([]);
  });

  it('an override that names another of them is the same organizer’s', () => {
    const weekly = [...meeting(PRIMARY), 'RRULE:FREQ=WEEKLY;COUNT=2'];
    const override = ['RECURRENCE-ID:20270215T090000Z', 'DTSTART:20270215T100000Z', 'DURATION:PT1H'];
    const ics = itip('REQUEST', weekly, [...override, `ORGANIZER:mailto:${ALIAS}`]);
    expect(openFor(anna, trust).send(ics, from(PRIMARY)).record.decision).toBe('accept');
    const foreign = itip('REQUEST', weekly, [...override, 'ORGANIZER:mailto:eve@corp.example']);
    expect(openFor(anna, trust).send(foreign, from(PRIMARY)).record.decision).toBe('leave-to-person');
  });

  it('somebody else inside is not the organizer', () => {
    const { record } = openFor(anna, trust).send(itip('REQUEST', meeting(ALIAS)), from('eve@corp.example'));
    expect(record.because).toBe('author-is-not-organizer');
  });
});

describe('SENT-BY', () => {
  const org = 'org@mail.example';
  const pa = 'pa@mail.example';
  const sent = (by: string | null, sequence = 0): string[] => [
    `ORGANIZER${by === null ? '' : `;SENT-BY="mailto:${by}"`}:mailto:${org}`,
    ...meeting(org, sequence).slice(1),
  ];

  it.each(['CANCEL', 'REQUEST', 'ADD'])('a neighbour at the mail provider cannot send a %s of a meeting', (method) => {
    const room = openFor({}, 'authenticated');
    room.send(itip('REQUEST', sent(null)), from(org));
    const { record, change } = room.send(itip(method, sent('eve@mail.example', 1)), from('eve@mail.example'));
    expect([record.because, change]).toEqual(['author-is-not-organizer', null]);
    expect(room.taken()).toHaveLength(1);
  });

  it('counts where the stored meeting names it', () => {
    const room = openFor({}, 'authenticated');
    expect(room.send(itip('REQUEST', sent(pa)), from(pa)).record.decision).toBe('accept');
    expect(room.send(itip('CANCEL', sent(pa, 1)), from(pa)).record.decision).toBe('cancel');
  });

  it('of an unknown meeting leaves no tombstone', () => {
    const room = openFor({});
    expect(room.send(itip('CANCEL', sent(pa)), from(pa)).record.because).toBe('author-is-not-organizer');
    expect(room.calendar.tombstones).toEqual([]);
  });

  it('counts inside, and for deputies', () => {
    for (const booker of [{ isInside: true, isSentByInside: true }, { deputies: [address(pa)] }]) {
      const room = openFor(booker);
      room.send(itip('REQUEST', sent(null)), from(org));
      expect(room.send(itip('CANCEL', sent(pa, 1)), from(pa)).record.decision).toBe('cancel');
    }
  });
});

describe('a REPLY is judged as a request is', () => {
  const person = (booker: Partial<Booker> = {}): RoomModel =>
    openRoom({ kind: 'user', policy: { mrAccept: false }, booker, options: { trust: 'authenticated' } });
  const own = ['ORGANIZER:mailto:blue@example.com', 'DTSTART:20270208T090000Z', 'DURATION:PT1H'];
  const bobs = (partstat: string, more = ''): string => `ATTENDEE;PARTSTAT=${partstat}${more}:mailto:bob@example.net`;
  const reply = (room: RoomModel, mail: Partial<CarryingMessage>, more = ''): string | null => {
    room.calendar.entries = [
      {
        uid: 'meeting-1',
        organizer: 'blue@example.com',
        revision: { sequence: 0, stampedAt: 0 as never },
        partstat: 'accepted',
        occurrences: [],
        ical: itip('REQUEST', [...own, bobs('NEEDS-ACTION')]).replace('METHOD:REQUEST\r\n', ''),
        summary: '',
        indexedUntil: null,
      },
    ];
    const { record } = room.send(itip('REPLY', [...own, 'DTSTAMP:20261202T000000Z', bobs('DECLINED', more)]), mail);
    return record.because ?? record.decision;
  };

  it('by its proven attendee is noted', () => {
    expect(reply(person(), from('bob@example.net'))).toBe('note-reply');
  });

  it('without proof is left to a person: an attendee cannot decline for another', () => {
    expect(reply(person(), from('bob@example.net', false))).toBe('not-authenticated');
    expect(reply(person(), from('eve@example.net'))).toBe('author-is-not-attendee');
  });

  it('by SENT-BY counts inside alone', () => {
    const sentBy = ';SENT-BY="mailto:eve@example.net"';
    expect(reply(person(), from('eve@example.net'), sentBy)).toBe('author-is-not-attendee');
    expect(reply(person({ isInside: true, isSentByInside: true }), from('eve@example.net'), sentBy)).toBe('note-reply');
  });

  it('by another address of the attendee’s account, or by a deputy, is noted', () => {
    const addresses = ['bob@example.net', 'robert@example.net'].map(address);
    expect(reply(person({ addresses }), from('robert@example.net'))).toBe('note-reply');
    const deputies = [address('pa@example.net')];
    expect(reply(person({ addresses, deputies }), from('pa@example.net'))).toBe('note-reply');
  });
});
