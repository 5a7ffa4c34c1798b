/** A pool passes requests on to its members: who gets them, what the organizer reads, what an update and a cancel do. */
import { expect, it } from 'vitest';
import type { SentAnswer } from '../support/read-stores.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { invitation, type Invitation } from '../support/invitation.js';

const names = ['p1', 'p2', 'p3', 'p4', 'p5'];
const NINE = '2027-02-01T09:00:00Z';
const NOON = '2027-02-01T12:00:00Z';

async function poolServer(members: readonly string[] = names): Promise<TestServer> {
  const server = openTestServer();
  for (const [index, name] of members.entries()) {
    await server.resource(name, {}, { kind: 'equipment', fullName: `Projector ${index + 1}` });
  }
  await server.resource('projectors', { members }, { kind: 'equipment', fullName: 'Projectors' });
  return server;
}

type Asked = Partial<Invitation> & { readonly uid: string; readonly at: string };

async function ask(server: TestServer, { at, ...other }: Asked, to = 'projectors'): Promise<SentAnswer | undefined> {
  const meeting = { organizer: 'ann@example.org', attendee: `${to}@example.org`, minutes: 60, ...other };
  const stampedAt = new Date(Date.parse('2026-12-01') + (other.sequence ?? 0) * 60_000);
  expect(await server.bring(invitation({ stampedAt, ...meeting, start: new Date(at) }), to)).toEqual(['250 2.0.0']);
  const answers = await server.sent();
  expect(answers.length).toBeLessThan(2);
  return answers[0];
}

async function agendas(server: TestServer, members: readonly string[] = names): Promise<unknown> {
  return Object.fromEntries(await Promise.all(members.map(async (name) => [name, await server.taken(name)])));
}

/** ATTENDEE lines, unfolded. */
function attendees(answer: SentAnswer | undefined): readonly string[] {
  return (answer?.calendarLines ?? []).filter((line) => line.startsWith('ATTENDEE')).sort();
}

it('RFC 5546 §3.2.2.3: the answer has the pool as delegator and the member as delegate', async () => {
  const server = await poolServer();
  const answer = await ask(server, { uid: 'a', at: NINE });
  expect(answer).toMatchObject({ subject: 'Accepted: Planning', to: ['ann@example.org'] });
  expect(answer?.field('from')).toContain('projectors@example.org');
  expect(answer?.text).toContain('Projector 1 has been booked for you.');
  const [own, delegator] = attendees(answer);
  expect(answer?.calendarLines).toContain('METHOD:REPLY');
  expect(attendees(answer)).toHaveLength(2);
  for (const part of ['PARTSTAT=ACCEPTED', 'DELEGATED-FROM="mailto:projectors@example.org"', ':mailto:p1@example.org'])
    expect(own).toContain(part);
  for (const part of [
    'PARTSTAT=DELEGATED',
    'ROLE=NON-PARTICIPANT',
    'DELEGATED-TO="mailto:p1@example.org"',
    ':mailto:projectors@example.org',
  ])
    expect(delegator).toContain(part);
});

it('the answer speaks the language of the pool', async () => {
  const server = openTestServer();
  await server.resource('p1', {}, { kind: 'equipment', fullName: 'Beamer 1' });
  await server.resource('projectors', { members: ['p1'] }, { kind: 'equipment', language: 'de' });
  expect((await ask(server, { uid: 'a', at: NINE }))?.text).toContain('Beamer 1 wurde für Sie gebucht.');
});

it('five projectors, six requests for the same hour: five members, and the sixth is declined', async () => {
  const server = await poolServer();
  for (const uid of ['a', 'b', 'c', 'd', 'e']) {
    expect((await ask(server, { uid, at: NINE }))?.subject).toBe('Accepted: Planning');
  }
  const sixth = await ask(server, { uid: 'f', at: NINE });
  expect(sixth).toMatchObject({ subject: 'Declined: Planning', partstat: 'DECLINED' });
  expect(sixth?.text).toContain('No resource is available at the requested time.');
  expect(sixth?.text).not.toContain('Already taken');
  expect(attendees(sixth)).toHaveLength(1);
  expect(attendees(sixth)[0]).toContain('mailto:projectors@example.org');
  expect(await agendas(server)).toEqual(Object.fromEntries(names.map((name) => [name, ['2027-02-01T09:00']])));
  expect(await server.taken('projectors')).toEqual([]);
});

it('six at the same moment: five are booked', async () => {
  const server = await poolServer();
  await Promise.all(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((uid) =>
      server.bring(
        invitation({
          uid,
          organizer: 'ann@example.org',
          attendee: 'projectors@example.org',
          start: new Date(NINE),
          minutes: 60,
        }),
        'projectors',
      ),
    ),
  );
  const subjects = (await server.sent()).map(({ subject }) => subject.split(':')[0]);
  expect(subjects.sort()).toEqual([...Array.from({ length: 5 }, () => 'Accepted'), 'Declined']);
});

it('an update stays with the member that has the meeting, unless it clashes there', async () => {
  const server = await poolServer();
  await ask(server, { uid: 'other', at: NINE });
  await ask(server, { uid: 'a', at: NINE });
  await ask(server, { uid: 'direct', at: NOON }, 'p2');
  const later = await ask(server, { uid: 'a', at: '2027-02-01T10:00:00Z', sequence: 1 });
  expect(later?.text).toContain('Projector 2');
  const moved = await ask(server, { uid: 'a', at: NOON, sequence: 2 });
  expect(moved?.text).toContain('Projector 1 has been booked for you.');
  expect(await agendas(server, ['p1', 'p2'])).toEqual({
    p1: ['2027-02-01T09:00', '2027-02-01T12:00'],
    p2: ['2027-02-01T12:00'],
  });
});

it('an update that fits nowhere is declined and frees the member', async () => {
  const server = await poolServer(['p1']);
  await ask(server, { uid: 'direct', at: NOON }, 'p1');
  await ask(server, { uid: 'a', at: NINE });
  expect(await ask(server, { uid: 'a', at: NOON, sequence: 1 })).toMatchObject({ partstat: 'DECLINED' });
  expect(await server.taken('p1')).toEqual(['2027-02-01T12:00']);
  expect((await ask(server, { uid: 'a', at: NINE, sequence: 2 }))?.subject).toBe('Accepted: Planning');
});

it('a changed date that clashes moves the whole series to another member', async () => {
  const server = await poolServer(['p1', 'p2']);
  await ask(server, { uid: 's', at: NINE, rrule: 'FREQ=WEEKLY;COUNT=3' });
  await ask(server, { uid: 'direct', at: '2027-02-08T12:00:00Z' }, 'p1');
  const request = invitation({
    uid: 's',
    organizer: 'ann@example.org',
    attendee: 'projectors@example.org',
    start: new Date('2027-02-08T12:00:00Z'),
    minutes: 60,
    sequence: 1,
    stampedAt: new Date('2026-12-02'),
  }).toString();
  const override = request.replace('SEQUENCE:', 'RECURRENCE-ID:20270208T090000Z\r\nSEQUENCE:');
  await server.bring(Buffer.from(override), 'projectors');
  expect((await server.sent())[0]?.text).toContain('Projector 2');
  expect(await agendas(server, ['p1', 'p2'])).toEqual({
    p1: ['2027-02-08T12:00'],
    p2: ['2027-02-01T09:00', '2027-02-08T12:00', '2027-02-15T09:00'],
  });
});

it('a cancellation frees the member, and a late request does not bring it back', async () => {
  const server = await poolServer(['p1']);
  await ask(server, { uid: 'a', at: NINE });
  const cancelledAt = new Date('2026-12-03');
  expect(
    await ask(server, { uid: 'a', at: NINE, sequence: 1, method: 'CANCEL', stampedAt: cancelledAt }),
  ).toBeUndefined();
  expect(await server.taken('p1')).toEqual([]);
  expect(await ask(server, { uid: 'a', at: NINE, messageId: 'late@example.org' })).toBeUndefined();
  expect(await server.taken('p1')).toEqual([]);
});

it('a pool that is no longer invited gives the member back', async () => {
  const server = await poolServer(['p1']);
  await ask(server, { uid: 'a', at: NINE });
  const elsewhere = invitation({
    uid: 'a',
    organizer: 'ann@example.org',
    attendee: 'blue@example.org',
    start: new Date(NINE),
    minutes: 60,
    sequence: 1,
    stampedAt: new Date('2026-12-02'),
  });
  await server.bring(elsewhere, 'projectors');
  expect([await server.taken('p1'), await server.sent()]).toEqual([[], []]);
});

it('the pool’s own rules come first, the member’s hold too', async () => {
  const server = await poolServer(['p1', 'p2']);
  await server.setPolicy('p1', { declineRecurring: true });
  const series = { rrule: 'FREQ=WEEKLY;COUNT=3', at: NINE };
  expect((await ask(server, { uid: 'a', ...series }))?.text).toContain('Projector 2');
  await server.setPolicy('projectors', { declineRecurring: true });
  expect(await ask(server, { uid: 'a', ...series, sequence: 1 })).toMatchObject({ partstat: 'DECLINED' });
  expect(await agendas(server, ['p1', 'p2'])).toEqual({ p1: [], p2: [] });
});

it('a series goes to a member with all dates free, before one that would accept it in part', async () => {
  const server = await poolServer(['p1', 'p2']);
  await server.setPolicy('p1', { maxConflicts: null });
  await ask(server, { uid: 'direct', at: NINE }, 'p1');
  const series = { rrule: 'FREQ=WEEKLY;COUNT=3', at: NINE };
  expect((await ask(server, { uid: 'a', ...series }))?.text).toContain('Projector 2');
  expect((await ask(server, { uid: 'b', ...series }))?.text).toContain('Projector 1');
  expect(await agendas(server, ['p1', 'p2'])).toMatchObject({
    p1: ['2027-02-01T09:00', '2027-02-08T09:00', '2027-02-15T09:00'],
    p2: ['2027-02-01T09:00', '2027-02-08T09:00', '2027-02-15T09:00'],
  });
});

it('RFC 5546 §3.2.2.3: an organizer that has noted the delegation tells the pool and the member of its update', async () => {
  const server = await poolServer(['p1', 'p2']);
  await ask(server, { uid: 'a', at: NINE });
  const update = invitation({
    uid: 'a',
    organizer: 'ann@example.org',
    attendee: 'projectors@example.org',
    start: new Date(NOON),
    minutes: 60,
    sequence: 1,
    stampedAt: new Date('2026-12-02'),
  }).toString();
  const delegate =
    'ATTENDEE;DELEGATED-FROM="mailto:projectors@example.org";PARTSTAT=NEEDS-ACTION:mailto:p1@example.org';
  await server.bring(Buffer.from(update.replace('ATTENDEE;', `${delegate}\r\nATTENDEE;`)), ['p1', 'projectors']);
  expect(await agendas(server, ['p1', 'p2'])).toEqual({ p1: ['2027-02-01T12:00'], p2: [] });
  expect((await server.sent()).map(({ subject }) => subject)).toEqual(['Accepted: Planning']);
});

it('an endless series reaches on in the member’s calendar', async () => {
  const server = await poolServer(['p1']);
  await ask(server, { uid: 's', at: NINE, rrule: 'FREQ=DAILY' });
  expect(await ask(server, { uid: 'a', at: '2029-06-01T09:30:00Z' })).toMatchObject({ partstat: 'DECLINED' });
});

it('both keep a record of it', async () => {
  const server = await poolServer(['p1']);
  await ask(server, { uid: 'a', at: NINE });
  const records = async (name: string) => {
    const { storeId } = await server.accountNamed(name);
    return storeId === null ? [] : server.calendars.decisions(storeId, 9);
  };
  expect(await records('projectors')).toMatchObject([{ decision: 'accept', because: 'delegated', answered: true }]);
  expect((await records('projectors'))[0]?.explanation).toContain('Delegated to p1.');
  expect(await records('p1')).toMatchObject([{ decision: 'accept', because: null, uid: 'a' }]);
});

it('a member that the organizer invites besides answers for itself', async () => {
  const server = await poolServer(['p1', 'p2']);
  const request = invitation({
    uid: 'a',
    organizer: 'ann@example.org',
    attendee: 'projectors@example.org',
    start: new Date(NINE),
    minutes: 60,
  }).toString();
  await server.bring(Buffer.from(request.replace('ATTENDEE;', 'ATTENDEE:mailto:p1@example.org\r\nATTENDEE;')), [
    'projectors',
    'p1',
  ]);
  expect(await agendas(server, ['p1', 'p2'])).toEqual({ p1: ['2027-02-01T09:00'], p2: ['2027-02-01T09:00'] });
  expect(await server.sent()).toHaveLength(2);
});
