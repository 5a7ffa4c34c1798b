/**
 * A request that only bookings of the same organizer are in the way of waits for the organizer to free the time: decided
 * at once by the change that frees it, else by the clock.
 */
import { expect, it } from 'vitest';
import type { BookingPolicy } from '../../src/booking/booking-policy.js';
import type { BookingOptions } from '../../src/booking/booking-request.js';
import { DirectoryError } from '../../src/directory/directory.js';
import { settleOverdue } from '../../src/delivery/planning/settle-waiting.js';
import { moveHorizon } from '../../src/resources/move-horizon.js';
import { address } from '../support/account-fields.js';
import { invitation, type Invitation } from '../support/invitation.js';
import { openTestServer, type TestServer } from '../support/test-server.js';

const NINE = '2027-02-01T09:00';
const TEN = '2027-02-01T10:00';
const ANN = 'ann@example.org';
const OUTSIDE = 'olga@partner.example';

type Asked = Partial<Invitation> & { readonly uid: string; readonly at?: string };

let stamp = Date.parse('2026-12-01');

/** Each message is stamped a minute after the one before. */
function send(server: TestServer, { at = NINE, ...other }: Asked): Promise<readonly string[]> {
  stamp += 60_000;
  const meeting = { organizer: ANN, attendee: 'blue@example.org', minutes: 60, start: new Date(`${at}:00Z`), ...other };
  const messageId = `${stamp}@mail.organizer.invalid`;
  return server.bring(invitation({ stampedAt: new Date(stamp), messageId, ...meeting }), 'blue');
}

const cancel = (server: TestServer, asked: Asked): Promise<readonly string[]> =>
  send(server, { method: 'CANCEL', sequence: 9, ...asked });

async function openServer(
  policy: Partial<BookingPolicy> = {},
  booking: Partial<BookingOptions> = {},
  kind: 'room' | 'equipment' = 'room',
): Promise<TestServer> {
  const server = openTestServer({ booking: { ownConflictGraceSeconds: 90, ...booking } });
  await server.resource('blue', policy, { kind });
  return server;
}

async function answers(server: TestServer): Promise<string[]> {
  return (await server.sent()).map(({ to, partstat, calendarLines }) => {
    const uid = calendarLines.find((line) => line.startsWith('UID:'))?.slice(4);
    return `${to.join()} ${uid} ${partstat}`;
  });
}

/** The old meeting is booked and answered, the new one waits. */
async function waitingServer(...args: Parameters<typeof openServer>): Promise<TestServer> {
  const server = await openServer(...args);
  await send(server, { uid: 'old' });
  expect(await answers(server)).toEqual([`${ANN} old ACCEPTED`]);
  expect(await send(server, { uid: 'new' })).toEqual(['250 2.0.0']);
  expect([await answers(server), await server.lastDecision('blue')]).toEqual([[], 'waiting own-conflict']);
  return server;
}

const LATER = '2027-01-01T00:01:30Z';

it('it is taken with 250, held as tentative, filed as handled, and not answered', async () => {
  const server = await waitingServer();
  expect(await server.agenda('blue')).toEqual([`accepted ${NINE} Planning`, `tentative ${NINE} Planning`]);
  expect(await server.filed('blue')).toEqual(['Handled \\Seen', 'Handled \\Seen']);
  await send(server, { uid: 'other', organizer: OUTSIDE });
  expect(await answers(server)).toEqual([`${OUTSIDE} other DECLINED`]);
});

it.each<{ name: string; free: (server: TestServer) => Promise<unknown> }>([
  { name: 'a cancellation', free: (server) => cancel(server, { uid: 'old' }) },
  { name: 'a move', free: (server) => send(server, { uid: 'old', at: TEN, sequence: 1 }) },
  {
    name: 'an update without the room',
    free: (server) =>
      server.bring(
        Buffer.from(
          invitation({
            ...{
              uid: 'old',
              organizer: ANN,
              attendee: 'blue@example.org',
              start: new Date(`${NINE}:00Z`),
              minutes: 60,
            },
            ...{ sequence: 1, stampedAt: new Date('2026-12-20') },
          })
            .toString()
            .replace(/mailto:blue@/, 'mailto:bob@'),
        ),
        'blue',
      ),
  },
])('$name of the old meeting decides it at once', async ({ name, free }) => {
  const server = await waitingServer();
  await free(server);
  const moved = name === 'a move' ? [`${ANN} old ACCEPTED`] : [];
  expect(await answers(server)).toEqual([...moved, `${ANN} new ACCEPTED`]);
  expect(await server.taken('blue')).toEqual(name === 'a move' ? [NINE, TEN] : [NINE]);
  expect(await server.lastDecision('blue')).toBe('accept');
  server.setNow(LATER);
  expect(await settleOverdue(server)).toBe(0);
  expect(await answers(server)).toEqual([]);
});

it('a series that ends earlier makes room for the one that goes on', async () => {
  const server = await openServer();
  await send(server, { uid: 'old', rrule: 'FREQ=WEEKLY;COUNT=8' });
  await send(server, { uid: 'new', at: '2027-03-01T09:30', rrule: 'FREQ=WEEKLY;COUNT=4' });
  expect(await answers(server)).toEqual([`${ANN} old ACCEPTED`]);
  await send(server, { uid: 'old', rrule: 'FREQ=WEEKLY;UNTIL=20270222T090000Z', sequence: 1 });
  expect(await answers(server)).toEqual([`${ANN} old ACCEPTED`, `${ANN} new ACCEPTED`]);
  expect(await server.taken('blue')).toEqual(
    ['02-01T09:00', '02-08T09:00', '02-15T09:00', '02-22T09:00', '03-01T09:30', '03-08T09:30', '03-15T09:30']
      .map((day) => `2027-${day}`)
      .concat('2027-03-22T09:30'),
  );
});

it('when its time is over it is declined as ever, and its time is free', async () => {
  const server = await waitingServer();
  server.setNow('2027-01-01T00:01:29Z');
  expect(await settleOverdue(server)).toBe(0);
  server.setNow(LATER);
  expect(await settleOverdue(server)).toBe(1);
  const [answer, ...more] = await server.sent();
  expect(answer).toMatchObject({ partstat: 'DECLINED', to: [ANN], subject: 'Declined: Planning' });
  expect(more).toEqual([]);
  expect(answer?.inReplyTo).toMatch(/@mail\.organizer\.invalid>$/);
  expect(answer?.text).toContain('Already taken');
  expect(await server.lastDecision('blue')).toBe('decline conflict');
  expect(await server.agenda('blue')).toEqual([`accepted ${NINE} Planning`]);
  expect([await settleOverdue(server), await answers(server)]).toEqual([0, []]);
});

it('an organizer who frees the time within an hour after the decline is told ACCEPTED after all', async () => {
  const server = await waitingServer();
  server.setNow(LATER);
  await settleOverdue(server);
  expect(await answers(server)).toEqual([`${ANN} new DECLINED`]);
  server.setNow('2027-01-01T01:01:29Z');
  await cancel(server, { uid: 'old' });
  expect(await answers(server)).toEqual([`${ANN} new ACCEPTED`]);
  expect(await server.agenda('blue')).toEqual([`accepted ${NINE} Planning`]);
});

it.each<{ name: string; between: (server: TestServer) => Promise<unknown>; sent: string[] }>([
  {
    name: 'later than an hour',
    between: (server) => {
      server.setNow('2027-01-01T01:01:31Z');
      return settleOverdue(server);
    },
    sent: [],
  },
  {
    name: 'after a newer revision',
    between: (server) => send(server, { uid: 'new', at: TEN, sequence: 1 }),
    sent: [`${ANN} new ACCEPTED`],
  },
  { name: 'after its cancellation', between: (server) => cancel(server, { uid: 'new' }), sent: [] },
])('not $name', async ({ between, sent }) => {
  const server = await waitingServer();
  server.setNow(LATER);
  await settleOverdue(server);
  expect(await answers(server)).toEqual([`${ANN} new DECLINED`]);
  await between(server);
  await cancel(server, { uid: 'old' });
  expect(await answers(server)).toEqual(sent);
  expect(await server.taken('blue')).toEqual(sent.length === 0 ? [] : [TEN]);
  for (const entry of await server.entries('blue', 'new')) expect(entry.waiting).toBeUndefined();
});

it('nor if somebody else has the time meanwhile', async () => {
  const server = await waitingServer();
  server.setNow(LATER);
  await settleOverdue(server);
  await send(server, { uid: 'old', at: TEN, sequence: 1 });
  await send(server, { uid: 'other', organizer: OUTSIDE, at: NINE });
  await answers(server);
  await cancel(server, { uid: 'old' });
  expect(await answers(server)).toEqual([]);
});

it('a newer revision takes its place: at a free time it is accepted', async () => {
  const server = await waitingServer();
  await send(server, { uid: 'new', at: TEN, sequence: 1 });
  expect(await answers(server)).toEqual([`${ANN} new ACCEPTED`]);
  expect(await server.agenda('blue')).toEqual([`accepted ${NINE} Planning`, `accepted ${TEN} Planning`]);
  await cancel(server, { uid: 'old' });
  server.setNow(LATER);
  expect([await settleOverdue(server), await answers(server)]).toEqual([0, []]);
});

it('its cancellation takes it away without an answer', async () => {
  const server = await waitingServer();
  await cancel(server, { uid: 'new' });
  server.setNow(LATER);
  expect([await settleOverdue(server), await answers(server)]).toEqual([0, []]);
  expect(await server.agenda('blue')).toEqual([`accepted ${NINE} Planning`]);
});

it('the same request again changes nothing, and an older one is stale', async () => {
  const server = await waitingServer();
  await send(server, { uid: 'new', stampedAt: new Date('2026-11-01'), at: TEN });
  expect(await server.lastDecision('blue')).toBe('ignore stale-revision');
  expect(await server.agenda('blue')).toEqual([`accepted ${NINE} Planning`, `tentative ${NINE} Planning`]);
});

it('two meetings that change places', async () => {
  const server = await openServer();
  await send(server, { uid: 'a' });
  await send(server, { uid: 'b', at: TEN });
  await answers(server);
  await send(server, { uid: 'a', at: TEN, sequence: 1 });
  expect(await answers(server)).toEqual([]);
  await send(server, { uid: 'b', at: NINE, sequence: 1 });
  expect(await answers(server)).toEqual([`${ANN} b ACCEPTED`, `${ANN} a ACCEPTED`]);
  expect(await server.taken('blue')).toEqual([NINE, TEN]);
});

it('a moved meeting that waits in vain: its old time is free, or kept', async () => {
  for (const declinedUpdate of ['release', 'keep'] as const) {
    const server = await openServer({}, { declinedUpdate });
    await send(server, { uid: 'a' });
    await send(server, { uid: 'b', at: TEN });
    await send(server, { uid: 'a', at: TEN, sequence: 1 });
    const isKept = declinedUpdate === 'keep';
    expect(await server.taken('blue')).toEqual(isKept ? [NINE, TEN, TEN] : [TEN, TEN]);
    await answers(server);
    server.setNow(LATER);
    await settleOverdue(server);
    expect(await answers(server)).toEqual([`${ANN} a DECLINED`]);
    expect(await server.agenda('blue')).toEqual(
      isKept ? [`accepted ${NINE} Planning`, `accepted ${TEN} Planning`] : [`accepted ${TEN} Planning`],
    );
    await cancel(server, { uid: 'b' });
    expect(await answers(server)).toEqual([`${ANN} a ACCEPTED`]);
    expect(await server.agenda('blue')).toEqual([`accepted ${TEN} Planning`]);
  }
});

it('two that wait for the same time: the first one gets it, the other is declined when its time is over', async () => {
  const server = await waitingServer();
  await send(server, { uid: 'third' });
  expect(await answers(server)).toEqual([]);
  await cancel(server, { uid: 'old' });
  expect(await answers(server)).toEqual([`${ANN} new ACCEPTED`]);
  server.setNow(LATER);
  expect(await settleOverdue(server)).toBe(1);
  expect(await answers(server)).toEqual([`${ANN} third DECLINED`]);
  expect(await server.agenda('blue')).toEqual([`accepted ${NINE} Planning`]);
});

it('one that was declined does not take the time of one that still waits', async () => {
  const server = await waitingServer();
  server.setNow('2027-01-01T00:01:00Z');
  await send(server, { uid: 'third' });
  server.setNow(LATER);
  expect(await settleOverdue(server)).toBe(1);
  expect(await answers(server)).toEqual([`${ANN} new DECLINED`]);
  await cancel(server, { uid: 'old' });
  expect(await answers(server)).toEqual([`${ANN} third ACCEPTED`]);
});

it('what others have booked is declined at once, what both have too', async () => {
  const server = await openServer();
  await send(server, { uid: 'other', organizer: OUTSIDE, minutes: 30 });
  await send(server, { uid: 'old', at: '2027-02-01T09:30', minutes: 30 });
  await answers(server);
  await send(server, { uid: 'new' });
  expect(await answers(server)).toEqual([`${ANN} new DECLINED`]);
});

it('0 seconds: nothing waits', async () => {
  const server = await openServer({}, { ownConflictGraceSeconds: 0 });
  await send(server, { uid: 'old' });
  await send(server, { uid: 'new' });
  expect(await answers(server)).toEqual([`${ANN} old ACCEPTED`, `${ANN} new DECLINED`]);
});

it('the peak of all units counts: with one unit left nobody waits', async () => {
  const server = await openServer({ capacity: 2 }, {}, 'equipment');
  await send(server, { uid: 'old' });
  await send(server, { uid: 'second' });
  expect(await answers(server)).toEqual([`${ANN} old ACCEPTED`, `${ANN} second ACCEPTED`]);
  await send(server, { uid: 'third' });
  expect(await answers(server)).toEqual([]);
  await send(server, { uid: 'other', organizer: OUTSIDE });
  expect(await answers(server)).toEqual([`${OUTSIDE} other DECLINED`]);
  await cancel(server, { uid: 'second' });
  expect(await answers(server)).toEqual([`${ANN} third ACCEPTED`]);
});

it('the addresses of one account are one organizer', async () => {
  const server = await openServer();
  await server.account('anna', { aliases: [address('anna.miller@example.org')] });
  await send(server, { uid: 'old', organizer: 'anna@example.org' });
  await answers(server);
  await send(server, { uid: 'new', organizer: 'anna.miller@example.org' });
  expect(await server.lastDecision('blue')).toBe('waiting own-conflict');
  await cancel(server, { uid: 'old', organizer: 'anna@example.org' });
  expect(await answers(server)).toEqual(['anna.miller@example.org new ACCEPTED']);
});

it('approvers are asked when it is decided', async () => {
  const server = await openServer({ approvers: ['carl@partner.example'], autoGroups: [] });
  await send(server, { uid: 'old' });
  await server.sent();
  await send(server, { uid: 'new' });
  expect(await server.sent()).toEqual([]);
  await cancel(server, { uid: 'old' });
  const messages = await server.sent();
  expect(messages.map(({ to, subject }) => `${to.join()} ${subject.split(':')[0] ?? ''}`)).toEqual([
    'carl@partner.example Approval no longer needed',
    `${ANN} Tentative`,
    'carl@partner.example Approval requested',
  ]);
});

it('a series whose dates are partly taken by the organizer waits, and is then accepted without what is still taken', async () => {
  const server = await openServer({ maxConflicts: null });
  await send(server, { uid: 'old', at: '2027-02-08T09:00' });
  await send(server, { uid: 'other', organizer: OUTSIDE, at: '2027-02-15T09:00' });
  await answers(server);
  await send(server, { uid: 'new', rrule: 'FREQ=WEEKLY;COUNT=3' });
  expect(await answers(server)).toEqual([]);
  expect(await server.agenda('blue')).toEqual([
    'tentative 2027-02-01T09:00 Planning',
    'accepted 2027-02-08T09:00 Planning',
    'tentative 2027-02-08T09:00 Planning',
    'accepted 2027-02-15T09:00 Planning',
  ]);
  await cancel(server, { uid: 'old' });
  expect(await answers(server)).toEqual([`${ANN} new ACCEPTED`]);
  expect(await server.taken('blue')).toEqual(['2027-02-01T09:00', '2027-02-08T09:00', '2027-02-15T09:00']);
});

it('an endless series that waits is not declined date by date when the horizon moves on', async () => {
  const server = await openServer({}, { horizonDays: 28 });
  await send(server, { uid: 'old', rrule: 'FREQ=WEEKLY' });
  await answers(server);
  await send(server, { uid: 'new', rrule: 'FREQ=WEEKLY' });
  server.setNow('2027-01-01T00:01:00Z');
  await moveHorizon({ ...server, settings: { booking: { ...server.settings.booking, horizonDays: 60 } } });
  expect(await answers(server)).toEqual([]);
  await cancel(server, { uid: 'old' });
  expect(await answers(server)).toEqual([`${ANN} new ACCEPTED`]);
});

it('the limits of answers hold for the late answer too', async () => {
  const server = openTestServer({
    booking: { ownConflictGraceSeconds: 90 },
    settings: { maxAnswersPerOrganizerHour: 1 },
  });
  await server.resource('blue');
  await send(server, { uid: 'old' });
  await send(server, { uid: 'new' });
  await cancel(server, { uid: 'old' });
  expect(await answers(server)).toEqual([`${ANN} old ACCEPTED`]);
  expect(await server.agenda('blue')).toEqual([`accepted ${NINE} Planning`]);
});

it('a store whose account is gone waits for nothing', async () => {
  const server = await waitingServer();
  server.setNow(LATER);
  const directory = { ...server.directory, accountsAfter: () => Promise.resolve([]) };
  expect(await settleOverdue({ ...server, directory })).toBe(0);
  expect(await server.calendars.storesWaitingUntil(server.clock())).toEqual([]);
  expect([await answers(server), await server.agenda('blue')]).toEqual([[], [`accepted ${NINE} Planning`]]);
});

it.each([
  { name: 'a fault of booking ends the wait', error: new Error('broken'), left: 0 },
  { name: 'a directory that cannot answer does not', error: new DirectoryError('unavailable', 'gone'), left: 1 },
])('$name', async ({ error, left }) => {
  const server = await waitingServer();
  server.setNow(LATER);
  const events: string[] = [];
  const log = (event: string): void => void events.push(event);
  const directory = { ...server.directory, isLocalDomain: () => Promise.reject(error) };
  await settleOverdue({ ...server, directory, log });
  expect(await server.calendars.storesWaitingUntil(server.clock())).toHaveLength(left);
  expect(events).toEqual([left === 0 ? 'booking-failed' : 'store-failed']);
  expect(await answers(server)).toEqual([]);
});

it('a room that retires declines it once', async () => {
  const server = await waitingServer();
  const { booking } = await server.setPolicy('blue', { retiresAt: '2027-01-15T00:00:00Z' });
  expect(booking.retiresAt).not.toBeNull();
  await cancel(server, { uid: 'old' });
  expect([await answers(server), await server.lastDecision('blue')]).toEqual([
    [`${ANN} new DECLINED`],
    'decline retired',
  ]);
  server.setNow(LATER);
  expect([await settleOverdue(server), await answers(server)]).toEqual([0, []]);
});
