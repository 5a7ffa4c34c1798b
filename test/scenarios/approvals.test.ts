/** Approvers: the booking is held, they are asked, the first answer settles it; otherwise the clock does. */
import { expect, it } from 'vitest';
import type { BookingPolicy } from '../../src/booking/booking-policy.js';
import { expireApprovals } from '../../src/resources/expire-approvals.js';
import { approverReply, type ApproverReply } from '../support/approver-reply.js';
import type { SentAnswer } from '../support/read-stores.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { invitation, type Invitation } from '../support/invitation.js';

const START = new Date('2027-02-01T09:00:00Z');
const NINE = '2027-02-01T09:00';

function ask(server: TestServer, other: Partial<Invitation> = {}): Promise<readonly string[]> {
  const meeting = { uid: 'm', organizer: 'bob@example.org', attendee: 'blue@example.org', start: START, minutes: 60 };
  return server.bring(invitation({ stampedAt: new Date('2026-12-01'), ...meeting, ...other }), 'blue');
}

async function openApplication(policy: Partial<BookingPolicy> = {}): Promise<TestServer> {
  const server = openTestServer();
  await server.account('anna');
  await server.resource('blue', { approvers: ['anna', 'carl@partner.example'], ...policy });
  return server;
}

/** A request, and the question to each approver. */
async function askedAccount(policy: Partial<BookingPolicy> = {}, other: Partial<Invitation> = {}) {
  const server = await openApplication(policy);
  await ask(server, other);
  const [answer, toAnna, toCarl, ...more] = await server.sent();
  if (answer === undefined || toAnna === undefined || toCarl === undefined) throw new Error('a mail is missing');
  return { server, answer, toAnna, toCarl, more };
}

function reply(server: TestServer, question: SentAnswer, said: ApproverReply): Promise<readonly string[]> {
  return server.bring(approverReply(question, said), 'blue');
}

const uidOf = (mail: SentAnswer): string | undefined => mail.calendarLines.find((line) => line.startsWith('UID:'));
const summary = (messages: readonly SentAnswer[]): string[] =>
  messages.map(({ to, subject, calendarLines }) => {
    const method = calendarLines.find((line) => line.startsWith('METHOD:')) ?? '';
    return `${to.join()} ${subject.split(':')[0] ?? ''} ${method}`;
  });

it('the organizer gets a tentative answer, each approver a question of its own, the time is held', async () => {
  const { server, answer, toAnna, toCarl, more } = await askedAccount();
  expect(answer).toMatchObject({ subject: 'Tentative: Planning', partstat: 'TENTATIVE', to: ['bob@example.org'] });
  expect(answer.text).toContain('pending approval');
  expect([toAnna.to, toCarl.to, more]).toEqual([['anna@example.org'], ['carl@partner.example'], []]);
  expect(uidOf(toAnna)).toMatch(/^UID:approval-[0-9a-f]{32}@example\.org$/);
  expect(toAnna.calendarLines).toContain('METHOD:REQUEST');
  expect(toAnna.calendarLines.join('\n')).toMatch(/^ORGANIZER;CN=blue:mailto:blue@example.org$/m);
  expect(toAnna.calendarLines.filter((line) => line.startsWith('ATTENDEE'))).toEqual([
    'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:anna@example.org',
  ]);
  expect(toAnna.subject).toBe('Approval requested: blue, Planning');
  expect(toAnna.text).toContain('Planning');
  expect(toAnna.text).toContain('bob@example.org');
  expect(await server.taken('blue')).toEqual([NINE]);
  await ask(server, { uid: 'other', organizer: 'dora@example.org' });
  expect((await server.sent()).map(({ partstat }) => partstat)).toEqual(['DECLINED']);
});

it.each([
  { partstat: 'ACCEPTED', subject: 'Accepted', taken: [NINE] },
  { partstat: 'DECLINED', subject: 'Declined', taken: [] },
])('the first answer settles it: $partstat', async ({ partstat, subject, taken }) => {
  const { server, answer, toAnna, toCarl } = await askedAccount();
  expect(await reply(server, toAnna, { from: 'anna@example.org', partstat })).toEqual(['250 2.0.0']);
  const messages = await server.sent();
  expect(summary(messages)).toEqual([
    `bob@example.org ${subject} METHOD:REPLY`,
    'carl@partner.example Approval no longer needed METHOD:CANCEL',
  ]);
  expect(messages[0]).toMatchObject({ partstat, inReplyTo: answer.inReplyTo });
  expect(messages[1]?.calendarLines).toContain(uidOf(toAnna));
  // The event that goes has the name under which it came.
  expect(messages[1]?.calendarLines).toContain('SUMMARY:Approval requested: blue\\, Planning');
  expect(messages[1]?.text).toContain(`anna@example.org has ${partstat === 'ACCEPTED' ? 'approved' : 'declined'} it.`);
  expect(await server.taken('blue')).toEqual(taken);
  // A second word changes nothing.
  await reply(server, toCarl, { from: 'carl@partner.example', partstat: 'DECLINED' });
  expect([await server.sent(), await server.taken('blue')]).toEqual([[], taken]);
});

it.each<{ name: string; said: ApproverReply }>([
  { name: 'from somebody who was not asked', said: { from: 'mallory@example.net' } },
  { name: 'in the name of an approver', said: { from: 'mallory@example.net', attendee: 'anna@example.org' } },
  { name: 'that neither accepts nor declines', said: { from: 'anna@example.org', partstat: 'TENTATIVE' } },
])('an answer $name changes nothing', async ({ said }) => {
  const { server, toAnna } = await askedAccount();
  await reply(server, toAnna, said);
  expect(await server.sent()).toEqual([]);
  await reply(server, toAnna, { from: 'anna@example.org' });
  expect((await server.sent())[0]?.partstat).toBe('ACCEPTED');
});

it('after booking.approvalHours the clock declines it, once', async () => {
  const { server } = await askedAccount();
  server.setNow('2027-01-03T23:59:59Z');
  expect(await expireApprovals(server)).toBe(0);
  server.setNow('2027-01-04T00:00:00Z');
  expect(await expireApprovals(server)).toBe(1);
  const messages = await server.sent();
  expect(summary(messages)).toEqual([
    'bob@example.org Declined METHOD:REPLY',
    'anna@example.org Approval no longer needed METHOD:CANCEL',
    'carl@partner.example Approval no longer needed METHOD:CANCEL',
  ]);
  expect(messages[0]?.text).toContain('The request was not approved in time.');
  expect(await server.taken('blue')).toEqual([]);
  expect(await expireApprovals(server)).toBe(0);
});

it('an update asks anew: what was answered before it does not hold', async () => {
  const { server, toAnna } = await askedAccount();
  await ask(server, { start: new Date('2027-02-02T09:00:00Z'), sequence: 1 });
  const [answer, again] = await server.sent();
  if (again === undefined) throw new Error('nobody was asked again');
  expect(answer?.partstat).toBe('TENTATIVE');
  expect(uidOf(again)).toBe(uidOf(toAnna));
  expect(again.calendarLines).toContain('SEQUENCE:1');
  await reply(server, toAnna, { from: 'anna@example.org' });
  expect(await server.sent()).toEqual([]);
  await reply(server, again, { from: 'anna@example.org' });
  expect((await server.sent())[0]?.partstat).toBe('ACCEPTED');
});

it('a cancelled request needs no answer any more', async () => {
  const { server, toAnna } = await askedAccount();
  await ask(server, { method: 'CANCEL', sequence: 1, stampedAt: new Date('2027-01-01') });
  expect(summary(await server.sent())).toEqual([
    'anna@example.org Approval no longer needed METHOD:CANCEL',
    'carl@partner.example Approval no longer needed METHOD:CANCEL',
  ]);
  await reply(server, toAnna, { from: 'anna@example.org' });
  expect([await server.sent(), await server.taken('blue')]).toEqual([[], []]);
});

it('a series is held and approved as a whole', async () => {
  const { server, toAnna } = await askedAccount({}, { rrule: 'FREQ=WEEKLY;COUNT=3' });
  expect(await server.taken('blue')).toHaveLength(3);
  await reply(server, toAnna, { from: 'anna@example.org' });
  expect((await server.sent())[0]?.partstat).toBe('ACCEPTED');
  expect(await server.taken('blue')).toHaveLength(3);
});

it('who approves needs no approval, and a conflict is declined at once', async () => {
  const server = await openApplication();
  await ask(server, { organizer: 'anna@example.org' });
  await ask(server, { uid: 'other' });
  expect((await server.sent()).map(({ partstat }) => partstat)).toEqual(['ACCEPTED', 'DECLINED']);
});

it.each([
  { organizer: 'bob@example.org', uid: 'b', partstats: ['TENTATIVE', 'NEEDS-ACTION', 'NEEDS-ACTION'] },
  { organizer: 'dora@example.net', uid: 'd', partstats: ['DECLINED'] },
])('policyBreakers: against the rules $organizer gets $partstats', async ({ organizer, uid, partstats }) => {
  const policyBreakers = { accounts: [], groups: [], domains: ['example.org'] };
  const server = await openApplication({ maxDurationMinutes: 30, policyBreakers });
  await ask(server, { organizer, uid });
  expect((await server.sent()).map(({ partstat }) => partstat)).toEqual(partstats);
  expect(await server.taken('blue')).toHaveLength(partstats.length > 1 ? 1 : 0);
});

it('in German', async () => {
  const server = openTestServer();
  await server.resource('blue', { approvers: ['carl@partner.example'] }, { language: 'de' });
  await ask(server);
  const [answer, question] = await server.sent();
  expect(answer?.text).toContain('muss noch genehmigt werden');
  expect(question?.text).toContain('Genehmigen Sie diese Buchung von blue?');
});
