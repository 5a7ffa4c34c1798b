/**
 * Meetings that local people organize: what they submit enters their own calendar, and the attendees' replies find it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayAhead, invitation, plainMail } from '../support/invitation.js';
import { agendaOf } from '../support/read-server.js';
import { startSendingServer, type SendingServer } from '../support/sending-server.js';

const OUTSIDE = 'ann@partner.example';
const JOHN = 'john@corp.example';

let server: SendingServer;
beforeAll(async () => {
  server = await startSendingServer();
});
afterAll(() => server.stop());

const meeting = (uid: string) => ({ uid, organizer: JOHN, attendee: OUTSIDE, start: dayAhead(7, 9), minutes: 60 });
const submit = (user: string, raw: Buffer) =>
  server.submit(user, { from: `${user}@corp.example`, to: [OUTSIDE], raw: raw.toString() });
const agenda = async (account: string): Promise<string[]> =>
  (await agendaOf(server.corp.frontdesk, account)).map(({ uid, status }) => `${uid} ${status}`);

test("an invitation enters the organizer's calendar, an update moves it, a cancellation removes it", async () => {
  expect(await submit('john', invitation(meeting('own')))).toMatch(/^250/);
  expect(await agenda('john')).toEqual(['own accepted']);
  const moved = { ...meeting('own'), start: dayAhead(7, 11), sequence: 1 };
  await submit('john', invitation(moved));
  expect(await agenda('john')).toEqual(['own accepted']);
  expect((await agendaOf(server.corp.frontdesk, 'john'))[0]?.start).toContain('T11:00');
  await submit('john', invitation({ ...moved, method: 'CANCEL', sequence: 2 }));
  expect(await agenda('john')).toEqual([]);
});

test("what a deputy sends for the owner enters the owner's calendar, not the deputy's", async () => {
  expect(await submit('mary', invitation(meeting('behalf')))).toMatch(/^250/);
  expect([await agenda('john'), await agenda('mary')]).toEqual([['behalf accepted'], []]);
});

test('a reply finds the meeting and marks the attendee', async () => {
  const request = invitation(meeting('answered')).toString();
  await submit('john', Buffer.from(request));
  const reply = request
    .slice(request.indexOf('BEGIN:VCALENDAR'))
    .replace('METHOD:REQUEST', 'METHOD:REPLY')
    .replaceAll(/ATTENDEE[^:]*:/g, 'ATTENDEE;PARTSTAT=ACCEPTED:')
    .replace(/END:VCALENDAR[^]*/, 'END:VCALENDAR\r\n');
  const mail = plainMail({
    from: OUTSIDE,
    to: JOHN,
    messageId: 'reply-1@partner.example',
    fields: ['MIME-Version: 1.0', 'Content-Type: text/calendar; method=REPLY; charset=utf-8'],
    body: reply,
  });
  expect(await server.corp.deliver(mail, JOHN)).toEqual(['250 2.0.0']);
  const { stdout } = await server.corp.frontdesk.cli(['booking', 'explain', 'john', '--json']);
  expect(JSON.parse(stdout.toString())).toMatchObject({ decision: 'note-reply' });
});

test('a meeting of somebody outside, and a person whose mr-process is off, change nothing', async () => {
  await server.corp.frontdesk.cli(['account', 'update', 'paul', '--mr-process', 'no']);
  await submit('paul', invitation({ ...meeting('off'), organizer: 'paul@corp.example' }));
  expect(await agenda('paul')).toEqual([]);
});
