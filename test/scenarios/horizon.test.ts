/** Endless series are entered up to a horizon that moves on; what is reached there is tested like a request. */
import { expect, it } from 'vitest';
import { moveHorizon } from '../../src/resources/move-horizon.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { invitation, type Invitation } from '../support/invitation.js';

const HORIZON = { horizonDays: 28 };

function ask(server: TestServer, asked: Partial<Invitation> & { readonly uid: string; readonly at: string }): unknown {
  const { at, ...other } = asked;
  const meeting = { organizer: 'ann@example.org', attendee: 'blue@example.org', minutes: 60, ...other };
  return server.bring(invitation({ stampedAt: new Date('2026-12-01'), ...meeting, start: new Date(at) }), 'blue');
}

const weekly = { uid: 'weekly', at: '2027-01-05T09:00:00Z', rrule: 'FREQ=WEEKLY' };
const tuesdays = (...days: string[]): string[] => days.map((day) => `2027-${day}T09:00`);

it('a day later the horizon is a day further; a day that it does not reach is not entered', async () => {
  const server = openTestServer({ booking: HORIZON });
  await server.resource('blue');
  await ask(server, weekly);
  const before = tuesdays('01-05', '01-12', '01-19', '01-26');
  expect(await server.taken('blue')).toEqual(before);
  server.setNow('2027-01-04T00:00:00Z');
  // Entered a week ahead of the need.
  expect(await moveHorizon(server)).toBe(1);
  expect(await server.taken('blue')).toEqual([...before, ...tuesdays('02-02')]);
  expect(await moveHorizon(server)).toBe(0);
});

it('what the series had before stays, past dates too', async () => {
  const server = openTestServer({ booking: HORIZON });
  const { storeId } = await server.resource('blue');
  await ask(server, weekly);
  server.setNow('2027-01-20T00:00:00Z');
  await moveHorizon(server);
  const [entry] = storeId === null ? [] : await server.calendars.entries(storeId, ['weekly']);
  expect(entry).toMatchObject({ partstat: 'accepted', occurrences: [] });
  server.setNow('2027-01-01T00:00:00Z');
  expect(await server.taken('blue')).toContain('2027-01-05T09:00');
  expect(await server.taken('blue')).toContain('2027-02-16T09:00');
});

it('a newly indexed occurrence that is taken is declined to its organizer, the rest stays', async () => {
  const server = openTestServer({ booking: HORIZON });
  const { storeId } = await server.resource('blue');
  await ask(server, weekly);
  // Beyond the horizon, and on a series date: asked for before that date is entered it would be double-booked.
  await ask(server, { uid: 'block', at: '2027-02-02T09:30:00Z', organizer: 'bob@example.org' });
  const messages = await server.sent();
  expect(messages.map(({ subject, partstat }) => `${subject} ${partstat}`)).toEqual([
    'Accepted: Planning ACCEPTED',
    'Declined: Planning DECLINED',
  ]);
  // With a booking that lies there already the series yields instead.
  const other = openTestServer({ booking: HORIZON });
  await other.resource('blue');
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
  expect(notice?.text).toContain('no longer available for one meeting of your series');
  expect(notice?.text).toContain('Already taken: Tuesday, 2 February 2027, ');
  expect(await other.taken('blue')).toEqual([
    ...tuesdays('01-12', '01-19', '01-26'),
    '2027-02-02T09:30',
    '2027-02-09T09:00',
  ]);
  await moveHorizon(other);
  expect(await other.sent()).toEqual([]);
  expect(storeId === null ? [] : await other.calendars.decisions(storeId, 1)).toMatchObject([
    { decision: 'decline', because: 'conflict', uid: 'weekly', messageId: null, answered: true },
  ]);
});

it('truncate: an endless series is booked up to the booking window, and further as that moves on', async () => {
  const server = openTestServer({ booking: HORIZON });
  await server.resource('blue', { windowDays: 14, windowEnd: 'truncate' });
  await ask(server, weekly);
  const [answer] = await server.sent();
  expect(answer?.text).toContain('no end date, booked until Tuesday, 12 January 2027 for now');
  await moveHorizon(server);
  expect(await server.taken('blue')).toEqual(tuesdays('01-05', '01-12'));
  server.setNow('2027-01-06T00:00:00Z');
  await moveHorizon(server);
  expect(await server.taken('blue')).toEqual(tuesdays('01-12', '01-19'));
  expect(await server.sent()).toEqual([]);
});

it('without mr-decline-conflict what is reached is entered beside what is there', async () => {
  const server = openTestServer({ booking: HORIZON });
  await server.resource('blue', { declineConflict: false });
  await ask(server, { uid: 'block', at: '2027-02-02T09:30:00Z' });
  await ask(server, weekly);
  await server.sent();
  server.setNow('2027-01-10T00:00:00Z');
  await moveHorizon(server);
  expect(await server.sent()).toEqual([]);
  expect(await server.taken('blue')).toContain('2027-02-02T09:00');
});

it('spec: a request for a later day moves the horizon at once, up to that day', async () => {
  const server = openTestServer({ booking: HORIZON });
  await server.resource('blue');
  await ask(server, weekly);
  await ask(server, { uid: 'far', at: '2028-06-06T09:30:00Z' });
  const [, answer] = await server.sent();
  expect(answer?.partstat).toBe('DECLINED');
  expect(await server.taken('blue')).toContain('2028-06-06T09:00');
  await ask(server, { uid: 'free', at: '2028-06-06T10:00:00Z' });
  expect((await server.sent()).map(({ partstat }) => partstat)).toEqual(['ACCEPTED']);
});

it('an update of a series that reaches far ahead is tested there again, and nothing is lost', async () => {
  const server = openTestServer({ booking: HORIZON });
  await server.resource('blue');
  await ask(server, weekly);
  await ask(server, { uid: 'far', at: '2027-06-01T12:00:00Z' });
  await ask(server, { ...weekly, minutes: 90, sequence: 1 });
  await ask(server, { uid: 'later', at: '2027-06-01T10:00:00Z' });
  expect((await server.sent()).map(({ partstat }) => partstat)).toEqual([
    'ACCEPTED',
    'ACCEPTED',
    'ACCEPTED',
    'DECLINED',
  ]);
});

it('an account that does not answer meetings is left alone', async () => {
  const server = openTestServer({ booking: HORIZON });
  await server.resource('blue');
  await ask(server, weekly);
  const other = {
    ...server,
    directory: {
      accountsAfter: async (name: string, limit: number) =>
        (await server.directory.accountsAfter(name, limit)).map((each) => ({ ...each, enabled: false })),
    },
  };
  server.setNow('2027-01-20T00:00:00Z');
  expect(await moveHorizon(other)).toBe(0);
});
