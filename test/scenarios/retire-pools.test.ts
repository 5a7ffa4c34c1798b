/** A pool as its administrator sees it: who holds what for it, and what becomes of that when it retires. */
import { expect, it } from 'vitest';
import { heldForPool } from '../../src/resources/held-for-pool.js';
import { moveHorizon } from '../../src/resources/move-horizon.js';
import { retireResource } from '../../src/resources/retire-resource.js';
import { instant } from '../../src/mail/instant.js';
import { openMemoryHouse, type MemoryHouse } from '../support/memory-house.js';
import { invitation, type Invitation } from '../support/invitation.js';

const MARCH = '2027-03-01T00:00:00.000Z';
const from = instant(Date.parse(MARCH));
const everything = { start: instant(0), end: instant(Date.parse('2030-01-01')) };

type Asked = Partial<Invitation> & { readonly uid: string; readonly at: string };

async function ask(house: MemoryHouse, to: string, { at, ...other }: Asked): Promise<void> {
  const meeting = { organizer: 'ann@example.org', attendee: `${to}@example.org`, minutes: 60, ...other };
  const stampedAt = new Date(Date.parse('2026-12-01') + (other.sequence ?? 0) * 60_000);
  expect(await house.bring(invitation({ stampedAt, ...meeting, start: new Date(at) }), to)).toEqual(['250 2.0.0']);
}

/** Two meetings of the pool in March at one hour, a series over the first of March, and one of a member by itself. */
async function bookedHouse(): Promise<MemoryHouse> {
  const house = openMemoryHouse();
  for (const name of ['p1', 'p2']) await house.account(name, {}, { kind: 'equipment', fullName: name.toUpperCase() });
  await house.account('pool', { members: ['p1', 'p2'] }, { kind: 'equipment', fullName: 'Projectors' });
  await ask(house, 'p1', { uid: 'own', at: '2027-03-02T09:00:00Z' });
  await ask(house, 'pool', { uid: 'one', at: '2027-03-02T09:00:00Z', organizer: 'bob@example.org' });
  await ask(house, 'pool', { uid: 'two', at: '2027-03-03T09:00:00Z' });
  await ask(house, 'pool', { uid: 'series', at: '2027-02-15T12:00:00Z', rrule: 'FREQ=WEEKLY;COUNT=4' });
  await house.sent();
  return house;
}

const pool = (house: MemoryHouse): ReturnType<MemoryHouse['setPolicy']> => house.setPolicy('pool', {});
const retire = (house: MemoryHouse, dryRun = false): ReturnType<typeof retireResource> =>
  retireResource(house.setPolicy('pool', dryRun ? {} : { retiresAt: MARCH }), from, dryRun, house);

it('the agenda of a pool: what was passed on, and who has it', async () => {
  const house = await bookedHouse();
  house.setPolicy('pool', { members: ['p1'] });
  const held = await heldForPool(pool(house), everything, house);
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
  house.setPolicy('pool', { members: [] });
  expect(await heldForPool(pool(house), everything, house)).toEqual([]);
});

it('a pool that retires declines what its members hold for it, in its own name; what they have by themselves stands', async () => {
  const house = await bookedHouse();
  expect(await retire(house)).toMatchObject([
    { uid: 'series', member: 'p1', occurrences: 2 },
    { uid: 'one', member: 'p2', occurrences: 1, told: ['bob@example.org'] },
    { uid: 'two', member: 'p1', occurrences: 1 },
  ]);
  expect(await house.taken('p1')).toEqual(['2027-02-15T12:00', '2027-02-22T12:00', '2027-03-02T09:00']);
  expect(await house.taken('p2')).toEqual([]);
  const [series, one] = await house.sent();
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
  const house = await bookedHouse();
  await retire(house);
  await house.sent();
  expect(await retire(house)).toEqual([]);
  expect(await house.sent()).toEqual([]);
  for (const [name, explanation] of [
    ['pool', 'The resource retires: 1 occurrence was declined.'],
    ['p2', 'Its pool retires: 1 occurrence was declined.'],
  ] as const) {
    const { storeId } = house.setPolicy(name, {});
    const records = storeId === null ? [] : await house.desk.decisions(storeId, 9);
    expect(records.map((record) => record.explanation)).toContain(explanation);
  }
});

it('a dry run changes and sends nothing', async () => {
  const house = await bookedHouse();
  const before = [await house.taken('p1'), await house.taken('p2')];
  expect(await retire(house, true)).toMatchObject([{ uid: 'series' }, { uid: 'one' }, { uid: 'two' }]);
  expect([await house.taken('p1'), await house.taken('p2')]).toEqual(before);
  expect(await house.sent()).toEqual([]);
});

it('nothing is passed on for later days, nor does an endless series reach on to them', async () => {
  const house = await bookedHouse();
  await ask(house, 'pool', { uid: 'endless', at: '2027-02-01T15:00:00Z', rrule: 'FREQ=WEEKLY' });
  await house.sent();
  await retire(house);
  await house.sent();
  await ask(house, 'pool', { uid: 'new', at: '2027-03-09T09:00:00Z' });
  const [answer] = await house.sent();
  expect(answer).toMatchObject({ subject: 'Declined: Planning' });
  expect(answer?.text).toContain('out of service');
  house.setNow('2027-02-20T00:00:00Z');
  await moveHorizon(house);
  const later = (await house.taken('p1')).filter((start) => start > MARCH);
  expect(later).toEqual(['2027-03-02T09:00']);
  await ask(house, 'pool', { uid: 'endless', at: '2027-02-01T15:30:00Z', rrule: 'FREQ=WEEKLY', sequence: 1 });
  expect((await house.taken('p1')).filter((start) => start > MARCH)).toEqual(['2027-03-02T09:00']);
});
