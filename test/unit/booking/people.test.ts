import { describe, expect, it } from 'vitest';
import { type RoomModel, type RoomSettings, address, at, itip, openRoom } from './desk-model.js';

const person: RoomSettings = { kind: 'user', policy: { mrAccept: false, declineConflict: false } };
const stamped = (hour: number): string => `DTSTAMP:20261201T${String(hour).padStart(2, '0')}0000Z`;
const single = ['DTSTART:20270208T080000Z', 'DURATION:PT1H'];
const weekly = [...single, 'RRULE:FREQ=WEEKLY;COUNT=3'];
const attending = (partstat: string): string => `ATTENDEE;PARTSTAT=${partstat}:mailto:blue@example.com`;

/** `tentative 02-08T08`, one an occurrence. */
const entered = (room: RoomModel): string[] =>
  room.calendar.busy
    .map(({ partstat, start }) => `${partstat} ${new Date(start).toISOString().slice(5, 13)}`)
    .toSorted();

describe('mr-process', () => {
  it('enters a request as tentative, without an answer', () => {
    const room = openRoom(person);
    const { record, answer } = room.send(itip('REQUEST', single));
    expect(record).toMatchObject({ decision: 'enter-tentative', because: null, answered: false });
    expect(answer).toBeNull();
    expect(entered(room)).toEqual(['tentative 02-08T08']);
  });

  it('reports nothing to the organizer, whoever cancels', () => {
    const room = openRoom({ ...person, options: { reportUnproven: true } });
    room.send(itip('REQUEST', single));
    expect(room.send(itip('CANCEL', [stamped(1), 'SEQUENCE:1']))).toMatchObject({
      change: {},
      answer: null,
      notices: [],
    });
    expect(entered(room)).toEqual([]);
  });

  it('enters what overlaps too: the person decides', () => {
    const room = openRoom(person);
    room.send(itip('REQUEST', single));
    room.send(itip('REQUEST', ['UID:other', ...single]));
    expect(entered(room)).toEqual(['tentative 02-08T08', 'tentative 02-08T08']);
  });

  it.each<{ name: string; settings: RoomSettings; decision: string }>([
    {
      name: 'off: the request is mail',
      settings: { ...person, policy: { mrAccept: false, mrProcess: false } },
      decision: 'leave-to-person',
    },
    {
      name: 'is a person’s: a room that does not answer enters nothing',
      settings: { ...person, kind: 'room' },
      decision: 'leave-to-person',
    },
    {
      name: 'is a person’s: a shared account enters nothing',
      settings: { ...person, kind: 'shared' },
      decision: 'leave-to-person',
    },
    { name: 'with mr-accept on the request is answered', settings: { kind: 'user' }, decision: 'accept' },
  ])('$name', ({ settings, decision }) => {
    expect(openRoom(settings).send(itip('REQUEST', single)).record.decision).toBe(decision);
  });

  it.each<{ name: string; messages: readonly string[]; entered: string[] }>([
    {
      name: 'an update moves the entry',
      messages: [itip('REQUEST', ['SEQUENCE:1', stamped(1), 'DTSTART:20270209T100000Z', 'DURATION:PT1H'])],
      entered: ['tentative 02-09T10'],
    },
    {
      name: 'an older update does not',
      messages: [itip('REQUEST', ['DTSTAMP:20261101T000000Z', 'DTSTART:20270209T100000Z', 'DURATION:PT1H'])],
      entered: ['tentative 02-08T08', 'tentative 02-15T08', 'tentative 02-22T08'],
    },
    {
      name: 'an occurrence is moved alone',
      messages: [
        itip('REQUEST', [stamped(1), 'RECURRENCE-ID:20270215T080000Z', 'DTSTART:20270216T100000Z', 'DURATION:PT1H']),
      ],
      entered: ['tentative 02-08T08', 'tentative 02-16T10', 'tentative 02-22T08'],
    },
    {
      name: 'an occurrence and all that follow are moved',
      messages: [
        itip('REQUEST', [
          stamped(1),
          'RECURRENCE-ID;RANGE=THISANDFUTURE:20270215T080000Z',
          'DTSTART:20270215T120000Z',
          'DURATION:PT1H',
        ]),
      ],
      entered: ['tentative 02-08T08', 'tentative 02-15T12', 'tentative 02-22T12'],
    },
    { name: 'CANCEL removes the entry', messages: [itip('CANCEL', [stamped(1), 'SEQUENCE:1'])], entered: [] },
    {
      name: 'CANCEL removes one occurrence',
      messages: [itip('CANCEL', [stamped(1), 'RECURRENCE-ID:20270215T080000Z'])],
      entered: ['tentative 02-08T08', 'tentative 02-22T08'],
    },
    {
      name: 'CANCEL removes an occurrence and all that follow',
      messages: [itip('CANCEL', [stamped(1), 'RECURRENCE-ID;RANGE=THISANDFUTURE:20270215T080000Z'])],
      entered: ['tentative 02-08T08'],
    },
    {
      name: 'who is invited no longer has no entry',
      messages: [itip('REQUEST', [stamped(1), 'SEQUENCE:1', 'ATTENDEE:mailto:eve@example.org', ...weekly])],
      entered: [],
    },
  ])('$name', ({ messages, entered: expected }) => {
    const room = openRoom(person);
    room.send(itip('REQUEST', weekly));
    for (const mail of messages) expect(room.send(mail).answer).toBeNull();
    expect(entered(room)).toEqual(expected);
  });

  it.each([
    {
      name: 'the same times with our answer in it: a declined meeting stays declined',
      partstat: 'DECLINED',
      entered: [],
    },
    { name: 'NEEDS-ACTION asks again', partstat: 'NEEDS-ACTION', entered: ['tentative 02-08T08'] },
  ])('a person’s own decision: $name', ({ partstat, entered: expected }) => {
    const room = openRoom(person);
    room.send(itip('REQUEST', single));
    // The person declines in another program.
    room.calendar.entries = room.calendar.entries.map((entry) => ({ ...entry, partstat: 'declined' }));
    room.calendar.busy = [];
    room.send(itip('REQUEST', [stamped(1), ...single, 'SUMMARY:new', attending(partstat)]));
    expect(entered(room)).toEqual(expected);
    expect(room.calendar.entries[0]?.summary).toBe('new');
  });

  it.each([
    {
      name: 'a foreign author',
      lines: single,
      mail: { authors: [address('eve@example.org')] },
      because: 'author-is-not-organizer',
    },
    {
      name: 'somebody else is invited',
      lines: [...single, 'ATTENDEE:mailto:eve@example.org'],
      because: 'not-an-attendee',
    },
    {
      name: 'a time zone that nothing explains',
      lines: ['DTSTART;TZID=Nowhere:20270208T080000'],
      because: 'unknown-time-zone',
    },
    {
      name: 'an endless series by the second',
      lines: [...single, 'RRULE:FREQ=SECONDLY'],
      because: 'too-many-occurrences',
    },
  ])('left to the person: $name', ({ lines, mail, because }) => {
    const room = openRoom(person);
    expect(room.send(itip('REQUEST', lines), mail).record).toMatchObject({ decision: 'leave-to-person', because });
    expect(entered(room)).toEqual([]);
  });
});

describe('mr-accept for a person', () => {
  it('declines what overlaps a tentative entry, and keeps the person’s own decision when only details change', () => {
    const room = openRoom({ ...person, policy: { mrAccept: true, declineConflict: true } });
    expect(room.send(itip('REQUEST', single)).answer?.subject).toMatch(/^Accepted: /);
    room.calendar.entries = room.calendar.entries.map((entry) => ({ ...entry, partstat: 'tentative' }));
    room.send(itip('REQUEST', [stamped(1), ...single, attending('TENTATIVE')]));
    expect(entered(room)).toEqual(['tentative 02-08T08']);
    expect(room.send(itip('REQUEST', ['UID:other', ...single])).record.because).toBe('conflict');
  });
});

describe('RFC 5546 §3.2.3: REPLY to a meeting that the account organizes', () => {
  const own = 'ORGANIZER:mailto:blue@example.com';
  const guests = ['ATTENDEE;RSVP=TRUE:mailto:ann@example.org', 'ATTENDEE:mailto:bob@example.org'];

  /** A person's own weekly meeting, entered by another program. */
  function openOwn(...lines: readonly string[]): RoomModel {
    const room = openRoom(person);
    const ics = itip('REQUEST', [own, ...guests, ...weekly, 'SEQUENCE:1', ...lines]).replace('METHOD:REQUEST\r\n', '');
    room.calendar.entries = [
      {
        uid: 'meeting-1',
        organizer: 'blue@example.com',
        revision: { sequence: 1, stampedAt: at('2026-12-01T00:00:00Z') },
        partstat: 'accepted',
        occurrences: [],
        ical: ics,
        summary: '',
        indexedUntil: null,
      },
    ];
    return room;
  }
  const reply = (partstat: string, ...lines: readonly string[]): string =>
    itip('REPLY', [own, `ATTENDEE;PARTSTAT=${partstat}:mailto:ann@example.org`, 'SEQUENCE:1', ...lines]);
  /** PARTSTAT of an attendee in each VEVENT, with RECURRENCE-ID before it. */
  const answers = (room: RoomModel, guest = 'ann'): string[] => {
    const events = (room.calendar.entries[0]?.ical ?? '').replaceAll('\r\n ', '').split('BEGIN:VEVENT').slice(1);
    return events.map((event) => {
      const id = /^RECURRENCE-ID.*:(.*)$/m.exec(event)?.[1] ?? 'all';
      const attendee = new RegExp(`^ATTENDEE(.*):mailto:${guest}@example.org`, 'm').exec(event)?.[1] ?? '';
      return `${id} ${/PARTSTAT=([A-Z-]+)/.exec(attendee)?.[1] ?? '-'}`;
    });
  };

  it('marks only the attendee, who stays as in the object', () => {
    const room = openOwn();
    const { record, answer } = room.send(reply('ACCEPTED'));
    expect(record).toMatchObject({ decision: 'note-reply', because: null });
    expect(answer).toBeNull();
    expect(answers(room)).toEqual(['all ACCEPTED']);
    expect(answers(room, 'bob')).toEqual(['all -']);
    expect(room.calendar.entries[0]?.ical).toContain('RSVP=TRUE');
    expect(entered(room)).toEqual(['accepted 02-08T08', 'accepted 02-15T08', 'accepted 02-22T08']);
  });

  it('a later answer replaces the earlier one, an earlier one that comes later does not', () => {
    const room = openOwn();
    room.send(reply('TENTATIVE', stamped(5)));
    expect(room.send(reply('DECLINED', stamped(4))).record).toMatchObject({
      decision: 'ignore',
      because: 'stale-revision',
    });
    expect(room.send(reply('DECLINED', stamped(5))).record).toMatchObject({
      decision: 'ignore',
      because: 'same-revision',
    });
    expect(answers(room)).toEqual(['all TENTATIVE']);
    room.send(reply('DECLINED', stamped(6)));
    expect(answers(room)).toEqual(['all DECLINED']);
  });

  it('an answer for one occurrence is noted in that alone', () => {
    const room = openOwn();
    room.send(reply('ACCEPTED', stamped(1)));
    room.send(reply('DECLINED', stamped(2), 'RECURRENCE-ID:20270215T080000Z'));
    expect(answers(room)).toEqual(['all ACCEPTED', '20270215T080000Z DECLINED']);
    room.send(reply('ACCEPTED', stamped(3), 'RECURRENCE-ID:20270215T080000Z'));
    expect(answers(room)).toEqual(['all ACCEPTED', '20270215T080000Z ACCEPTED']);
    expect(entered(room)).toEqual(['accepted 02-08T08', 'accepted 02-15T08', 'accepted 02-22T08']);
  });

  it('one message may answer for the series and for occurrences', () => {
    const room = openOwn();
    const answer = (partstat: string, ...lines: string[]): string[] => [
      own,
      `ATTENDEE;PARTSTAT=${partstat}:mailto:ann@example.org`,
      'SEQUENCE:1',
      stamped(1),
      ...lines,
    ];
    const ids = ['RECURRENCE-ID:20270215T080000Z', 'RECURRENCE-ID:20270222T080000Z'] as const;
    room.send(itip('REPLY', answer('ACCEPTED', ...weekly), answer('DECLINED', ids[0]), answer('TENTATIVE', ids[1])));
    expect(answers(room)).toEqual(['all ACCEPTED', '20270215T080000Z DECLINED', '20270222T080000Z TENTATIVE']);
  });

  it.each([
    {
      name: 'somebody else is its author',
      ics: reply('ACCEPTED'),
      authors: 'eve@example.org',
      because: 'author-is-not-attendee',
    },
    {
      name: 'its author names the attendee’s address beside the own',
      ics: reply('ACCEPTED').replace('ATTENDEE;', 'ATTENDEE;EMAIL=eve@example.org;'),
      authors: 'eve@example.org',
      because: 'author-is-not-attendee',
    },
    {
      name: 'two attendees in it',
      ics: itip('REPLY', [own, ...guests, 'SEQUENCE:1']),
      because: 'author-is-not-attendee',
    },
    {
      name: 'who answers was not invited',
      ics: reply('ACCEPTED').replaceAll('ann@', 'eve@'),
      authors: 'eve@example.org',
      because: 'not-invited',
    },
    { name: 'the meeting is not known', ics: reply('ACCEPTED', 'UID:other'), because: 'unknown-meeting' },
    {
      name: 'the series has no such occurrence',
      ics: reply('ACCEPTED', 'RECURRENCE-ID:20270216T080000Z'),
      because: 'unknown-meeting',
    },
    {
      name: 'somebody else organizes it',
      ics: reply('ACCEPTED').replace(own, 'ORGANIZER:mailto:carl@example.org'),
      because: 'method-for-people',
    },
  ])('left to the person, nothing changed: $name', ({ ics, authors = 'ann@example.org', because }) => {
    const room = openOwn();
    const before = room.calendar.entries;
    expect(room.send(ics, { authors: [address(authors)] }).record).toMatchObject({
      decision: 'leave-to-person',
      because,
    });
    expect(room.calendar.entries).toEqual(before);
  });

  it('an answer to an earlier revision is ignored', () => {
    const room = openOwn('SEQUENCE:3');
    const earlier = itip('REPLY', [own, 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@example.org', 'SEQUENCE:0']);
    expect(room.send(earlier).record.because).toBe('stale-revision');
    expect(answers(room)).toEqual(['all -']);
  });

  it('an unknown PARTSTAT counts as no answer', () => {
    const room = openOwn();
    room.send(reply('X-MAYBE'));
    expect(answers(room)).toEqual(['all NEEDS-ACTION']);
  });

  it('a room leaves it to its people', () => {
    const { record } = openRoom().send(reply('ACCEPTED'));
    expect(record).toMatchObject({ decision: 'leave-to-person', because: 'method-for-people' });
  });
});
