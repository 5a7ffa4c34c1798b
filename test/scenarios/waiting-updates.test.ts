/**
 * What comes for a meeting while a request of it waits: changes and cancellations of single dates join it, and sequences of
 * messages as calendar programs write them.
 */
import { expect, it } from 'vitest';
import type { BookingOptions } from '../../src/booking/booking-request.js';
import { settleOverdue } from '../../src/delivery/planning/settle-waiting.js';
import { itip } from '../unit/booking/desk-model.js';
import { openTestServer, type TestServer } from '../support/test-server.js';

const ANN = 'ann@example.org';
const ROOM = 'ATTENDEE;CUTYPE=ROOM;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:blue@example.org';
const OTHER = 'ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bob@example.org';

async function openServer(booking: Partial<BookingOptions> = {}): Promise<TestServer> {
  const server = openTestServer({ booking: { ownConflictGraceSeconds: 90, ...booking } });
  await server.resource('blue');
  return server;
}

let stamp = 0;

/** Each message is stamped a second after the one before. */
async function send(server: TestServer, method: string, uid: string, ...events: string[][]): Promise<void> {
  stamp += 1;
  const at = new Date(Date.parse('2026-12-01T00:00:00Z') + stamp * 1_000).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const lines = events.map((event) => [
    `UID:${uid}`,
    `DTSTAMP:${at}`,
    'SUMMARY:Planning',
    ...(event.some((line) => line.startsWith('ATTENDEE')) ? [] : [ROOM]),
    ...event,
  ]);
  expect(await server.bringCalendar(itip(method, ...lines), { from: ANN, to: 'blue' })).toEqual(['250 2.0.0']);
}

const times = (day: string, from = '09', to = '10'): string[] => [
  `DTSTART:202702${day}T${from}0000Z`,
  `DTEND:202702${day}T${to}0000Z`,
];
const weekly = [...times('01'), 'RRULE:FREQ=WEEKLY;COUNT=3', 'SEQUENCE:0'];
const date = (day: string): string => `RECURRENCE-ID:202702${day}T090000Z`;
const nines = (...days: string[]): string[] => days.map((day) => `2027-02-${day}T09:00`);

async function answers(server: TestServer): Promise<string[]> {
  return (await server.sent()).map(({ calendarLines }) => {
    const uid = calendarLines.find((line) => line.startsWith('UID:'))?.slice(4) ?? '';
    const said = calendarLines.flatMap((line) => /PARTSTAT=([A-Z]+)/.exec(line)?.[1] ?? []);
    return `${uid} ${said.join(' ')}`;
  });
}

/** A weekly meeting is booked; a new series for the same times waits. */
async function waitingSeries(booking: Partial<BookingOptions> = {}): Promise<TestServer> {
  const server = await openServer(booking);
  await send(server, 'REQUEST', 'old', weekly);
  await send(server, 'REQUEST', 'new', weekly);
  expect(await answers(server)).toEqual(['old ACCEPTED']);
  expect(await server.lastDecision('blue')).toBe('waiting own-conflict');
  return server;
}

const freeOld = (server: TestServer): Promise<void> =>
  send(server, 'CANCEL', 'old', [...times('01'), 'SEQUENCE:1', 'STATUS:CANCELLED']);

it('a moved date joins the request: both are accepted in one answer', async () => {
  const server = await waitingSeries();
  await send(server, 'REQUEST', 'new', [...times('08', '14', '15'), date('08'), 'SEQUENCE:1']);
  expect([await answers(server), await server.lastDecision('blue')]).toEqual([[], 'waiting own-conflict']);
  expect((await server.agenda('blue')).filter((line) => line.startsWith('tentative'))).toEqual([
    'tentative 2027-02-01T09:00 Planning',
    'tentative 2027-02-08T14:00 Planning',
    'tentative 2027-02-15T09:00 Planning',
  ]);
  await freeOld(server);
  expect(await answers(server)).toEqual(['new ACCEPTED ACCEPTED']);
  expect(await server.taken('blue')).toEqual([nines('01')[0], '2027-02-08T14:00', nines('15')[0]]);
});

it('does not wait longer for it, and is declined with it', async () => {
  const server = await waitingSeries();
  server.setNow('2027-01-01T00:01:29Z');
  await send(server, 'REQUEST', 'new', [...times('08', '14', '15'), date('08'), 'SEQUENCE:1']);
  server.setNow('2027-01-01T00:01:30Z');
  expect(await settleOverdue(server)).toBe(1);
  expect(await answers(server)).toEqual(['new DECLINED DECLINED']);
  expect(await server.taken('blue')).toEqual(nines('01', '08', '15'));
});

it('a moved date that others have taken is not held', async () => {
  const server = await openServer();
  const bob = ['ORGANIZER:mailto:bob@partner.example', 'UID:bob', 'SUMMARY:Bob', ROOM, ...times('08', '14', '15')];
  await server.bringCalendar(itip('REQUEST', bob), { from: 'bob@partner.example', to: 'blue' });
  await send(server, 'REQUEST', 'old', weekly);
  await send(server, 'REQUEST', 'new', weekly);
  expect(await answers(server)).toEqual(['bob ACCEPTED', 'old ACCEPTED']);
  await send(server, 'REQUEST', 'new', [...times('08', '14', '15'), date('08'), 'SEQUENCE:1']);
  // One taken date declines a series: there is nothing to wait for any more.
  expect(await answers(server)).toEqual(['new DECLINED DECLINED']);
  expect((await server.agenda('blue')).map((line) => line.split(' ')[0])).toEqual(Array(4).fill('accepted'));
});

it.each([
  { name: 'one date', range: '', left: nines('01', '15') },
  { name: 'a date and all later ones', range: ';RANGE=THISANDFUTURE', left: nines('01') },
])('a cancellation of $name is heeded when the rest is accepted', async ({ range, left }) => {
  const server = await waitingSeries();
  const cancelled = `RECURRENCE-ID${range}:20270208T090000Z`;
  await send(server, 'CANCEL', 'new', [...times('08'), cancelled, 'SEQUENCE:1', 'STATUS:CANCELLED']);
  expect(await answers(server)).toEqual([]);
  expect((await server.agenda('blue')).filter((line) => line.startsWith('tentative'))).toHaveLength(left.length);
  await freeOld(server);
  expect((await answers(server))[0]).toMatch(/^new ACCEPTED/);
  expect(await server.taken('blue')).toEqual(left);
});

it('a date to which the room is no longer invited is not booked', async () => {
  const server = await waitingSeries();
  await send(server, 'REQUEST', 'new', [...times('08'), date('08'), 'SEQUENCE:1', OTHER]);
  await freeOld(server);
  expect((await answers(server))[0]).toMatch(/^new ACCEPTED/);
  expect(await server.taken('blue')).toEqual(nines('01', '15'));
});

it('an update without the room takes the whole request away', async () => {
  const server = await waitingSeries();
  await send(server, 'REQUEST', 'new', [...weekly.slice(0, 3), 'SEQUENCE:1', OTHER]);
  expect(await server.lastDecision('blue')).toBe('remove no-longer-attendee');
  await freeOld(server);
  expect([await answers(server), await server.taken('blue')]).toEqual([[], []]);
});

it('one date of a booked series that is moved onto an own meeting waits alone, the rest of the series stays', async () => {
  const server = await openServer();
  await send(server, 'REQUEST', 'series', weekly);
  await send(server, 'REQUEST', 'single', [...times('09'), 'SEQUENCE:0']);
  await answers(server);
  await send(server, 'REQUEST', 'series', [...times('09'), date('08'), 'SEQUENCE:1']);
  expect(await answers(server)).toEqual([]);
  expect((await server.agenda('blue')).toSorted()).toEqual([
    'accepted 2027-02-01T09:00 Planning',
    'accepted 2027-02-09T09:00 Planning',
    'accepted 2027-02-15T09:00 Planning',
    'tentative 2027-02-09T09:00 Planning',
  ]);
  await send(server, 'CANCEL', 'single', [...times('09'), 'SEQUENCE:1', 'STATUS:CANCELLED']);
  expect(await answers(server)).toEqual(['series ACCEPTED']);
  expect(await server.taken('blue')).toEqual(nines('01', '09', '15'));
});

it('a date that waits and is cancelled leaves the rest of the series', async () => {
  const server = await openServer();
  await send(server, 'REQUEST', 'series', weekly);
  await send(server, 'REQUEST', 'single', [...times('09'), 'SEQUENCE:0']);
  await send(server, 'REQUEST', 'series', [...times('09'), date('08'), 'SEQUENCE:1']);
  await send(server, 'CANCEL', 'series', [...times('09'), date('08'), 'SEQUENCE:2', 'STATUS:CANCELLED']);
  expect(await server.taken('blue')).toEqual(nines('01', '09', '15'));
  server.setNow('2027-01-01T00:01:30Z');
  await settleOverdue(server);
  expect(await answers(server)).toEqual(['series ACCEPTED', 'single ACCEPTED']);
  expect((await server.entries('blue', 'series'))[0]?.waiting).toBeUndefined();
});

it('an organizer who goes back to the old time keeps it', async () => {
  const server = await openServer({ declinedUpdate: 'keep' });
  await send(server, 'REQUEST', 'a', [...times('01'), 'SEQUENCE:0']);
  await send(server, 'REQUEST', 'b', [...times('02'), 'SEQUENCE:0']);
  await send(server, 'REQUEST', 'a', [...times('02'), 'SEQUENCE:1']);
  await answers(server);
  await send(server, 'REQUEST', 'a', [...times('01'), 'SEQUENCE:2']);
  expect(await answers(server)).toEqual(['a ACCEPTED']);
  expect(await server.taken('blue')).toEqual(nines('01', '02'));
});

it('Outlook: a series is made anew with another end, then the old one is cancelled', async () => {
  const server = await openServer();
  await send(server, 'REQUEST', '040000008200E00074C5B7101A82E008-old', weekly);
  await send(server, 'REQUEST', '040000008200E00074C5B7101A82E008-new', [
    ...times('01', '09', '11'),
    'RRULE:FREQ=WEEKLY;COUNT=5',
    'SEQUENCE:0',
    'X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE',
  ]);
  await send(server, 'CANCEL', '040000008200E00074C5B7101A82E008-old', [
    ...times('01'),
    'SEQUENCE:1',
    'STATUS:CANCELLED',
  ]);
  expect(await answers(server)).toEqual([
    '040000008200E00074C5B7101A82E008-old ACCEPTED',
    '040000008200E00074C5B7101A82E008-new ACCEPTED',
  ]);
  expect(await server.taken('blue')).toHaveLength(5);
});

it('Outlook: one date is taken out of a series after the single meeting for it was made', async () => {
  const server = await openServer();
  await send(server, 'REQUEST', 'series', weekly);
  await send(server, 'REQUEST', 'single', [...times('08', '09', '12'), 'SEQUENCE:0']);
  await send(server, 'CANCEL', 'series', [...times('08'), date('08'), 'SEQUENCE:1', 'STATUS:CANCELLED']);
  expect(await answers(server)).toEqual(['series ACCEPTED', 'single ACCEPTED']);
  expect(await server.taken('blue')).toEqual(nines('01', '08', '15'));
});

it('Google: "this and following" needs no wait', async () => {
  const server = await openServer();
  await send(server, 'REQUEST', 'base@google.com', weekly);
  await send(server, 'REQUEST', 'base_R20270208T090000@google.com', [
    ...times('08', '09', '11'),
    'RRULE:FREQ=WEEKLY;COUNT=2',
    'SEQUENCE:0',
  ]);
  expect(await answers(server)).toEqual(['base@google.com ACCEPTED', 'base_R20270208T090000@google.com ACCEPTED']);
});

it('Google: a date is dragged onto another meeting, which is then dragged away', async () => {
  const server = await openServer();
  await send(server, 'REQUEST', 'one@google.com', [...times('01'), 'SEQUENCE:0']);
  await send(server, 'REQUEST', 'two@google.com', [...times('02'), 'SEQUENCE:0']);
  await answers(server);
  await send(server, 'REQUEST', 'one@google.com', [...times('02'), 'SEQUENCE:0']);
  expect(await answers(server)).toEqual([]);
  await send(server, 'REQUEST', 'two@google.com', [...times('03'), 'SEQUENCE:0']);
  expect(await answers(server)).toEqual(['two@google.com ACCEPTED', 'one@google.com ACCEPTED']);
  expect(await server.taken('blue')).toEqual(nines('02', '03'));
});
