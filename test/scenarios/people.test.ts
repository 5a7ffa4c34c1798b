/** Meeting messages to a person, over the inbound path with the memory store. */
import { describe, expect, it } from 'vitest';
import { defaultBookingPolicy, type BookingPolicy } from '../../src/booking/booking-policy.js';
import { parseInstant } from '../../src/mail/instant.js';
import { openTestServer, type TestServer } from '../support/test-server.js';

const NOW = '2027-02-03T06:00:00Z';
const ANN = 'ann@partner.example';
const JOHN = 'john@example.org';

async function openJohn(policy: Partial<BookingPolicy> = {}, language = 'en'): Promise<TestServer> {
  const server = openTestServer({ now: NOW });
  await server.account('john', { fullName: 'John', language, booking: { ...defaultBookingPolicy, ...policy } });
  return server;
}

interface Said {
  readonly organizer?: string;
  readonly attendee?: string;
  readonly lines?: readonly string[];
}

const when = ['DTSTART:20270208T090000Z', 'DTEND:20270208T100000Z'];

function say(method: string, { organizer = ANN, attendee = `:mailto:${JOHN}`, lines = [] }: Said = {}): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    'UID:meeting-1',
    ...(lines.some((line) => line.startsWith('DTSTAMP')) ? [] : ['DTSTAMP:20270201T000000Z']),
    'SUMMARY:Planning',
    `ORGANIZER:mailto:${organizer}`,
    `ATTENDEE${attendee}`,
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

const fromAnn = { from: ANN, to: 'john' };

describe('mr-process, on by default', () => {
  it('a request is tentative in the calendar, unread in the Inbox, and not answered', async () => {
    const server = await openJohn();
    expect(await server.bringCalendar(say('REQUEST', { lines: when }), fromAnn)).toEqual(['250 2.0.0']);
    expect(await server.agenda('john')).toEqual(['tentative 2027-02-08T09:00 Planning']);
    expect(await server.filed('john')).toEqual(['Inbox']);
    expect(await server.sent()).toEqual([]);
    expect(await server.lastDecision('john')).toBe('enter-tentative');
  });

  it('updates move it, a cancellation removes it; all messages stay in the Inbox', async () => {
    const server = await openJohn();
    await server.bringCalendar(say('REQUEST', { lines: when }), fromAnn);
    const moved = ['SEQUENCE:1', 'DTSTART:20270209T110000Z', 'DTEND:20270209T120000Z'];
    await server.bringCalendar(say('REQUEST', { lines: moved }), fromAnn);
    expect(await server.agenda('john')).toEqual(['tentative 2027-02-09T11:00 Planning']);
    await server.bringCalendar(say('CANCEL', { lines: ['SEQUENCE:2'] }), fromAnn);
    expect(await server.agenda('john')).toEqual([]);
    expect(await server.filed('john')).toEqual(['Inbox', 'Inbox', 'Inbox']);
    expect(await server.sent()).toEqual([]);
  });

  it('who is not the organizer changes nothing', async () => {
    const server = await openJohn();
    await server.bringCalendar(say('REQUEST', { lines: when }), fromAnn);
    await server.bringCalendar(say('CANCEL', { lines: ['SEQUENCE:1'] }), { from: 'eve@partner.example', to: 'john' });
    expect(await server.lastDecision('john')).toBe('leave-to-person author-is-not-organizer');
    expect(await server.agenda('john')).toEqual(['tentative 2027-02-08T09:00 Planning']);
  });

  it('off: booking does not look at the message', async () => {
    const server = await openJohn({ mrProcess: false });
    await server.bringCalendar(say('REQUEST', { lines: when }), fromAnn);
    expect(await server.agenda('john')).toEqual([]);
    expect(await server.lastDecision('john')).toBeUndefined();
    expect(await server.filed('john')).toEqual(['Inbox']);
  });

  it('a REPLY marks the attendee in the stored event', async () => {
    const server = await openJohn();
    const key = { uid: 'meeting-1', organizer: JOHN };
    const stamp = parseInstant('2027-02-01T00:00:00Z') ?? expect.fail();
    const [start, end] = ['2027-02-08T09:00:00Z', '2027-02-08T10:00:00Z'].map((each) => parseInstant(each) ?? stamp);
    const ics = say('REQUEST', { organizer: JOHN, attendee: `:mailto:${ANN}`, lines: when }).replace(
      /METHOD.*\r\n/,
      '',
    );
    const own = { partstat: 'accepted', summary: 'Planning' } as const;
    const revision = { sequence: 0, stampedAt: stamp };
    const entry = { ...key, ...own, revision, occurrences: [], ical: ics, indexedUntil: null };
    const busy = { ...key, ...own, start: start ?? stamp, end: end ?? stamp, recurrenceId: null };
    await server.change('john', { remove: [], put: [{ entry, busy: [busy] }], tombstones: [] });

    const reply = say('REPLY', { organizer: JOHN, attendee: `;PARTSTAT=ACCEPTED:mailto:${ANN}` });
    await server.bringCalendar(reply, fromAnn);
    expect(await server.lastDecision('john')).toBe('note-reply');
    const [stored] = await server.entries('john', 'meeting-1');
    expect(stored?.ical.replaceAll('\r\n ', '')).toMatch(/ATTENDEE.*PARTSTAT=ACCEPTED.*:mailto:ann@partner.example/);
    expect(await server.agenda('john')).toEqual(['accepted 2027-02-08T09:00 Planning']);

    await server.bringCalendar(reply.replace('meeting-1', 'meeting-2'), fromAnn);
    expect(await server.lastDecision('john')).toBe('leave-to-person unknown-meeting');
    expect((await server.filed('john')).filter((folder) => folder === 'Inbox')).toHaveLength(2);
  });
});

describe('mr-accept for a person', () => {
  it.each([
    { language: 'en', accepted: 'been accepted automatically', declined: 'been declined automatically' },
    { language: 'de', accepted: 'automatisch angenommen', declined: 'automatisch abgelehnt' },
  ])('answers, says that nobody looked at it ($language), and leaves the mail in the Inbox', async (words) => {
    const server = await openJohn({ mrAccept: true, declineConflict: true }, words.language);
    await server.bringCalendar(say('REQUEST', { lines: when }), fromAnn);
    await server.bringCalendar(say('REQUEST', { lines: when }).replace('meeting-1', 'meeting-2'), fromAnn);
    const answers = await server.sent();
    expect(answers.map(({ partstat }) => partstat)).toEqual(['ACCEPTED', 'DECLINED']);
    expect(answers[0]?.text).toContain(words.accepted);
    expect(answers[1]?.text).toContain(words.declined);
    expect(await server.agenda('john')).toEqual(['accepted 2027-02-08T09:00 Planning']);
    expect(await server.filed('john')).toEqual(['Inbox', 'Inbox']);
  });
});
