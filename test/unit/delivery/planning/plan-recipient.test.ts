/** One recipient's plan: what a fault on the way costs, what never reaches booking, and that explaining decides the same. */
import { describe, expect, it } from 'vitest';
import { explainMessage } from '../../../../src/delivery/explain/explain-message.js';
import type { InboundDeps } from '../../../../src/delivery/planning/inbound-context.js';
import { DirectoryError } from '../../../../src/directory/directory.js';
import type { StoreId } from '../../../../src/directory/account.js';
import type { Log } from '../../../../src/runtime/log.js';
import type { SnapshotRequest, DeliveryDesk } from '../../../../src/store/delivery-desk.js';
import { StoreError } from '../../../../src/store/store-error.js';
import { invitation } from '../../../support/invitation.js';
import { openTestServer, type TestServer } from '../../../support/test-server.js';

const NINE = '2027-02-01T09:00:00Z';

function requestTo(name: string, uid = 'm', organizer = 'ann@example.org'): Buffer {
  const meeting = { uid, organizer, attendee: `${name}@example.org`, start: new Date(NINE), minutes: 60 };
  return invitation({ ...meeting, messageId: `${uid}@example.org`, stampedAt: new Date('2026-12-01') });
}

function events(): { readonly log: Log; readonly seen: string[] } {
  const seen: string[] = [];
  return { log: (event) => void seen.push(event), seen };
}

/** A pool of two, the first of which is taken at nine. */
async function poolServer(replace: (deps: InboundDeps) => Partial<InboundDeps> = () => ({}), more = {}) {
  const server = openTestServer({ replace, ...more });
  await server.resource('p1', {}, { kind: 'equipment' });
  await server.resource('p2', {}, { kind: 'equipment' });
  await server.resource('pool', { members: ['p1', 'p2'] }, { kind: 'equipment' });
  return server;
}

/** A desk whose calendars cannot be read for this reason. */
const calendarsFail =
  (error: Error) =>
  ({ desk }: InboundDeps): Partial<InboundDeps> => ({
    desk: { ...desk, read: (request) => (request.calendar === null ? desk.read(request) : Promise.reject(error)) },
  });

describe('a fault on the way', () => {
  it('a store that cannot be read for now: 451, and the meeting is not filed without booking', async () => {
    const { log, seen } = events();
    const broken = calendarsFail(new StoreError('unavailable', 'the disk is gone'));
    const server = openTestServer({ replace: (deps) => ({ ...broken(deps), log }) });
    await server.resource('room');
    expect(await server.bring(requestTo('room'), 'room')).toEqual(['451 4.3.0']);
    expect(await server.filed('room')).toEqual([]);
    expect(seen).not.toContain('booking-failed');
  });

  it('a directory that cannot name a member for now: 451, and the meeting is not filed without booking', async () => {
    let isDown = false;
    const { log, seen } = events();
    const server = await poolServer(({ directory, desk }) => ({
      log,
      // It goes while the request is decided.
      desk: {
        ...desk,
        read: (request) => {
          isDown = true;
          return desk.read(request);
        },
      },
      directory: {
        ...directory,
        accountByName: (name) =>
          isDown ? Promise.reject(new DirectoryError('unavailable', 'no answer')) : directory.accountByName(name),
      },
    }));
    expect(await server.bring(requestTo('pool'), 'pool')).toEqual(['451 4.3.0']);
    expect(await server.filed('pool')).toEqual([]);
    expect(seen).not.toContain('booking-failed');
  });

  it('any other fault of booking leaves the message as ordinary mail, logged', async () => {
    const { log, seen } = events();
    const broken = calendarsFail(new TypeError('a fault of ours'));
    const server = openTestServer({ replace: (deps) => ({ ...broken(deps), log }) });
    await server.resource('room');
    expect(await server.bring(requestTo('room'), 'room')).toEqual(['250 2.0.0']);
    expect(await server.filed('room')).toEqual(['Inbox']);
    expect(seen.filter((event) => event === 'booking-failed')).toHaveLength(1);
  });
});

describe('booking is asked once, and only for what the rules before it let through', () => {
  /** Calendars that are read for a request to the pool, by store. */
  function watched(): { readonly replace: (deps: InboundDeps) => Partial<InboundDeps>; readonly stores: StoreId[] } {
    const stores: StoreId[] = [];
    const read = (desk: DeliveryDesk) => (request: SnapshotRequest) => {
      if (request.calendar !== null) stores.push(request.storeId);
      return desk.read(request);
    };
    return { stores, replace: ({ desk }) => ({ desk: { ...desk, read: read(desk) } }) };
  }

  it('a member that is free is read once, and no other', async () => {
    const { replace, stores } = watched();
    const server = await poolServer(replace);
    await server.bring(requestTo('pool'), 'pool');
    expect(stores).toEqual([3, 1]);
    expect(await server.taken('p1')).toEqual(['2027-02-01T09:00']);
  });

  it.each<[string, () => Buffer, object]>([
    ['a loop', () => Buffer.concat([Buffer.from('Delivered-To: pool@example.org\r\n'), requestTo('pool')]), {}],
    [
      'junk',
      () => Buffer.concat([Buffer.from('X-Spam-Flag: YES\r\n'), requestTo('pool')]),
      { settings: { junkHeaders: [{ name: 'x-spam-flag', word: 'yes' }] } },
    ],
    [
      'more than the store has room for',
      () => requestTo('pool'),
      { settings: { quota: { warnBytes: 0, softBytes: 0, hardBytes: 10, tempfail: false } } },
    ],
  ])('%s never reaches a member', async (_, made, more) => {
    const { replace, stores } = watched();
    const server = await poolServer(replace, more);
    await server.bring(made(), 'pool');
    expect(stores).toEqual([3]);
    expect(await server.lastDecision('pool')).toBeUndefined();
    expect(await server.taken('p1')).toEqual([]);
  });

  it('a duplicate never reaches a member', async () => {
    const { replace, stores } = watched();
    const server = await poolServer(replace);
    const request = Buffer.concat([
      Buffer.from('Received: from a by b; Fri, 1 Jan 2027 00:00:00 +0000\r\n'),
      requestTo('pool'),
    ]);
    await server.bring(request, 'pool');
    stores.length = 0;
    await server.bring(request, 'pool');
    expect(stores).toEqual([3]);
  });

  it('an answer that is withheld needs no offers: other rooms are not looked at', async () => {
    let looked = 0;
    const server = openTestServer({
      booking: { offerSlots: 'all' },
      settings: { maxAnswersPerOrganizerHour: 1 },
      replace: ({ directory }) => ({
        directory: {
          ...directory,
          resourcesLike: (...asked) => {
            looked += 1;
            return directory.resourcesLike(...asked);
          },
        },
      }),
    });
    await server.resource('room');
    await server.bring(requestTo('room', 'first', 'eve@example.org'), 'room');
    await server.bring(requestTo('room', 'told', 'bob@example.org'), 'room');
    expect([await server.lastDecision('room'), looked]).toEqual(['decline conflict', 1]);
    await server.bring(requestTo('room', 'untold', 'bob@example.org'), 'room');
    expect([await server.lastDecision('room'), looked]).toEqual(['decline conflict', 1]);
    expect(await server.sent()).toHaveLength(2);
  });
});

describe('explaining decides what delivery decides', () => {
  it.each<[string, (server: TestServer) => Promise<unknown>, string]>([
    ['a free room', (server) => server.resource('asked'), 'accept'],
    [
      'a room that is taken',
      async (server) => {
        await server.resource('asked');
        await server.bring(requestTo('asked', 'earlier', 'eve@example.org'), 'asked');
      },
      'decline conflict',
    ],
    ['a room that asks', (server) => server.resource('asked', { approvers: ['boss@example.org'] }), 'ask'],
    [
      'a pool with a free member',
      async (server) => {
        await server.resource('p1');
        await server.resource('asked', { members: ['p1'] });
      },
      'accept delegated',
    ],
    [
      'a pool whose members are taken',
      async (server) => {
        await server.resource('p1');
        await server.bring(requestTo('p1', 'earlier', 'eve@example.org'), 'p1');
        await server.resource('asked', { members: ['p1'] });
      },
      'decline conflict',
    ],
  ])('%s', async (_, prepared, decision) => {
    const server = openTestServer({ booking: { offerSlots: 'all' } });
    await prepared(server);
    const request = requestTo('asked');
    const account = await server.directory.accountByName('asked');
    if (account?.storeId == null) throw new Error('no such account');
    const [before] = await server.calendars.decisions(account.storeId, 1);
    const explained = await explainMessage(account, request, server);
    expect((await server.calendars.decisions(account.storeId, 1))[0]).toEqual(before);
    await server.bring(request, 'asked');
    expect(await server.lastDecision('asked')).toBe(decision);
    const [decided] = await server.calendars.decisions(account.storeId, 1);
    expect({ ...decided, milliseconds: 0 }).toEqual({ ...explained, milliseconds: 0 });
  });
});
