/** A pool as its administrator sees it: who holds what for it, and what becomes of that when it retires. */
import { expect, it } from 'vitest';
import { heldForPool } from '../../src/resources/held-for-pool.js';
import { moveHorizon } from '../../src/resources/move-horizon.js';
import { retireResource } from '../../src/resources/retire-resource.js';
import { instant } from '../../src/mail/instant.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { invitation, type Invitation } from '../support/invitation.js';

const MARCH = '2027-03-01T00:00:00.000Z';
const from = instant(Date.parse(MARCH));
const everything = { start: instant(0), end: instant(Date.parse('2030-01-01')) };

type Asked = Partial<Invitation> & { readonly uid: string; readonly at: string };

async function ask(server: TestServer, to: string, { at, ...other }: Asked): Promise<void> {
  const meeting = { organizer: 'ann@example.org', attendee: `${to}@example.org`, minutes: 60, ...other };
  const stampedAt = new Date(Date.parse('2026-12-01') + (other.sequence ?? 0) * 60_000);
  expect(await server.bring(invitation({ stampedAt, ...meeting, start: new Date(at) }), to)).toEqual(['250 2.0.0']);
}

/** Two meetings of the pool in March at one hour, a series over the first of March, and one of a member by itself. */
async function bookedServer(): Promise<TestServer> {
  const server = openTestServer();
  for (const name of ['p1', 'p2']) await server.resource(name, {}, { kind: 'equipment', fullName: name.toUpperCase() });
  await server.resource('pool', { members: ['p1', 'p2'] }, { kind: 'equipment', fullName: 'Projectors' });
  await ask(server, 'p1', { uid: 'own', at: '2027-03-02T09:00:00Z' });
  await ask(server, 'pool', { uid: 'one', at: '2027-03-02T09:00:00Z', organizer: 'bob@example.org' });
  await ask(server, 'pool', { uid: 'two', at: '2027-03-03T09:00:00Z' });
  await ask(server, 'pool', { uid: 'series', at: '2027-02-15T12:00:00Z', rrule: 'FREQ=WEEKLY;COUNT=4' });
  await server.sent();
  return server;
}

const pool = (server: TestServer): ReturnType<TestServer['accountNamed']> => server.accountNamed('pool');
const retire = async (server: TestServer, dryRun = false): ReturnType<typeof retireResource> =>
  retireResource(await server.setPolicy('pool', dryRun ? {} : { retiresAt: MARCH }), from, dryRun, server);

it('the agenda of a pool: what was passed on, and who has it', async () => {
  const server = await bookedServer();
  await server.setPolicy('pool', { members: ['p1'] });
  const held = await heldForPool(await pool(server), everything, server);
  expect(
    held.map(
      ({ member, busy: { uid, start } }) => `${new Date(start).toISOString().slice(5, 10)} ${uid} ${member.name}`,
    ),
  ).toEqual([
    '02-15 series p1',
    '02-22 series p1',
    '03-01 series p1',
    '03-02 one p2',
    '03-03 two p1',
    '03-08 series p1',
  ]);
  await server.setPolicy('pool', { members: [] });
  expect(await heldForPool(await pool(server), everything, server)).toEqual([]);
});

it('a retired pool declines what its members hold for it, in its own name; their own bookings stay', async () => {
  const server = await bookedServer();
  expect(await retire(server)).toMatchObject([
    { uid: 'series', member: 'p1', occurrences: 2 },
    { uid: 'one', member: 'p2', occurrences: 1, told: ['bob@example.org'] },
    { uid: 'two', member: 'p1', occurrences: 1 },
  ]);
  expect(await server.taken('p1')).toEqual(['2027-02-15T12:00', '2027-02-22T12:00', '2027-03-02T09:00']);
  expect(await server.taken('p2')).toEqual([]);
  const [series, one] = await server.sent();
  expect(one).toMatchObject({ subject: 'Declined: Planning', to: ['bob@example.org'], partstat: 'DECLINED' });
  expect(one?.field('from')).toContain('pool@example.org');
  expect(one?.text).toContain('Projectors is no longer available');
  const attendees = (one?.calendarLines ?? []).filter((line) => line.startsWith('ATTENDEE'));
  expect(attendees).toHaveLength(1);
  expect(attendees[0]).toContain('mailto:pool@example.org');
  expect(series?.calendarLines.filter((line) => line.startsWith('RECURRENCE-ID'))).toEqual([
    'RECURRENCE-ID:20270301T120000Z',
    'RECURRENCE-ID:20270308T120000Z',
  ]);
});

it('asked again it sends nothing twice; pool and member keep a record', async () => {
  const server = await bookedServer();
  await retire(server);
  await server.sent();
  expect(await retire(server)).toEqual([]);
  expect(await server.sent()).toEqual([]);
  for (const [name, explanation] of [
    ['pool', 'The resource is retired: 1 date was declined.'],
    ['p2', 'The pool is retired: 1 date was declined.'],
  ] as const) {
    const { storeId } = await server.accountNamed(name);
    const records = storeId === null ? [] : await server.calendars.decisions(storeId, 9);
    expect(records.map((record) => record.explanation)).toContain(explanation);
  }
});

it('a dry run changes and sends nothing', async () => {
  const server = await bookedServer();
  const before = [await server.taken('p1'), await server.taken('p2')];
  expect(await retire(server, true)).toMatchObject([{ uid: 'series' }, { uid: 'one' }, { uid: 'two' }]);
  expect([await server.taken('p1'), await server.taken('p2')]).toEqual(before);
  expect(await server.sent()).toEqual([]);
});

it('nothing is passed on for later days, nor does an endless series reach on to them', async () => {
  const server = await bookedServer();
  await ask(server, 'pool', { uid: 'endless', at: '2027-02-01T15:00:00Z', rrule: 'FREQ=WEEKLY' });
  await server.sent();
  await retire(server);
  await server.sent();
  await ask(server, 'pool', { uid: 'new', at: '2027-03-09T09:00:00Z' });
  const [answer] = await server.sent();
  expect(answer).toMatchObject({ subject: 'Declined: Planning' });
  expect(answer?.text).toContain('out of service');
  server.setNow('2027-02-20T00:00:00Z');
  await moveHorizon(server);
  const later = (await server.taken('p1')).filter((start) => start > MARCH);
  expect(later).toEqual(['2027-03-02T09:00']);
  await ask(server, 'pool', { uid: 'endless', at: '2027-02-01T15:30:00Z', rrule: 'FREQ=WEEKLY', sequence: 1 });
  expect((await server.taken('p1')).filter((start) => start > MARCH)).toEqual(['2027-03-02T09:00']);
});
