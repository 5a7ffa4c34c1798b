import { describe, expect, it } from 'vitest';
import { address, at, itip, openRoom, type RoomSettings } from './desk-model.js';

const hour = (start: string, end: string, ...more: string[]): string[] => [`DTSTART:${start}`, `DTEND:${end}`, ...more];
const morning = hour('20270208T080000Z', '20270208T090000Z');
const other = (start: string, end: string, uid = 'other'): string => itip('REQUEST', hour(start, end, `UID:${uid}`));
const weekly = [
  'DTSTART;TZID=Europe/Berlin:20270208T090000',
  'DTEND;TZID=Europe/Berlin:20270208T100000',
  'RRULE:FREQ=WEEKLY;COUNT=4',
];

describe('the flags', () => {
  it.each<{ name: string; settings: RoomSettings; decision: string; because: string | null }>([
    { name: 'a free room accepts', settings: {}, decision: 'accept', because: null },
    {
      name: 'mr-accept alone accepts everything, double bookings included',
      settings: { policy: { declineConflict: false } },
      decision: 'accept',
      because: null,
    },
  ])('$name', ({ settings, decision, because }) => {
    const room = openRoom(settings);
    if (because === null && settings.policy !== undefined) room.send(other('20270208T080000Z', '20270208T090000Z'));
    const { record, handled, answer } = room.send(itip('REQUEST', morning));
    expect({ decision: record.decision, because: record.because, handled }).toEqual({
      decision,
      because,
      handled: true,
    });
    expect(answer?.subject.startsWith('Accepted: ')).toBe(true);
  });

  it('mr-decline-conflict declines what overlaps other bookings', () => {
    const room = openRoom();
    room.send(other('20270208T083000Z', '20270208T093000Z'));
    const { record, answer } = room.send(itip('REQUEST', morning));
    expect(record).toMatchObject({ decision: 'decline', because: 'conflict', answered: true });
    expect(record.occurrences.map(({ free }) => free)).toEqual([false]);
    expect(answer?.calendar?.content).toContain('PARTSTAT=DECLINED');
    expect(room.taken()).toEqual(['2027-02-08T08:30']);
  });

  it('mr-decline-recurring declines series, not single meetings', () => {
    const room = openRoom({ policy: { declineRecurring: true } });
    expect(room.send(itip('REQUEST', weekly)).record).toMatchObject({ decision: 'decline', because: 'recurring' });
    expect(room.send(itip('REQUEST', [...morning, 'UID:single'])).record.decision).toBe('accept');
  });

  it('recurring is refused before a conflict', () => {
    const room = openRoom({ policy: { declineRecurring: true } });
    room.send(other('20270208T083000Z', '20270208T093000Z'));
    expect(room.send(itip('REQUEST', weekly)).record.because).toBe('recurring');
  });

  it('capacity counts for equipment, a room is one', () => {
    const settings: RoomSettings = { policy: { capacity: 2 } };
    const decide = (kind: 'room' | 'equipment'): string[] => {
      const room = openRoom({ ...settings, kind });
      return ['a', 'b', 'c'].map(
        (uid) => room.send(other('20270208T080000Z', '20270208T090000Z', uid)).record.decision,
      );
    };
    expect(decide('equipment')).toEqual(['accept', 'accept', 'decline']);
    expect(decide('room')).toEqual(['accept', 'decline', 'decline']);
  });

  it('an account without mr-accept leaves the request as mail', () => {
    const { handled, record, change } = openRoom({ kind: 'user', policy: { mrAccept: false, mrProcess: false } }).send(
      itip('REQUEST', morning),
    );
    expect({ handled, change, decision: record.decision, because: record.because }).toEqual({
      handled: false,
      change: null,
      decision: 'leave-to-person',
      because: 'mr-accept-off',
    });
  });
});

describe('what counts as a conflict', () => {
  it.each([
    { name: 'half-open: back to back is free', start: '20270208T090000Z', end: '20270208T100000Z', decision: 'accept' },
    {
      name: 'zero length strictly inside conflicts',
      start: '20270208T083000Z',
      end: '20270208T083000Z',
      decision: 'decline',
    },
    {
      name: 'zero length at the start is free',
      start: '20270208T080000Z',
      end: '20270208T080000Z',
      decision: 'accept',
    },
  ])('$name', ({ start, end, decision }) => {
    const room = openRoom();
    room.send(other('20270208T080000Z', '20270208T090000Z'));
    expect(room.send(itip('REQUEST', hour(start, end))).record.decision).toBe(decision);
  });

  it('every occurrence is tested: a series whose fifth clashes is declined, naming just that date', () => {
    const room = openRoom();
    room.send(other('20270308T083000Z', '20270308T090000Z'));
    const { record, answer } = room.send(
      itip('REQUEST', [...weekly.slice(0, 2), 'RRULE:FREQ=WEEKLY;COUNT=10', 'SUMMARY:Planning']),
    );
    expect(record).toMatchObject({ decision: 'decline', because: 'conflict' });
    expect(record.occurrences.map(({ free }) => free)).toEqual([
      true,
      true,
      true,
      true,
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(answer?.text).toContain('Already taken:\n  Monday, 8 March 2027, 09:30–10:00 (CET)\n\n');
    expect(answer?.text).toContain('The room is not available for 1 of the 10 requested meetings.');
    expect(answer?.text).toContain('Monday, 8 February 2027, 09:00–10:00 (CET)');
    expect(answer?.subject).toBe('Declined: Planning');
  });

  it('a transparent request takes the resource, and so does a tentative one', () => {
    for (const line of ['TRANSP:TRANSPARENT', 'STATUS:TENTATIVE', 'X-MICROSOFT-CDO-BUSYSTATUS:FREE']) {
      const room = openRoom();
      room.send(itip('REQUEST', [...morning, 'UID:first', line]));
      expect(room.send(itip('REQUEST', morning)).record.because).toBe('conflict');
    }
  });

  it('two occurrences of one series may not overlap once an override moves them', () => {
    const room = openRoom();
    const override = [
      'RECURRENCE-ID;TZID=Europe/Berlin:20270215T090000',
      'DTSTART;TZID=Europe/Berlin:20270208T093000',
      'DTEND;TZID=Europe/Berlin:20270208T103000',
    ];
    expect(room.send(itip('REQUEST', weekly, override)).record).toMatchObject({
      decision: 'decline',
      because: 'conflict',
    });
    expect(room.send(itip('REQUEST', ['UID:later', ...weekly])).record.decision).toBe('accept');
    const moved = ['UID:later', 'DTSTAMP:20261202T000000Z', ...override];
    expect(room.send(itip('REQUEST', moved)).record).toMatchObject({ decision: 'decline', because: 'conflict' });
  });

  it('all-day and floating times are read in the time zone of the resource', () => {
    const room = openRoom({ timeZone: 'America/New_York' });
    room.send(itip('REQUEST', ['DTSTART;VALUE=DATE:20270208']));
    expect(room.taken()).toEqual(['2027-02-08T05:00']);
    expect(room.send(other('20270209T043000Z', '20270209T044500Z')).record.because).toBe('conflict');
    expect(room.send(other('20270208T043000Z', '20270208T050000Z', 'before')).record.decision).toBe('accept');
    const floating = openRoom({ timeZone: 'America/New_York' });
    floating.send(itip('REQUEST', hour('20270208T090000', '20270208T100000')));
    expect(floating.taken()).toEqual(['2027-02-08T14:00']);
  });

  it('a request wholly past gets no answer and changes nothing', () => {
    const room = openRoom();
    const { record, answer, change, handled } = room.send(
      itip('REQUEST', hour('20261208T080000Z', '20261208T090000Z')),
    );
    expect({ because: record.because, answer, change, handled }).toEqual({
      because: 'past',
      answer: null,
      change: null,
      handled: true,
    });
  });

  it('a past occurrence is not tested', () => {
    const room = openRoom();
    const { record } = room.send(
      itip('REQUEST', ['DTSTART:20261228T080000Z', 'DTEND:20261228T090000Z', 'RRULE:FREQ=WEEKLY;COUNT=3']),
    );
    expect(record.occurrences.length).toBe(2);
    expect(room.taken()).toEqual(['2027-01-04T08:00', '2027-01-11T08:00']);
  });
});

describe('the horizon', () => {
  const daily = [...hour('20270208T080000Z', '20270208T090000Z'), 'RRULE:FREQ=DAILY'];

  it('an endless series is indexed to it', () => {
    const room = openRoom({ options: { horizonDays: 100 } });
    expect(room.send(itip('REQUEST', daily)).record.decision).toBe('accept');
    expect(room.taken().length).toBe(62);
    expect(room.calendar.entries[0]?.indexedUntil).toBe(Date.UTC(2027, 0, 101));
  });

  it('what was not tested yet is not taken: a later message does not move the end of the index', () => {
    const room = openRoom({ options: { horizonDays: 100 } });
    room.send(itip('REQUEST', daily));
    room.setNow(at('2027-02-01T00:00:00Z'));
    room.send(itip('CANCEL', ['RECURRENCE-ID:20270210T080000Z', 'DTSTAMP:20261202T000000Z']));
    expect(room.taken().length).toBe(61);
    room.send(
      itip('REQUEST', [
        'RECURRENCE-ID:20270211T080000Z',
        'DTSTAMP:20261202T000000Z',
        ...hour('20270211T100000Z', '20270211T110000Z'),
      ]),
    );
    expect(room.taken().length).toBe(61);
    expect(room.calendar.entries[0]?.indexedUntil).toBe(Date.UTC(2027, 0, 101));
  });

  it('a meeting that ends beyond maxHorizonYears is declined, whenever it begins', () => {
    const room = openRoom();
    const { answer, record } = room.send(
      itip('REQUEST', ['DTSTART:20270208T090000Z', 'DTEND:99990208T090000Z', 'SUMMARY:For ever']),
    );
    expect(record).toMatchObject({ decision: 'decline', because: 'outside-window' });
    expect(answer?.subject).toBe('Declined: For ever');
    expect(room.calendar.busy).toEqual([]);
  });

  it('a request for a later day goes further, at most maxHorizonYears', () => {
    const decide = (year: number): unknown => {
      const { record } = openRoom().send(itip('REQUEST', hour(`${year}0208T080000Z`, `${year}0208T090000Z`)));
      return record.because ?? record.decision;
    };
    expect(decide(2030)).toBe('accept');
    expect(decide(2036)).toBe('accept');
    expect(decide(2038)).toBe('outside-window');
  });

  it.each<{ rrule: string; because: string | null; steps?: number }>([
    { rrule: 'FREQ=WEEKLY;UNTIL=20320101T000000Z', because: null },
    { rrule: 'FREQ=YEARLY;COUNT=20', because: 'outside-window' },
    { rrule: 'FREQ=YEARLY', because: null },
    { rrule: 'FREQ=DAILY;COUNT=2000', because: 'too-many-occurrences' },
    { rrule: 'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;BYMONTH=8', because: 'too-costly', steps: 20 },
  ])('$rrule: $because', ({ rrule, because, steps }) => {
    const room = openRoom({ options: { maxExpansionSteps: steps ?? 100_000 } });
    expect(room.send(itip('REQUEST', [...daily.slice(0, 2), `RRULE:${rrule}`])).record.because).toBe(because);
  });

  it('a zone that nothing explains is declined with that reason, never guessed', () => {
    const { record, answer } = openRoom().send(
      itip('REQUEST', ['DTSTART;TZID=Nowhere/Atlantis:20270208T090000', 'DTEND;TZID=Nowhere/Atlantis:20270208T100000']),
    );
    expect(record).toMatchObject({ decision: 'decline', because: 'unknown-time-zone', answered: true });
    expect(answer?.text).toContain('2027-02-08 09:00 – 2027-02-08 10:00 (Nowhere/Atlantis)');
  });
});

describe('trust: the author must be the organizer', () => {
  const organizer = (line: string): string => itip('REQUEST', [...morning, line]);

  it.each([
    { name: 'From', authors: ['Ann@Example.org'], line: 'ORGANIZER:mailto:ann@example.org', accepted: true },
    { name: 'somebody else', authors: ['eve@example.net'], line: 'ORGANIZER:mailto:ann@example.org', accepted: false },
    {
      name: 'one of From, Sender, Reply-To',
      authors: ['noreply@example.net', 'ann@example.org'],
      line: 'ORGANIZER:mailto:ann@example.org',
      accepted: true,
    },
    {
      name: 'the EMAIL parameter',
      authors: ['ann@example.org'],
      line: 'ORGANIZER;EMAIL=ann@example.org:urn:uuid:1',
      accepted: true,
    },
    {
      name: 'SENT-BY',
      authors: ['sec@example.org'],
      line: 'ORGANIZER;SENT-BY="mailto:sec@example.org":mailto:ann@example.org',
      accepted: true,
    },
    {
      name: 'iCloud writes Reply-To',
      authors: ['noreply@email.apple.com', '2_abc@imip.me.com'],
      line: 'ORGANIZER;EMAIL=ann@icloud.com:mailto:2_abc@imip.me.com',
      accepted: true,
    },
    {
      name: 'a secondary calendar of Google',
      authors: ['ann@example.org', 'calendar-notification@google.com'],
      line: 'ORGANIZER:mailto:c_1@group.calendar.google.com',
      accepted: true,
    },
    {
      name: 'a secondary calendar, without Google',
      authors: ['ann@example.org'],
      line: 'ORGANIZER:mailto:c_1@group.calendar.google.com',
      accepted: false,
    },
  ])('$name', ({ authors, line, accepted }) => {
    const room = openRoom();
    const { handled, answer, record } = room.send(organizer(line), { authors: authors.map(address) });
    expect({ handled, answered: answer !== null, because: record.because }).toEqual(
      accepted
        ? { handled: true, answered: true, because: null }
        : { handled: false, answered: false, because: 'author-is-not-organizer' },
    );
  });

  it('holds for CANCEL', () => {
    const room = openRoom();
    room.send(itip('REQUEST', morning));
    const forged = room.send(itip('CANCEL', ['DTSTAMP:20261202T000000Z']), { authors: [address('eve@example.net')] });
    expect(forged.record.because).toBe('author-is-not-organizer');
    expect(room.taken().length).toBe(1);
  });
});

describe('what is left to a person', () => {
  it.each([
    { name: 'REPLY', ics: itip('REPLY', morning), because: 'method-for-people' },
    { name: 'COUNTER', ics: itip('COUNTER', morning), because: 'method-for-people' },
    { name: 'PUBLISH', ics: itip('PUBLISH', morning), because: 'method-for-people' },
    {
      name: 'no organizer with an address',
      ics: itip('REQUEST', [...morning, 'ORGANIZER:urn:uuid:1']),
      because: 'no-organizer',
    },
    {
      name: 'not an attendee',
      ics: itip('REQUEST', [...morning, 'ATTENDEE:mailto:red@example.com']),
      because: 'not-an-attendee',
    },
    { name: 'not an object', ics: 'hello', because: 'no-calendar-object' },
    {
      name: 'the account itself as organizer',
      ics: itip('REQUEST', [...morning, 'ORGANIZER:mailto:blue@example.com']),
      because: 'organizer-is-resource',
    },
  ])('$name', ({ ics, because }) => {
    const outcome = openRoom().send(ics, { authors: [address('ann@example.org'), address('blue@example.com')] });
    expect(outcome).toMatchObject({ handled: false, change: null, answer: null });
    expect(outcome.record).toMatchObject({ decision: 'leave-to-person', because });
    expect(outcome.record.explanation).not.toBe('');
  });

  it('the account is found by any of its addresses, in any case', () => {
    for (const attendee of ['ATTENDEE:MAILTO:ROOM-1@Example.COM', 'ATTENDEE;EMAIL=blue@example.com:urn:uuid:2']) {
      expect(openRoom().send(itip('REQUEST', [...morning, attendee])).record.decision).toBe('accept');
    }
  });
});
