/** Approvers: the booking is held, they are asked, the first answer settles it; otherwise the clock does. */
import { expect, it } from 'vitest';
import type { BookingPolicy } from '../../src/booking/booking-policy.js';
import { expireApprovals } from '../../src/resources/expire-approvals.js';
import { approverReply, type ApproverReply } from '../support/approver-reply.js';
import { openMemoryHouse, type MemoryHouse, type SentAnswer } from '../support/memory-house.js';
import { invitation, type Invitation } from '../support/invitation.js';

const START = new Date('2027-02-01T09:00:00Z');
const NINE = '2027-02-01T09:00';

function ask(house: MemoryHouse, other: Partial<Invitation> = {}): Promise<readonly string[]> {
  const meeting = { uid: 'm', organizer: 'bob@example.org', attendee: 'blue@example.org', start: START, minutes: 60 };
  return house.bring(invitation({ stampedAt: new Date('2026-12-01'), ...meeting, ...other }), 'blue');
}

async function openHouse(policy: Partial<BookingPolicy> = {}): Promise<MemoryHouse> {
  const house = openMemoryHouse();
  await house.account('anna', { mrAccept: false }, { kind: 'user' });
  await house.account('blue', { approvers: ['anna', 'carl@partner.example'], ...policy });
  return house;
}

/** A request, and the question to each approver. */
async function askedHouse(policy: Partial<BookingPolicy> = {}, other: Partial<Invitation> = {}) {
  const house = await openHouse(policy);
  await ask(house, other);
  const [answer, toAnna, toCarl, ...more] = await house.sent();
  if (answer === undefined || toAnna === undefined || toCarl === undefined) throw new Error('a mail is missing');
  return { house, answer, toAnna, toCarl, more };
}

function reply(house: MemoryHouse, question: SentAnswer, said: ApproverReply): Promise<readonly string[]> {
  return house.bring(approverReply(question, said), 'blue');
}

const uidOf = (mail: SentAnswer): string | undefined => mail.calendarLines.find((line) => line.startsWith('UID:'));
const summary = (mails: readonly SentAnswer[]): string[] =>
  mails.map(({ to, subject, calendarLines }) => {
    const method = calendarLines.find((line) => line.startsWith('METHOD:')) ?? '';
    return `${to.join()} ${subject.split(':')[0] ?? ''} ${method}`;
  });

it('the organizer gets a tentative answer, each approver a question of its own, the time is held', async () => {
  const { house, answer, toAnna, toCarl, more } = await askedHouse();
  expect(answer).toMatchObject({ subject: 'Tentative: Planning', partstat: 'TENTATIVE', to: ['bob@example.org'] });
  expect(answer.text).toContain('pending approval');
  expect([toAnna.to, toCarl.to, more]).toEqual([['anna@example.org'], ['carl@partner.example'], []]);
  expect(uidOf(toAnna)).toMatch(/^UID:approval-[0-9a-f]{32}@example\.org$/);
  expect(toAnna.calendarLines).toContain('METHOD:REQUEST');
  expect(toAnna.calendarLines.join('\n')).toMatch(/^ORGANIZER;CN=blue:mailto:blue@example.org$/m);
  expect(toAnna.calendarLines.filter((line) => line.startsWith('ATTENDEE'))).toEqual([
    'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:anna@example.org',
  ]);
  expect(toAnna.text).toContain('Planning');
  expect(toAnna.text).toContain('bob@example.org');
  expect(await house.taken('blue')).toEqual([NINE]);
  await ask(house, { uid: 'other', organizer: 'dora@example.org' });
  expect((await house.sent()).map(({ partstat }) => partstat)).toEqual(['DECLINED']);
});

it.each([
  { partstat: 'ACCEPTED', subject: 'Accepted', taken: [NINE] },
  { partstat: 'DECLINED', subject: 'Declined', taken: [] },
])('the first answer settles it: $partstat', async ({ partstat, subject, taken }) => {
  const { house, answer, toAnna, toCarl } = await askedHouse();
  expect(await reply(house, toAnna, { from: 'anna@example.org', partstat })).toEqual(['250 2.0.0']);
  const mails = await house.sent();
  expect(summary(mails)).toEqual([
    `bob@example.org ${subject} METHOD:REPLY`,
    'carl@partner.example Approval wanted METHOD:CANCEL',
  ]);
  expect(mails[0]).toMatchObject({ partstat, inReplyTo: answer.inReplyTo });
  expect(mails[1]?.calendarLines).toContain(uidOf(toAnna));
  expect(await house.taken('blue')).toEqual(taken);
  // A second word changes nothing.
  await reply(house, toCarl, { from: 'carl@partner.example', partstat: 'DECLINED' });
  expect([await house.sent(), await house.taken('blue')]).toEqual([[], taken]);
});

it.each<{ name: string; said: ApproverReply }>([
  { name: 'from somebody who was not asked', said: { from: 'mallory@example.net' } },
  { name: 'in the name of an approver', said: { from: 'mallory@example.net', attendee: 'anna@example.org' } },
  { name: 'that neither accepts nor declines', said: { from: 'anna@example.org', partstat: 'TENTATIVE' } },
])('an answer $name changes nothing', async ({ said }) => {
  const { house, toAnna } = await askedHouse();
  await reply(house, toAnna, said);
  expect(await house.sent()).toEqual([]);
  await reply(house, toAnna, { from: 'anna@example.org' });
  expect((await house.sent())[0]?.partstat).toBe('ACCEPTED');
});

it('after booking.approvalHours the clock declines it, once', async () => {
  const { house } = await askedHouse();
  house.setNow('2027-01-03T23:59:59Z');
  expect(await expireApprovals(house)).toBe(0);
  house.setNow('2027-01-04T00:00:00Z');
  expect(await expireApprovals(house)).toBe(1);
  const mails = await house.sent();
  expect(summary(mails)).toEqual([
    'bob@example.org Declined METHOD:REPLY',
    'anna@example.org Approval wanted METHOD:CANCEL',
    'carl@partner.example Approval wanted METHOD:CANCEL',
  ]);
  expect(mails[0]?.text).toContain('Nobody approved it in time');
  expect(await house.taken('blue')).toEqual([]);
  expect(await expireApprovals(house)).toBe(0);
});

it('an update asks anew: what was answered before it does not hold', async () => {
  const { house, toAnna } = await askedHouse();
  await ask(house, { start: new Date('2027-02-02T09:00:00Z'), sequence: 1 });
  const [answer, again] = await house.sent();
  if (again === undefined) throw new Error('nobody was asked again');
  expect(answer?.partstat).toBe('TENTATIVE');
  expect(uidOf(again)).toBe(uidOf(toAnna));
  expect(again.calendarLines).toContain('SEQUENCE:1');
  await reply(house, toAnna, { from: 'anna@example.org' });
  expect(await house.sent()).toEqual([]);
  await reply(house, again, { from: 'anna@example.org' });
  expect((await house.sent())[0]?.partstat).toBe('ACCEPTED');
});

it('a cancelled request needs no answer any more', async () => {
  const { house, toAnna } = await askedHouse();
  await ask(house, { method: 'CANCEL', sequence: 1, stampedAt: new Date('2027-01-01') });
  expect(summary(await house.sent())).toEqual([
    'anna@example.org Approval wanted METHOD:CANCEL',
    'carl@partner.example Approval wanted METHOD:CANCEL',
  ]);
  await reply(house, toAnna, { from: 'anna@example.org' });
  expect([await house.sent(), await house.taken('blue')]).toEqual([[], []]);
});

it('a series is held and approved as a whole', async () => {
  const { house, toAnna } = await askedHouse({}, { rrule: 'FREQ=WEEKLY;COUNT=3' });
  expect(await house.taken('blue')).toHaveLength(3);
  await reply(house, toAnna, { from: 'anna@example.org' });
  expect((await house.sent())[0]?.partstat).toBe('ACCEPTED');
  expect(await house.taken('blue')).toHaveLength(3);
});

it('who approves needs no approval, and a conflict is declined at once', async () => {
  const house = await openHouse();
  await ask(house, { organizer: 'anna@example.org' });
  await ask(house, { uid: 'other' });
  expect((await house.sent()).map(({ partstat }) => partstat)).toEqual(['ACCEPTED', 'DECLINED']);
});

it.each([
  { organizer: 'bob@example.org', uid: 'b', partstats: ['TENTATIVE', 'NEEDS-ACTION', 'NEEDS-ACTION'] },
  { organizer: 'dora@example.net', uid: 'd', partstats: ['DECLINED'] },
])('policyBreakers: against the rules $organizer gets $partstats', async ({ organizer, uid, partstats }) => {
  const policyBreakers = { accounts: [], groups: [], domains: ['example.org'] };
  const house = await openHouse({ maxDurationMinutes: 30, policyBreakers });
  await ask(house, { organizer, uid });
  expect((await house.sent()).map(({ partstat }) => partstat)).toEqual(partstats);
  expect(await house.taken('blue')).toHaveLength(partstats.length > 1 ? 1 : 0);
});

it('in German', async () => {
  const house = openMemoryHouse();
  await house.account('blue', { approvers: ['carl@partner.example'] }, { language: 'de' });
  await ask(house);
  const [answer, question] = await house.sent();
  expect(answer?.text).toContain('muss noch genehmigt werden');
  expect(question?.text).toContain('Darf blue für diesen Termin gebucht werden?');
});
