/**
 * A person decides on what a resource left to one: the organizer gets the resource's answer, the calendar follows.
 */
import { describe, expect, it } from 'vitest';
import type { AdminContext } from '../../src/admin/admin-context.js';
import { checkLeft } from '../../src/admin/doctor/check-left.js';
import { serverFigures } from '../../src/admin/server-figures.js';
import type { BookingPolicy } from '../../src/booking/booking-policy.js';
import type { PersonsWord } from '../../src/booking/booking-request.js';
import { decideLeft } from '../../src/delivery/explain/decide-left.js';
import type { HandOutcome } from '../../src/resources/decide-by-hand.js';
import type { LeftMessage } from '../../src/store/calendars.js';
import { pageAccounts } from '../support/page-accounts.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { itip } from '../unit/booking/desk-model.js';

const ANN = 'ann@partner.example';
const BEN = 'ben@other.example';
const ROOM = 'blue@example.org';

interface Asked {
  readonly uid?: string;
  readonly by?: string;
  readonly method?: string;
  readonly hour?: number;
  readonly lines?: readonly string[];
}

const meeting = ({ uid = 'planning', by = ANN, method = 'REQUEST', hour = 14, lines = [] }: Asked = {}): string =>
  itip(method, [
    `UID:${uid}`,
    `ORGANIZER:mailto:${by}`,
    `ATTENDEE;RSVP=TRUE:mailto:${ROOM}`,
    `DTSTART:20270201T${hour}0000Z`,
    `DTEND:20270201T${hour + 1}0000Z`,
    'SUMMARY:Planning',
    ...lines,
  ]);

const plain: PersonsWord = { verdict: 'accept', conflicts: 'refuse', isAuthorKnown: false, comment: '' };

async function open(policy: Partial<BookingPolicy>): Promise<TestServer> {
  const server = openTestServer();
  await server.resource('blue', policy);
  return server;
}

async function left(server: TestServer, name = 'blue'): Promise<readonly LeftMessage[]> {
  const { storeId } = await server.accountNamed(name);
  if (storeId === null) throw new Error(`${name} has no store`);
  return server.calendars.leftToPerson(storeId, { now: server.clock(), after: 0, limit: 100 });
}

async function say(
  server: TestServer,
  word: Partial<PersonsWord> & { readonly isSilent?: boolean },
  which?: LeftMessage,
): Promise<HandOutcome> {
  const account = await server.accountNamed('blue');
  const message = which ?? (await left(server)).at(-1);
  if (message === undefined || account.storeId === null) throw new Error('nothing waits');
  const { isSilent = false, ...own } = word;
  const bytes = await server.mailStore.readMessage(account.storeId, message.folder, message.uid);
  return decideLeft(account, message, bytes, { word: { ...plain, ...own }, isSilent }, server);
}

const answers = async (server: TestServer): Promise<readonly string[]> =>
  (await server.sent()).map(({ to, partstat, subject }) => `${to.join(' ')} ${partstat} ${subject}`);

describe('each mode that leaves something to a person', () => {
  const cases = [
    ['manual', null, 'accept', 'ACCEPTED Accepted: Planning', ['accepted 2027-02-01T14:00 Planning']],
    ['manual', null, 'decline', 'DECLINED Declined: Planning', []],
    ['decline-if-busy', null, 'accept', 'ACCEPTED Accepted: Planning', ['accepted 2027-02-01T14:00 Planning']],
    ['decline-if-busy', null, 'decline', 'DECLINED Declined: Planning', []],
    ['accept-if-free', 'busy', 'decline', 'DECLINED Declined: Planning', ['accepted 2027-02-01T14:00 Planning']],
  ] as const;
  it.each(cases)('%s, %s: %s', async (mode, busy, verdict, answer, agenda) => {
    const server = await open({ mode });
    if (busy !== null) await server.bringCalendar(meeting({ uid: 'first', by: BEN }), { from: BEN, to: 'blue' });
    await answers(server);
    await server.bringCalendar(meeting(), { from: ANN, to: 'blue', subject: 'Invitation: Planning' });
    expect(await answers(server)).toEqual([]);
    expect((await left(server)).map(({ record }) => record.left)).toMatchObject([
      { subject: 'Invitation: Planning', authors: [ANN], start: Date.parse('2027-02-01T14:00:00Z') },
    ]);
    expect(await say(server, { verdict })).toMatchObject({ kind: 'decided', told: [ANN] });
    expect(await answers(server)).toEqual([`${ANN} ${answer}`]);
    expect(await server.agenda('blue')).toEqual(agenda);
    expect(await left(server)).toEqual([]);
    expect((await server.calendars.leftCounts(server.clock())).length).toBe(0);
  });

  it('the comment is part of the answer and of its REPLY', async () => {
    const server = await open({ mode: 'manual' });
    await server.bringCalendar(meeting(), { from: ANN, to: 'blue' });
    await say(server, { verdict: 'decline', comment: 'The room is being painted.' });
    const [entry] = await server.outbox.outboxEntries();
    const text = Buffer.from((await server.outbox.outboxBytes(entry?.id ?? '')) ?? []).toString();
    expect(text.match(/painted/g)?.length).toBeGreaterThanOrEqual(3);
  });
});

describe('what is taken', () => {
  it('is booked twice only by force', async () => {
    const server = await open({ mode: 'accept-if-free' });
    await server.bringCalendar(meeting({ uid: 'first', by: BEN }), { from: BEN, to: 'blue' });
    await server.bringCalendar(meeting(), { from: ANN, to: 'blue' });
    await answers(server);
    expect(await say(server, {})).toMatchObject({ kind: 'impossible', record: { because: 'not-free' } });
    expect([await answers(server), (await server.taken('blue')).length]).toEqual([[], 1]);
    expect(await say(server, { conflicts: 'allow' })).toMatchObject({ kind: 'decided' });
    expect(await answers(server)).toEqual([`${ANN} ACCEPTED Accepted: Planning`]);
    expect(await server.taken('blue')).toHaveLength(2);
  });

  it('of a series is declined apart when the person says so', async () => {
    const server = await open({ mode: 'accept-if-free' });
    await server.bringCalendar(meeting({ uid: 'first', by: BEN }), { from: BEN, to: 'blue' });
    const series = meeting({ lines: ['RRULE:FREQ=DAILY;COUNT=3'] });
    await server.bringCalendar(series, { from: ANN, to: 'blue' });
    await answers(server);
    expect(await say(server, {})).toMatchObject({ kind: 'impossible' });
    expect(await say(server, { conflicts: 'decline' })).toMatchObject({
      kind: 'decided',
      record: { decision: 'accept', because: 'partly' },
    });
    expect(await server.taken('blue')).toHaveLength(3);
  });

  it('rules of the policy do not bind a person', async () => {
    const server = await open({ mode: 'accept-if-free', maxDurationMinutes: 30, declineRecurring: true });
    await server.bringCalendar(meeting({ lines: ['RRULE:FREQ=DAILY;COUNT=3'] }), { from: ANN, to: 'blue' });
    expect(await say(server, {})).toMatchObject({ kind: 'decided' });
    expect(await server.taken('blue')).toHaveLength(3);
  });
});

describe('who wrote it', () => {
  const forged = meeting({ by: 'victim@else.example' });

  it('an unproven organizer is mailed only if the person knows the author', async () => {
    const server = await open({});
    await server.bringCalendar(forged, { from: ANN, to: 'blue' });
    expect(await say(server, {})).toMatchObject({ kind: 'impossible', record: { because: 'author-is-not-organizer' } });
    expect(await say(server, { verdict: 'decline' })).toMatchObject({ kind: 'impossible' });
    expect(await answers(server)).toEqual([]);
    expect(await say(server, { isAuthorKnown: true })).toMatchObject({ kind: 'decided' });
    expect(await answers(server)).toEqual(['victim@else.example ACCEPTED Accepted: Planning']);
  });

  it('silence settles it without a change', async () => {
    const server = await open({});
    await server.bringCalendar(forged, { from: ANN, to: 'blue' });
    expect(await say(server, { verdict: 'decline', isSilent: true })).toMatchObject({ kind: 'decided', told: [] });
    expect([await answers(server), await server.entries('blue', 'planning'), await left(server)]).toEqual([[], [], []]);
  });

  it('an unproven cancellation is done when the person accepts it, and not when they decline', async () => {
    for (const verdict of ['accept', 'decline'] as const) {
      const server = await open({});
      await server.bringCalendar(meeting(), { from: ANN, to: 'blue' });
      await server.bringCalendar(meeting({ method: 'CANCEL', lines: ['STATUS:CANCELLED', 'SEQUENCE:1'] }), {
        from: BEN,
        to: 'blue',
      });
      const isSilent = verdict === 'decline';
      expect(await say(server, { verdict, isSilent, isAuthorKnown: !isSilent })).toMatchObject({ kind: 'decided' });
      expect(await server.taken('blue')).toHaveLength(verdict === 'accept' ? 0 : 1);
    }
  });
});

describe('what is left no longer', () => {
  it('twice decided is decided once', async () => {
    const server = await open({ mode: 'manual' });
    await server.bringCalendar(meeting(), { from: ANN, to: 'blue' });
    const [message] = await left(server);
    expect(await say(server, {}, message)).toMatchObject({ kind: 'decided' });
    expect(await say(server, {}, message)).toEqual({ kind: 'settled' });
    expect(await say(server, { verdict: 'decline' }, message)).toEqual({ kind: 'settled' });
    expect(await answers(server)).toHaveLength(1);
  });

  it('two at the same moment: one decides', async () => {
    const server = await open({ mode: 'manual' });
    await server.bringCalendar(meeting(), { from: ANN, to: 'blue' });
    const [message] = await left(server);
    const outcomes = await Promise.all([say(server, {}, message), say(server, { verdict: 'decline' }, message)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['decided', 'settled']);
    expect(await answers(server)).toHaveLength(1);
  });

  it('cancelled, or past', async () => {
    const server = await open({ mode: 'manual' });
    await server.bringCalendar(meeting(), { from: ANN, to: 'blue' });
    await server.bringCalendar(meeting({ uid: 'other', hour: 16 }), { from: ANN, to: 'blue' });
    await server.bringCalendar(meeting({ method: 'CANCEL', lines: ['STATUS:CANCELLED', 'SEQUENCE:1'] }), {
      from: ANN,
      to: 'blue',
    });
    expect((await left(server)).map(({ record }) => record.uid)).toEqual(['other']);
    server.setNow('2027-02-02T00:00:00Z');
    expect(await left(server)).toEqual([]);
    expect(await server.calendars.leftCounts(server.clock())).toEqual([]);
  });

  it('an update takes the place of the request, one date does not', async () => {
    const server = await open({ mode: 'manual' });
    const series = (lines: readonly string[]): string => meeting({ lines: ['RRULE:FREQ=DAILY;COUNT=3', ...lines] });
    await server.bringCalendar(series([]), { from: ANN, to: 'blue' });
    await server.bringCalendar(series(['SEQUENCE:1']), { from: ANN, to: 'blue' });
    const [whole, ...more] = await left(server);
    expect(more).toEqual([]);
    await server.bringCalendar(meeting({ hour: 17, lines: ['RECURRENCE-ID:20270202T140000Z', 'SEQUENCE:2'] }), {
      from: ANN,
      to: 'blue',
    });
    expect(await left(server)).toHaveLength(2);
    expect(await say(server, {}, whole)).toMatchObject({ kind: 'decided' });
    expect(await left(server)).toHaveLength(1);
    expect(await say(server, {})).toMatchObject({ kind: 'decided' });
    expect((await server.agenda('blue')).filter((each) => !each.startsWith('accepted'))).toEqual([]);
  });

  it('an older revision than what is booked meanwhile is not accepted', async () => {
    const server = await open({ mode: 'manual' });
    await server.bringCalendar(meeting(), { from: ANN, to: 'blue' });
    const [old] = await left(server);
    await server.setPolicy('blue', { mode: 'auto' });
    await server.bringCalendar(meeting({ hour: 18, lines: ['SEQUENCE:1'] }), { from: ANN, to: 'blue' });
    expect(await say(server, {}, old)).toEqual({ kind: 'settled' });
    expect(await server.taken('blue')).toEqual(['2027-02-01T18:00']);
  });
});

it('what cannot be read is settled without an answer', async () => {
  const server = await open({});
  await server.bringCalendar(meeting({ lines: ['DURATION:P30M'] }), { from: ANN, to: 'blue' });
  await server.bringCalendar(meeting({ method: 'COUNTER' }), { from: ANN, to: 'blue' });
  const messages = await left(server);
  expect(messages.map(({ record }) => record.because)).toEqual(['unreadable', 'method-for-people']);
  for (const message of messages) {
    expect(await say(server, {}, message)).toMatchObject({ kind: 'impossible' });
    expect(await say(server, { verdict: 'decline', isSilent: true }, message)).toMatchObject({ kind: 'decided' });
  }
  expect([await left(server), await answers(server)]).toEqual([[], []]);
});

describe('a pool', () => {
  it('passes on what a person accepts, to a free member', async () => {
    const server = openTestServer();
    await server.resource('one');
    await server.resource('two');
    await server.resource('blue', { mode: 'manual', members: ['one', 'two'] });
    await server.bringCalendar(meeting({ uid: 'first', by: BEN }).replaceAll(ROOM, 'one@example.org'), {
      from: BEN,
      to: 'one',
    });
    await server.bringCalendar(meeting(), { from: ANN, to: 'blue' });
    await answers(server);
    expect(await say(server, {})).toMatchObject({ kind: 'decided', told: [ANN] });
    expect([await server.taken('one'), await server.taken('two')].map(({ length }) => length)).toEqual([1, 1]);
  });

  it('has nothing to accept with where no member is free, not by force either', async () => {
    const server = openTestServer();
    await server.resource('one', { retiresAt: '2027-01-15T00:00:00Z' });
    await server.resource('blue', { mode: 'manual', members: ['one'] });
    await server.bringCalendar(meeting(), { from: ANN, to: 'blue' });
    expect(await say(server, {})).toMatchObject({ kind: 'impossible' });
    expect(await answers(server)).toEqual([]);
  });
});

it('doctor and metrics count what waits, until it is decided', async () => {
  const server = await open({ mode: 'manual' });
  const directory = { accountsAfter: pageAccounts([await server.accountNamed('blue')]) };
  const context = { calendars: server.calendars, clock: server.clock, directory } as unknown as AdminContext;
  const figures = serverFigures({
    ...{ outbox: server.outbox, calendars: server.calendars, clock: server.clock, dataFolder: '.' },
    writer: () => ({ calls: 0, commits: 0, segmentSyncs: 0, failures: 0 }),
  }).filter(({ name }) => name.startsWith('frontdesk_booking_left'));
  const counted = async (): Promise<readonly unknown[]> =>
    (await Promise.all(figures.map(async ({ read }) => await read()))).flat().map(({ value }) => value);
  expect([(await checkLeft(context)).state, await counted()]).toEqual(['good', [0, 0]]);
  await server.bringCalendar(meeting(), { from: ANN, to: 'blue' });
  server.setNow('2027-01-03T00:00:00Z');
  expect(await checkLeft(context)).toMatchObject({
    state: 'warning',
    found: '1 message waits for a person, the oldest for 2 days (blue 1)',
  });
  expect(await counted()).toEqual([1, 2 * 86_400]);
  await say(server, {});
  expect([(await checkLeft(context)).state, await counted()]).toEqual(['good', [0, 0]]);
});
