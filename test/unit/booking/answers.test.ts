import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../../src/mail/address.js';
import { address, itip, openRoom, type RoomSettings } from './desk-model.js';

const single = ['DTSTART;TZID=America/New_York:20270208T090000', 'DTEND;TZID=America/New_York:20270208T100000'];
const ask = (...lines: string[]): string =>
  itip('REQUEST', [
    ...single,
    ...(lines.some((line) => line.startsWith('SUMMARY')) ? [] : ['SUMMARY:Planning']),
    ...lines,
  ]);

describe('the answer', () => {
  it.each([
    ['20271030T220000', '20271031T040000', '30 October 2027, 22:00 (CEST) – Sunday, 31 October 2027, 04:00 (CET)'],
    ['20271031T013000', '20271031T040000', '31 October 2027, 01:30 (CEST) – 04:00 (CET)'],
    ['20270327T220000', '20270328T010000', '27 March 2027, 22:00 – Sunday, 28 March 2027, 01:00 (CET)'],
  ])('names the zone of each time where clocks change between them: %s', (start, end, expected) => {
    const times = [`DTSTART;TZID=Europe/Berlin:${start}`, `DTEND;TZID=Europe/Berlin:${end}`];
    expect(openRoom().send(itip('REQUEST', times)).answer?.text).toContain(expected);
  });

  it('is from the resource to the organizer, and says that a machine wrote it', () => {
    const { answer } = openRoom().send(ask(), { references: ['<first@example.org>'] });
    expect(answer).toMatchObject({
      reversePath: address('blue@example.com'),
      from: { displayName: 'Blue Room' },
      to: [{ address: address('ann@example.org'), displayName: 'Ann' }],
      cc: [],
      subject: 'Accepted: Planning',
      inReplyTo: '<request@example.org>',
      references: ['<first@example.org>', '<request@example.org>'],
      extraFields: [
        { name: 'Auto-Submitted', value: 'auto-replied' },
        { name: 'X-Auto-Response-Suppress', value: 'All' },
      ],
    });
  });

  it('tells the times in the zone of the organizer and of the resource', () => {
    expect(openRoom().send(ask('LOCATION:Blue <b>')).answer?.text).toBe(
      [
        'Blue Room has accepted your request.',
        '',
        'Meeting:',
        '  Planning',
        '',
        'When:',
        '  Monday, 8 February 2027, 09:00–10:00 (EST)',
        '  Monday, 8 February 2027, 15:00–16:00 (CET)',
        '',
        'Location:',
        '  Blue <b>',
        '',
        '-- ',
        'This is an automatic reply from Blue Room.',
        'To cancel the booking, cancel the meeting in your calendar.',
        '',
      ].join('\n'),
    );
  });

  it('speaks the language of the resource', () => {
    const { answer } = openRoom({ language: 'de-AT' }).send(ask());
    expect(answer?.text).toContain('Blue Room hat Ihre Anfrage angenommen.');
    expect(answer?.text).toContain('Montag, 8. Februar 2027, 15:00–16:00 (Ortszeit Berlin)');
    expect(openRoom({ language: 'xx' }).send(ask()).answer?.text).toContain('has accepted');
  });

  it('is HTML in which nothing of the request is markup', () => {
    const { answer } = openRoom().send(ask('SUMMARY:<script>alert("x")</script> & more'));
    expect(answer?.html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; more');
    expect(answer?.html).not.toContain('<script');
  });

  it('holds a bounded summary without control characters', () => {
    const { answer } = openRoom().send(
      itip('REQUEST', [...single, `SUMMARY:a\\nBcc: x@example.com\t\u202e${'b'.repeat(500)}`]),
    );
    expect(answer?.subject).toMatch(/^Accepted: a Bcc: x@example.com b+…$/);
    expect(answer?.subject.length).toBeLessThanOrEqual(210);
    expect(openRoom().send(itip('REQUEST', single)).answer?.subject).toBe('Accepted: (no subject)');
  });

  it('goes to SENT-BY too', () => {
    const line = 'ORGANIZER;SENT-BY="mailto:sec@example.org":mailto:ann@example.org';
    const authors = [address('sec@example.org')];
    const { answer } = openRoom().send(ask(line), { authors, provenAuthors: authors });
    expect(answer?.cc.map((each) => formatAddress(each.address))).toEqual(['sec@example.org']);
  });

  it.each([
    ['the author alone claims to be it', ['sec@example.org'], [], {}, []],
    ['another author is proven', ['sec@example.org'], ['ann@example.org'], {}, []],
    ['the organizer names somebody else', ['ann@example.org'], ['ann@example.org'], {}, []],
    ['inside', ['sec@example.org'], [], { isInside: true, isSentByInside: true }, ['sec@example.org']],
  ])('goes to SENT-BY only if it is proven, or inside: %s', (_, authors, proven, booker, cc) => {
    const line = 'ORGANIZER;SENT-BY="mailto:sec@example.org":mailto:ann@example.org';
    const mail = { authors: authors.map(address), provenAuthors: proven.map(address) };
    const { answer } = openRoom({ booker }).send(ask(line), mail);
    expect(answer?.to).toHaveLength(1);
    expect(answer?.cc.map((each) => formatAddress(each.address))).toEqual(cc);
  });

  it('has the null reverse-path if so configured', () => {
    expect(openRoom({ options: { reversePath: 'null' } }).send(ask()).answer?.reversePath).toBeNull();
  });

  it('lists ten bookings and how many more there are', () => {
    const room = openRoom();
    const daily = (uid: string): string =>
      itip('REQUEST', [`UID:${uid}`, 'DTSTART:20270208T080000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=13']);
    room.send(daily('first'));
    const { answer } = room.send(daily('second'));
    expect(answer?.text.split('Already taken:')[1]?.match(/^ {2}.*09:00–10:00 \(CET\)$/gm)?.length).toBe(10);
    expect(answer?.text).toContain('  and 3 more\n');
    expect(answer?.text).toContain('Series:\n  13 meetings, ending Saturday, 20 February 2027\n');
  });

  it('to a series is one REPLY: master and a VEVENT for every override of the request', () => {
    const weekly = ['DTSTART:20270208T080000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=4'];
    const moved = ['RECURRENCE-ID:20270215T080000Z', 'DTSTART:20270215T120000Z', 'DURATION:PT1H', 'SEQUENCE:2'];
    const content = openRoom().send(itip('REQUEST', weekly, moved)).answer?.calendar?.content ?? '';
    expect(content).toContain('METHOD:REPLY');
    expect(content.match(/BEGIN:VEVENT/g)?.length).toBe(2);
    expect(content.match(/PARTSTAT=ACCEPTED/g)?.length).toBe(2);
    expect(content.match(/^ATTENDEE/gm)?.length).toBe(2);
    expect(content.match(/RECURRENCE-ID/g)?.length).toBe(1);
    expect(content).toContain('REQUEST-STATUS:2.0;Success');
  });

  it('to a conflict has REQUEST-STATUS 4.0 and the reason as COMMENT', () => {
    const room = openRoom();
    room.send(ask('UID:other'));
    const content = room.send(ask()).answer?.calendar?.content ?? '';
    expect(content).toContain('REQUEST-STATUS:4.0;Event conflict');
    expect(content.replaceAll('\r\n ', '')).toContain('COMMENT:The room is not available at the requested time.');
  });
});

describe('the footer', () => {
  const footerOf = (settings: RoomSettings, ...lines: string[]): readonly string[] => {
    const [, footer = ''] = (openRoom(settings).send(ask(...lines)).answer?.text ?? '').split('\n-- \n');
    return footer.trim().split('\n');
  };
  const cancel = 'To cancel the booking, cancel the meeting in your calendar.';

  it.each<{ name: string; settings: RoomSettings; lines?: string[]; footer: string[] }>([
    { name: 'the resource alone', settings: {}, footer: ['This is an automatic reply from Blue Room.', cancel] },
    {
      name: 'the organisation and a contact, each on one line',
      settings: {
        options: { organization: 'Example\r\nLtd' },
        policy: { contact: 'reception@example.com,\n+49 30 1234' },
      },
      footer: [
        'This is an automatic reply from Blue Room, Example Ltd.',
        cancel,
        'Contact: reception@example.com, +49 30 1234',
      ],
    },
    {
      name: 'nothing to cancel after a decline',
      settings: { policy: { mode: 'decline-always' } },
      footer: ['This is an automatic reply from Blue Room.'],
    },
    {
      name: 'a person is no booking',
      settings: { kind: 'user' },
      footer: ['This is an automatic reply from Blue Room.'],
    },
    {
      name: 'in German',
      settings: { language: 'de', options: { organization: 'Example GmbH' }, policy: { contact: 'Empfang' } },
      footer: [
        'Dies ist eine automatische Antwort von Blue Room, Example GmbH.',
        'Um die Buchung zu stornieren, sagen Sie den Termin in Ihrem Kalender ab.',
        'Kontakt: Empfang',
      ],
    },
  ])('$name', ({ settings, lines = [], footer }) => {
    expect(footerOf(settings, ...lines)).toEqual(footer);
  });

  it('is escaped in HTML', () => {
    const room = openRoom({ policy: { contact: '<reception@example.com> & co' } });
    expect(room.send(ask()).answer?.html).toContain('Contact: &lt;reception@example.com&gt; &amp; co');
  });
});

describe('no answer', () => {
  const attendee = (rsvp: string): string => `ATTENDEE${rsvp}:mailto:blue@example.com`;
  const declining: RoomSettings = { policy: { declineRecurring: true } };
  const rrule = 'RRULE:FREQ=DAILY;COUNT=2';

  it.each([
    { name: 'RSVP=FALSE: an acceptance is silent', settings: {}, lines: [attendee(';RSVP=FALSE')], answered: false },
    {
      name: 'RSVP=FALSE: a decline is sent',
      settings: declining,
      lines: [attendee(';RSVP=FALSE'), rrule],
      answered: true,
    },
    { name: 'a missing RSVP counts as asked for', settings: {}, lines: [attendee('')], answered: true },
  ])('$name', ({ settings, lines, answered }) => {
    const { answer, record } = openRoom(settings).send(ask(...lines));
    expect({ answered: answer !== null, recorded: record.answered }).toEqual({ answered, recorded: answered });
  });

  it.each([
    { name: 'a null reverse-path', reversePath: null, answered: false },
    { name: 'mailer-daemon', reversePath: address('MAILER-DAEMON@example.org'), answered: false },
    { name: 'somebody else than the organizer', reversePath: address('list@example.org'), answered: true },
  ])('$name', ({ reversePath, answered }) => {
    const room = openRoom();
    expect(room.send(ask(), { reversePath }).answer !== null).toBe(answered);
    expect(room.taken().length).toBe(1);
  });
});

describe('what a stranger writes', () => {
  const lines = [`SUMMARY:Prize https://evil.example/${'x'.repeat(150)}`, 'LOCATION:www.evil.example'];
  const shown = (isInside: boolean): string =>
    openRoom({ booker: { isInside } }).send(ask(...lines)).answer?.text ?? '';

  it('is short in the text of the answer, and makes no link there', () => {
    expect(shown(false)).not.toMatch(/evil\.example|https:\/\/|www\.evil/);
    expect(shown(false)).toMatch(/Meeting:\n {2}Prize .{60,100}…\n/);
  });

  it('as opposed to what somebody inside writes', () => {
    expect(shown(true)).toContain(`Prize https://evil.example/${'x'.repeat(150)}`);
    expect(shown(true)).toContain('www.evil.example');
  });

  it('comes back in the REPLY as it was', () => {
    const content = openRoom().send(ask('SUMMARY:www.evil.example')).answer?.calendar?.content;
    expect(content).toContain('SUMMARY:www.evil.example\r\n');
  });
});
