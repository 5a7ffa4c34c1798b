/** A pool passes requests on to its members: who gets them, what the organizer reads, what an update and a cancel do. */
import { expect, it } from 'vitest';
import { openMemoryHouse, type MemoryHouse, type SentAnswer } from '../support/memory-house.js';
import { invitation, type Invitation } from '../support/invitation.js';

const names = ['p1', 'p2', 'p3', 'p4', 'p5'];
const NINE = '2027-02-01T09:00:00Z';
const NOON = '2027-02-01T12:00:00Z';

async function poolHouse(members: readonly string[] = names): Promise<MemoryHouse> {
  const house = openMemoryHouse();
  for (const [index, name] of members.entries()) {
    await house.account(name, {}, { kind: 'equipment', fullName: `Projector ${index + 1}` });
  }
  await house.account('projectors', { members }, { kind: 'equipment', fullName: 'Projectors' });
  return house;
}

type Asked = Partial<Invitation> & { readonly uid: string; readonly at: string };

async function ask(house: MemoryHouse, { at, ...other }: Asked, to = 'projectors'): Promise<SentAnswer | undefined> {
  const meeting = { organizer: 'ann@example.org', attendee: `${to}@example.org`, minutes: 60, ...other };
  const stampedAt = new Date(Date.parse('2026-12-01') + (other.sequence ?? 0) * 60_000);
  expect(await house.bring(invitation({ stampedAt, ...meeting, start: new Date(at) }), to)).toEqual(['250 2.0.0']);
  const answers = await house.sent();
  expect(answers.length).toBeLessThan(2);
  return answers[0];
}

async function agendas(house: MemoryHouse, members: readonly string[] = names): Promise<unknown> {
  return Object.fromEntries(await Promise.all(members.map(async (name) => [name, await house.taken(name)])));
}

/** ATTENDEE lines, unfolded. */
function attendees(answer: SentAnswer | undefined): readonly string[] {
  return (answer?.calendarLines ?? []).filter((line) => line.startsWith('ATTENDEE')).sort();
}

it('RFC 5546 §3.2.2.3: the answer has the pool as delegator and the member as delegate', async () => {
  const house = await poolHouse();
  const answer = await ask(house, { uid: 'a', at: NINE });
  expect(answer).toMatchObject({ subject: 'Accepted: Planning', to: ['ann@example.org'] });
  expect(answer?.field('from')).toContain('projectors@example.org');
  expect(answer?.text).toContain('Projector 1 was booked for you.');
  const [own, delegator] = attendees(answer);
  expect(answer?.calendarLines).toContain('METHOD:REPLY');
  expect(attendees(answer)).toHaveLength(2);
  for (const part of ['PARTSTAT=ACCEPTED', 'DELEGATED-FROM="mailto:projectors@example.org"', ':mailto:p1@example.org'])
    expect(own).toContain(part);
  for (const part of ['PARTSTAT=DELEGATED', 'DELEGATED-TO="mailto:p1@example.org"', ':mailto:projectors@example.org'])
    expect(delegator).toContain(part);
});

it('the answer speaks the language of the pool', async () => {
  const house = openMemoryHouse();
  await house.account('p1', {}, { kind: 'equipment', fullName: 'Beamer 1' });
  await house.account('projectors', { members: ['p1'] }, { kind: 'equipment', language: 'de' });
  expect((await ask(house, { uid: 'a', at: NINE }))?.text).toContain('Beamer 1 wurde für Sie gebucht.');
});

it('five projectors, six requests for the same hour: five members, and the sixth is declined', async () => {
  const house = await poolHouse();
  for (const uid of ['a', 'b', 'c', 'd', 'e']) {
    expect((await ask(house, { uid, at: NINE }))?.subject).toBe('Accepted: Planning');
  }
  const sixth = await ask(house, { uid: 'f', at: NINE });
  expect(sixth).toMatchObject({ subject: 'Declined: Planning', partstat: 'DECLINED' });
  expect(attendees(sixth)).toHaveLength(1);
  expect(attendees(sixth)[0]).toContain('mailto:projectors@example.org');
  expect(await agendas(house)).toEqual(Object.fromEntries(names.map((name) => [name, ['2027-02-01T09:00']])));
  expect(await house.taken('projectors')).toEqual([]);
});

it('six at the same moment: five are booked', async () => {
  const house = await poolHouse();
  await Promise.all(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((uid) =>
      house.bring(
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
  const subjects = (await house.sent()).map(({ subject }) => subject.split(':')[0]);
  expect(subjects.sort()).toEqual([...Array.from({ length: 5 }, () => 'Accepted'), 'Declined']);
});

it('an update stays with the member that has the meeting, unless it clashes there', async () => {
  const house = await poolHouse();
  await ask(house, { uid: 'other', at: NINE });
  await ask(house, { uid: 'a', at: NINE });
  await ask(house, { uid: 'direct', at: NOON }, 'p2');
  const later = await ask(house, { uid: 'a', at: '2027-02-01T10:00:00Z', sequence: 1 });
  expect(later?.text).toContain('Projector 2');
  const moved = await ask(house, { uid: 'a', at: NOON, sequence: 2 });
  expect(moved?.text).toContain('Projector 1 was booked for you.');
  expect(await agendas(house, ['p1', 'p2'])).toEqual({
    p1: ['2027-02-01T09:00', '2027-02-01T12:00'],
    p2: ['2027-02-01T12:00'],
  });
});

it('an update that fits nowhere is declined and frees the member', async () => {
  const house = await poolHouse(['p1']);
  await ask(house, { uid: 'direct', at: NOON }, 'p1');
  await ask(house, { uid: 'a', at: NINE });
  expect(await ask(house, { uid: 'a', at: NOON, sequence: 1 })).toMatchObject({ partstat: 'DECLINED' });
  expect(await house.taken('p1')).toEqual(['2027-02-01T12:00']);
  expect((await ask(house, { uid: 'a', at: NINE, sequence: 2 }))?.subject).toBe('Accepted: Planning');
});

it('a changed date of a series that clashes takes the whole series to another member', async () => {
  const house = await poolHouse(['p1', 'p2']);
  await ask(house, { uid: 's', at: NINE, rrule: 'FREQ=WEEKLY;COUNT=3' });
  await ask(house, { uid: 'direct', at: '2027-02-08T12:00:00Z' }, 'p1');
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
  await house.bring(Buffer.from(override), 'projectors');
  expect((await house.sent())[0]?.text).toContain('Projector 2');
  expect(await agendas(house, ['p1', 'p2'])).toEqual({
    p1: ['2027-02-08T12:00'],
    p2: ['2027-02-01T09:00', '2027-02-08T12:00', '2027-02-15T09:00'],
  });
});

it('a cancellation frees the member, and a late request does not bring it back', async () => {
  const house = await poolHouse(['p1']);
  await ask(house, { uid: 'a', at: NINE });
  const cancelledAt = new Date('2026-12-03');
  expect(
    await ask(house, { uid: 'a', at: NINE, sequence: 1, method: 'CANCEL', stampedAt: cancelledAt }),
  ).toBeUndefined();
  expect(await house.taken('p1')).toEqual([]);
  expect(await ask(house, { uid: 'a', at: NINE, messageId: 'late@example.org' })).toBeUndefined();
  expect(await house.taken('p1')).toEqual([]);
});

it('a pool that is no longer invited gives the member back', async () => {
  const house = await poolHouse(['p1']);
  await ask(house, { uid: 'a', at: NINE });
  const elsewhere = invitation({
    uid: 'a',
    organizer: 'ann@example.org',
    attendee: 'blue@example.org',
    start: new Date(NINE),
    minutes: 60,
    sequence: 1,
    stampedAt: new Date('2026-12-02'),
  });
  await house.bring(elsewhere, 'projectors');
  expect([await house.taken('p1'), await house.sent()]).toEqual([[], []]);
});

it('the pool’s own rules come first, the member’s hold too', async () => {
  const house = await poolHouse(['p1', 'p2']);
  house.setPolicy('p1', { declineRecurring: true });
  const series = { rrule: 'FREQ=WEEKLY;COUNT=3', at: NINE };
  expect((await ask(house, { uid: 'a', ...series }))?.text).toContain('Projector 2');
  house.setPolicy('projectors', { declineRecurring: true });
  expect(await ask(house, { uid: 'a', ...series, sequence: 1 })).toMatchObject({ partstat: 'DECLINED' });
  expect(await agendas(house, ['p1', 'p2'])).toEqual({ p1: [], p2: [] });
});

it('a series goes to the member that has all its dates, before one that takes it in part', async () => {
  const house = await poolHouse(['p1', 'p2']);
  house.setPolicy('p1', { maxConflicts: null });
  await ask(house, { uid: 'direct', at: NINE }, 'p1');
  const series = { rrule: 'FREQ=WEEKLY;COUNT=3', at: NINE };
  expect((await ask(house, { uid: 'a', ...series }))?.text).toContain('Projector 2');
  expect((await ask(house, { uid: 'b', ...series }))?.text).toContain('Projector 1');
  expect(await agendas(house, ['p1', 'p2'])).toMatchObject({
    p1: ['2027-02-01T09:00', '2027-02-08T09:00', '2027-02-15T09:00'],
    p2: ['2027-02-01T09:00', '2027-02-08T09:00', '2027-02-15T09:00'],
  });
});

it('RFC 5546 §3.2.2.3: an organizer that has noted the delegation tells the pool and the member of its update', async () => {
  const house = await poolHouse(['p1', 'p2']);
  await ask(house, { uid: 'a', at: NINE });
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
  await house.bring(Buffer.from(update.replace('ATTENDEE;', `${delegate}\r\nATTENDEE;`)), 'p1', 'projectors');
  expect(await agendas(house, ['p1', 'p2'])).toEqual({ p1: ['2027-02-01T12:00'], p2: [] });
  expect((await house.sent()).map(({ subject }) => subject)).toEqual(['Accepted: Planning']);
});

it('an endless series reaches on in the member’s calendar', async () => {
  const house = await poolHouse(['p1']);
  await ask(house, { uid: 's', at: NINE, rrule: 'FREQ=DAILY' });
  expect(await ask(house, { uid: 'a', at: '2029-06-01T09:30:00Z' })).toMatchObject({ partstat: 'DECLINED' });
});

it('both keep a record of it', async () => {
  const house = await poolHouse(['p1']);
  await ask(house, { uid: 'a', at: NINE });
  const records = async (name: string) => {
    const { storeId } = house.setPolicy(name, {});
    return storeId === null ? [] : house.desk.decisions(storeId, 9);
  };
  expect(await records('projectors')).toMatchObject([{ decision: 'accept', because: 'delegated', answered: true }]);
  expect((await records('projectors'))[0]?.explanation).toContain('Delegated to p1.');
  expect(await records('p1')).toMatchObject([{ decision: 'accept', because: null, uid: 'a' }]);
});

it('a member that the organizer invites besides answers for itself', async () => {
  const house = await poolHouse(['p1', 'p2']);
  const request = invitation({
    uid: 'a',
    organizer: 'ann@example.org',
    attendee: 'projectors@example.org',
    start: new Date(NINE),
    minutes: 60,
  }).toString();
  await house.bring(
    Buffer.from(request.replace('ATTENDEE;', 'ATTENDEE:mailto:p1@example.org\r\nATTENDEE;')),
    'projectors',
    'p1',
  );
  expect(await agendas(house, ['p1', 'p2'])).toEqual({ p1: ['2027-02-01T09:00'], p2: ['2027-02-01T09:00'] });
  expect(await house.sent()).toHaveLength(2);
});
