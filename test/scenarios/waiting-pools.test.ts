/** A pool's request waits for its organizer only if no member can take it; nothing is held for it. */
import { expect, it } from 'vitest';
import type { BookingOptions } from '../../src/booking/booking-request.js';
import { settleOverdue } from '../../src/delivery/planning/settle-waiting.js';
import { invitation, type Invitation } from '../support/invitation.js';
import { openTestServer, type TestServer } from '../support/test-server.js';

const NINE = '2027-02-01T09:00';
const TEN = '2027-02-01T10:00';
const ANN = 'ann@example.org';
const BOB = 'bob@partner.example';
const OVER = '2027-01-01T00:01:30Z';

async function poolServer(booking: Partial<BookingOptions> = {}): Promise<TestServer> {
  const server = openTestServer({ booking: { ownConflictGraceSeconds: 90, ...booking } });
  await server.resource('p1', {}, { kind: 'equipment' });
  await server.resource('p2', {}, { kind: 'equipment' });
  await server.resource('pool', { members: ['p1', 'p2'] }, { kind: 'equipment' });
  return server;
}

let stamp = Date.parse('2026-12-01');

async function send(
  server: TestServer,
  { at = NINE, ...other }: Partial<Invitation> & { readonly uid: string; readonly at?: string },
  to = 'pool',
): Promise<void> {
  stamp += 60_000;
  const meeting = {
    organizer: ANN,
    attendee: `${to}@example.org`,
    minutes: 60,
    start: new Date(`${at}:00Z`),
    ...other,
  };
  const messageId = `${stamp}@mail.organizer.invalid`;
  const bytes = invitation({ stampedAt: new Date(stamp), messageId, ...meeting });
  expect(await server.bring(bytes, to)).toEqual(['250 2.0.0']);
}

const cancel = (server: TestServer, uid: string, to = 'pool'): Promise<void> =>
  send(server, { uid, method: 'CANCEL', sequence: 9 }, to);

/** `new DECLINED`, `new p2`. */
async function answers(server: TestServer): Promise<string[]> {
  return (await server.sent()).map(({ calendarLines, text }) => {
    const uid = calendarLines.find((line) => line.startsWith('UID:'))?.slice(4) ?? '';
    const lines = calendarLines.filter((line) => line.startsWith('ATTENDEE'));
    const member = lines.flatMap((line) => /PARTSTAT=ACCEPTED.*:mailto:(\w+)@/.exec(line)?.[1] ?? []);
    expect(text).not.toBe('');
    return `${uid} ${member[0] ?? 'DECLINED'}`;
  });
}

const agendas = async (server: TestServer): Promise<(readonly string[])[]> =>
  Promise.all(['p1', 'p2', 'pool'].map((name) => server.taken(name)));

async function fullPool(booking: Partial<BookingOptions> = {}): Promise<TestServer> {
  const server = await poolServer(booking);
  await send(server, { uid: 'a' });
  await send(server, { uid: 'b', organizer: BOB });
  expect(await answers(server)).toEqual(['a p1', 'b p2']);
  await send(server, { uid: 'new' });
  expect([await answers(server), await server.lastDecision('pool')]).toEqual([[], 'waiting own-conflict']);
  expect(await agendas(server)).toEqual([[NINE], [NINE], []]);
  return server;
}

it('another member comes first', async () => {
  const server = await poolServer();
  await send(server, { uid: 'a' });
  await send(server, { uid: 'new' });
  expect(await answers(server)).toEqual(['a p1', 'new p2']);
});

it('a member whose bookings are all of others is nothing to wait for', async () => {
  const server = await poolServer();
  await send(server, { uid: 'a', organizer: BOB });
  await send(server, { uid: 'b', organizer: BOB });
  await send(server, { uid: 'new' });
  expect(await answers(server)).toEqual(['a p1', 'b p2', 'new DECLINED']);
});

it('the cancellation that frees a member decides it', async () => {
  const server = await fullPool();
  await cancel(server, 'a');
  expect(await answers(server)).toEqual(['new p1']);
  expect(await agendas(server)).toEqual([[NINE], [NINE], []]);
  server.setNow(OVER);
  expect([await settleOverdue(server), await answers(server)]).toEqual([0, []]);
});

it('it is declined when its time is over, and accepted if a member is freed within an hour', async () => {
  const server = await fullPool();
  server.setNow(OVER);
  expect(await settleOverdue(server)).toBe(1);
  expect(await answers(server)).toEqual(['new DECLINED']);
  expect(await settleOverdue(server)).toBe(0);
  await cancel(server, 'a');
  expect(await answers(server)).toEqual(['new p1']);
});

it('a member that its own organizer frees under its own address is found when the time is over', async () => {
  const server = await poolServer();
  await send(server, { uid: 'a' }, 'p1');
  await send(server, { uid: 'b', organizer: BOB });
  await answers(server);
  await send(server, { uid: 'new' });
  await cancel(server, 'a', 'p1');
  server.setNow(OVER);
  expect(await settleOverdue(server)).toBe(1);
  expect(await answers(server)).toEqual(['new p1']);
});

it('its cancellation and a newer revision take its place', async () => {
  const server = await fullPool();
  await send(server, { uid: 'new', at: TEN, sequence: 1 });
  expect(await answers(server)).toEqual(['new p1']);
  await send(server, { uid: 'new', sequence: 2 });
  expect(await answers(server)).toEqual([]);
  // Until it is decided, the member keeps what it had.
  expect(await agendas(server)).toEqual([[NINE, TEN], [NINE], []]);
  await cancel(server, 'new');
  server.setNow(OVER);
  expect([await settleOverdue(server), await answers(server)]).toEqual([0, []]);
  expect(await agendas(server)).toEqual([[NINE], [NINE], []]);
});

it('a moved meeting that waits goes where the organizer makes room', async () => {
  const server = await fullPool();
  await send(server, { uid: 'new', at: TEN, sequence: 1 });
  await send(server, { uid: 'new', sequence: 2 });
  await answers(server);
  await cancel(server, 'a');
  expect(await answers(server)).toEqual(['new p1']);
  expect(await agendas(server)).toEqual([[NINE], [NINE], []]);
});

it('a moved meeting that waits in vain is released', async () => {
  const server = await fullPool();
  await send(server, { uid: 'new', at: TEN, sequence: 1 });
  await send(server, { uid: 'new', sequence: 2 });
  await answers(server);
  server.setNow(OVER);
  expect(await settleOverdue(server)).toBe(1);
  expect(await answers(server)).toEqual(['new DECLINED']);
  expect(await agendas(server)).toEqual([[NINE], [NINE], []]);
});
