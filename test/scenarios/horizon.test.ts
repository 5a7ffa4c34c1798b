/** Endless series are entered up to a horizon that moves on; what is reached there is tested like a request. */
import { expect, it } from 'vitest';
import { moveHorizon } from '../../src/resources/move-horizon.js';
import { openMemoryHouse, type MemoryHouse } from '../support/memory-house.js';
import { invitation, type Invitation } from '../support/invitation.js';

const HORIZON = { horizonDays: 28 };

function ask(house: MemoryHouse, asked: Partial<Invitation> & { readonly uid: string; readonly at: string }): unknown {
  const { at, ...other } = asked;
  const meeting = { organizer: 'ann@example.org', attendee: 'blue@example.org', minutes: 60, ...other };
  return house.bring(invitation({ stampedAt: new Date('2026-12-01'), ...meeting, start: new Date(at) }), 'blue');
}

const weekly = { uid: 'weekly', at: '2027-01-05T09:00:00Z', rrule: 'FREQ=WEEKLY' };
const tuesdays = (...days: string[]): string[] => days.map((day) => `2027-${day}T09:00`);

it('a day later the horizon is a day further; a day that it does not reach is not entered', async () => {
  const house = openMemoryHouse({ booking: HORIZON });
  await house.account('blue');
  await ask(house, weekly);
  const before = tuesdays('01-05', '01-12', '01-19', '01-26');
  expect(await house.taken('blue')).toEqual(before);
  house.setNow('2027-01-04T00:00:00Z');
  // Entered a week ahead of the need.
  expect(await moveHorizon(house)).toBe(1);
  expect(await house.taken('blue')).toEqual([...before, ...tuesdays('02-02')]);
  expect(await moveHorizon(house)).toBe(0);
});

it('what the series had before stays, past dates too', async () => {
  const house = openMemoryHouse({ booking: HORIZON });
  const { storeId } = await house.account('blue');
  await ask(house, weekly);
  house.setNow('2027-01-20T00:00:00Z');
  await moveHorizon(house);
  const [entry] = storeId === null ? [] : await house.desk.entries(storeId, ['weekly']);
  expect(entry).toMatchObject({ standing: 'accepted', occurrences: [] });
  house.setNow('2027-01-01T00:00:00Z');
  expect(await house.taken('blue')).toContain('2027-01-05T09:00');
  expect(await house.taken('blue')).toContain('2027-02-16T09:00');
});

it('spec: an occurrence newly reached that is taken is declined to its organizer, the rest stands', async () => {
  const house = openMemoryHouse({ booking: HORIZON });
  const { storeId } = await house.account('blue');
  await ask(house, weekly);
  // Beyond the horizon, and on a series date: asked for before that date is entered it would be double-booked.
  await ask(house, { uid: 'block', at: '2027-02-02T09:30:00Z', organizer: 'bob@example.org' });
  const mails = await house.sent();
  expect(mails.map(({ subject, partstat }) => `${subject} ${partstat}`)).toEqual([
    'Accepted: Planning ACCEPTED',
    'Declined: Planning DECLINED',
  ]);
  // With a booking that lies there already the series yields instead.
  const other = openMemoryHouse({ booking: HORIZON });
  await other.account('blue');
  await ask(other, { uid: 'block', at: '2027-02-02T09:30:00Z', organizer: 'bob@example.org' });
  await ask(other, weekly);
  await other.sent();
  other.setNow('2027-01-10T00:00:00Z');
  await moveHorizon(other);
  const [notice, ...more] = await other.sent();
  expect(more).toEqual([]);
  expect(notice).toMatchObject({ subject: 'Declined: Planning', partstat: 'DECLINED', to: ['ann@example.org'] });
  expect(notice?.field('auto-submitted')).toBe('auto-generated');
  expect(notice?.calendarLines).toContain('RECURRENCE-ID:20270202T090000Z');
  expect(notice?.calendarLines).toContain('REQUEST-STATUS:4.0;Event conflict');
  expect(notice?.text).toContain('not available on one date of your series');
  expect(notice?.text).toContain('already taken');
  expect(await other.taken('blue')).toEqual([
    ...tuesdays('01-12', '01-19', '01-26'),
    '2027-02-02T09:30',
    '2027-02-09T09:00',
  ]);
  await moveHorizon(other);
  expect(await other.sent()).toEqual([]);
  expect(storeId === null ? [] : await other.desk.decisions(storeId, 1)).toMatchObject([
    { decision: 'decline', because: 'conflict', uid: 'weekly', messageId: null, answered: true },
  ]);
});

it('truncate: an endless series is booked up to the booking window, and further as that moves on', async () => {
  const house = openMemoryHouse({ booking: HORIZON });
  await house.account('blue', { windowDays: 14, windowEnd: 'truncate' });
  await ask(house, weekly);
  const [answer] = await house.sent();
  expect(answer?.text).toContain('booked as far as is possible today, the last: Tuesday, 12 January 2027');
  await moveHorizon(house);
  expect(await house.taken('blue')).toEqual(tuesdays('01-05', '01-12'));
  house.setNow('2027-01-06T00:00:00Z');
  await moveHorizon(house);
  expect(await house.taken('blue')).toEqual(tuesdays('01-12', '01-19'));
  expect(await house.sent()).toEqual([]);
});

it('without mr-decline-conflict what is reached is entered beside what is there', async () => {
  const house = openMemoryHouse({ booking: HORIZON });
  await house.account('blue', { declineConflict: false });
  await ask(house, { uid: 'block', at: '2027-02-02T09:30:00Z' });
  await ask(house, weekly);
  await house.sent();
  house.setNow('2027-01-10T00:00:00Z');
  await moveHorizon(house);
  expect(await house.sent()).toEqual([]);
  expect(await house.taken('blue')).toContain('2027-02-02T09:00');
});

it('spec: a request for a later day moves the horizon at once, up to that day', async () => {
  const house = openMemoryHouse({ booking: HORIZON });
  await house.account('blue');
  await ask(house, weekly);
  await ask(house, { uid: 'far', at: '2028-06-06T09:30:00Z' });
  const [, answer] = await house.sent();
  expect(answer?.partstat).toBe('DECLINED');
  expect(await house.taken('blue')).toContain('2028-06-06T09:00');
  await ask(house, { uid: 'free', at: '2028-06-06T10:00:00Z' });
  expect((await house.sent()).map(({ partstat }) => partstat)).toEqual(['ACCEPTED']);
});

it('an update of a series that reaches far ahead is tested there again, and nothing is lost', async () => {
  const house = openMemoryHouse({ booking: HORIZON });
  await house.account('blue');
  await ask(house, weekly);
  await ask(house, { uid: 'far', at: '2027-06-01T12:00:00Z' });
  await ask(house, { ...weekly, minutes: 90, sequence: 1 });
  await ask(house, { uid: 'later', at: '2027-06-01T10:00:00Z' });
  expect((await house.sent()).map(({ partstat }) => partstat)).toEqual([
    'ACCEPTED',
    'ACCEPTED',
    'ACCEPTED',
    'DECLINED',
  ]);
});

it('an account that does not answer meetings is left alone', async () => {
  const house = openMemoryHouse({ booking: HORIZON });
  await house.account('blue');
  await ask(house, weekly);
  const other = {
    ...house,
    directory: {
      accountsAfter: async (name: string, limit: number) =>
        (await house.directory.accountsAfter(name, limit)).map((each) => ({ ...each, enabled: false })),
    },
  };
  house.setNow('2027-01-20T00:00:00Z');
  expect(await moveHorizon(other)).toBe(0);
});
