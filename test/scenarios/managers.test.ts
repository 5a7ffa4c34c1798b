/**
 * What a resource cannot decide reaches a person: its managers, its approvers, or the server's administrator.
 */
import { describe, expect, it } from 'vitest';
import type { BookingPolicy } from '../../src/booking/booking-policy.js';
import { MAX_NOTICES } from '../../src/delivery/planning/tell-managers.js';
import { formatAddress } from '../../src/mail/address.js';
import { address } from '../support/account-fields.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { itip } from '../unit/booking/desk-model.js';

const ANN = 'ann@partner.example';
const ROOM = 'blue@example.org';
const managed = { managers: ['boss', 'desk@else.example'] };
const meeting = (method: string, ...lines: string[]): string =>
  itip(method, [
    `ORGANIZER:mailto:${ANN}`,
    `ATTENDEE;RSVP=TRUE:mailto:${ROOM}`,
    'DTEND:20270201T150000Z',
    'SUMMARY:Planning',
    ...(lines.length > 0 ? lines : ['DTSTART:20270201T140000Z']),
  ]);

async function openManaged(policy: Partial<BookingPolicy>, administrator: string | null = null): Promise<TestServer> {
  const server = openTestServer({
    settings: { administrator: administrator === null ? null : address(administrator) },
  });
  await server.account('boss');
  await server.resource('blue', policy);
  return server;
}

/** Recipients and subject of what was sent since the last time. */
async function sent(server: TestServer): Promise<readonly string[]> {
  return (await server.sent()).map(({ to, subject }) => `${to.join(' ')}: ${subject}`);
}

const toManagers = ['boss@example.org desk@else.example: Decision needed for blue: Planning'];

describe('what a resource cannot decide goes to its managers', () => {
  it.each([
    ['a counter-proposal', meeting('COUNTER'), {}],
    ['an object that cannot be read', meeting('REQUEST', 'DTSTART:20270201T140000Z', 'DURATION:P30M'), {}],
    ['a mode in which a person decides', meeting('REQUEST'), { mode: 'manual' as const }],
    ['an organizer that the author is not', meeting('REQUEST').replaceAll(ANN, 'eve@other.example'), {}],
  ])('%s', async (_, ics, policy) => {
    const server = await openManaged({ ...managed, ...policy });
    expect(await server.bringCalendar(ics, { from: ANN, to: 'blue', subject: 'Planning' })).toEqual(['250 2.0.0']);
    expect(await server.lastDecision('blue')).toMatch(/^leave-to-person /);
    expect(await sent(server)).toEqual(toManagers);
  });

  it('with the reason, and the original attached', async () => {
    const server = await openManaged(managed);
    await server.bringCalendar(meeting('COUNTER'), { from: ANN, to: 'blue', subject: 'Planning' });
    const [entry] = await server.outbox.outboxEntries();
    const text = Buffer.from((await server.outbox.outboxBytes(entry?.id ?? '')) ?? []).toString();
    expect(entry?.reversePath).toBeNull();
    for (const part of ['Content-Type: message/rfc822', 'METHOD:COUNTER', 'ann@partner']) expect(text).toContain(part);
    expect(text).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  });

  it('else to its approvers, else to the administrator, never to itself', async () => {
    const cases: [Partial<BookingPolicy>, string | null, string][] = [
      [{ approvers: ['boss'] }, 'it@example.org', 'boss@example.org'],
      [{}, 'it@example.org', 'it@example.org'],
      [{ managers: ['blue', 'gone'] }, 'it@example.org', 'it@example.org'],
      [{ managers: ['gone'] }, null, ''],
      [{}, ROOM, ''],
    ];
    for (const [policy, administrator, expected] of cases) {
      const server = await openManaged(policy, administrator);
      await server.bringCalendar(meeting('COUNTER'), { from: ANN, to: 'blue' });
      const entries = await server.outbox.outboxEntries();
      expect(entries.flatMap(({ recipients }) => recipients.map(formatAddress)).join(' ')).toBe(expected);
    }
  });

  it.each([
    ["somebody else's PUBLISH", meeting('PUBLISH').replaceAll(ROOM, 'other@example.org'), {}],
    ['its own meeting', meeting('REQUEST').replaceAll(ANN, ROOM), {}],
    ['a resource that takes no meetings by itself', meeting('REQUEST'), { mrAccept: false }],
    ['what is decided', meeting('REQUEST'), {}],
  ])('not %s', async (_, ics, policy) => {
    const server = await openManaged({ ...managed, ...policy });
    await server.bringCalendar(ics, { from: _ === 'its own meeting' ? ROOM : ANN, to: 'blue' });
    expect((await sent(server)).filter((each) => each.includes('Decision needed'))).toEqual([]);
  });

  it('a message that comes again is told once', async () => {
    const server = await openManaged(managed);
    const mail = { from: ANN, to: 'blue', firstFields: ['Received: from a by b; Mon, 1 Feb 2027 00:00:00 +0000'] };
    const bytes = (): Buffer =>
      Buffer.from(
        `${mail.firstFields[0] ?? ''}\r\nFrom: <${ANN}>\r\nMessage-ID: <1@x>\r\nContent-Type: text/calendar\r\n\r\n${meeting('COUNTER')}`,
      );
    await server.bring(bytes(), 'blue');
    await server.bring(bytes(), 'blue');
    expect(await sent(server)).toHaveLength(1);
  });

  it(`at most ${MAX_NOTICES} a day, then one digest, and again a day later`, async () => {
    const server = await openManaged(managed);
    const bring = async (times: number): Promise<void> => {
      for (let count = 0; count < times; count += 1)
        await server.bringCalendar(meeting('COUNTER'), { from: ANN, to: 'blue', subject: 'Planning' });
    };
    await bring(MAX_NOTICES + 3);
    const subjects = await sent(server);
    expect(subjects).toHaveLength(MAX_NOTICES + 1);
    expect(subjects.filter((each) => each.includes('More decisions needed for blue'))).toHaveLength(1);
    server.setNow('2027-01-02T00:30:00Z');
    await bring(1);
    expect(await sent(server)).toEqual(toManagers);
  });
});

describe('limits count every message that goes out', () => {
  const request = (uid: string, hour: number): string =>
    itip('REQUEST', [
      ...[`UID:${uid}`, `ORGANIZER:mailto:${ANN}`, `ATTENDEE;RSVP=TRUE:mailto:${ROOM}`],
      ...[
        `DTSTART:202702${String(1 + Math.floor(hour / 20)).padStart(2, '0')}T${String(hour % 20).padStart(2, '0')}0000Z`,
      ],
      'DURATION:PT1H',
    ]);
  const bringMany = async (server: TestServer, from: (count: number) => string, times: number): Promise<number> => {
    for (let count = 0; count < times; count += 1)
      await server.bringCalendar(request(`u${count}`, count).replaceAll(ANN, from(count)), {
        from: from(count),
        to: 'blue',
      });
    return (await server.sent()).length;
  };

  it('details of an address are one sender', async () => {
    const server = openTestServer({ settings: { maxAnswersPerOrganizerHour: 5 } });
    await server.resource('blue');
    expect(await bringMany(server, (count) => `ann+${count}@partner.example`, 8)).toBe(5);
  });

  it('one resource sends no more than its own limit, whoever asks', async () => {
    const server = openTestServer({ settings: { maxMessagesPerResourceHour: 6 } });
    await server.resource('blue');
    expect(await bringMany(server, (count) => `ann${count}@partner.example`, 9)).toBe(6);
  });

  it('recipients of one message count before they are written', async () => {
    const server = openTestServer({ settings: { maxAnswersPerOrganizerHour: 1 } });
    await server.resource('blue');
    await server.resource('red');
    const both = request('u', 0).replace('DURATION', 'ATTENDEE;RSVP=TRUE:mailto:red@example.org\r\nDURATION');
    const header = `From: <${ANN}>\r\nMessage-ID: <both@x>\r\nContent-Type: text/calendar\r\n\r\n`;
    expect(await server.bring(Buffer.from(header + both), ['blue', 'red'])).toEqual(['250 2.0.0', '250 2.0.0']);
    expect((await server.sent()).map(({ partstat }) => partstat)).toEqual(['ACCEPTED']);
    expect([await server.taken('blue'), await server.taken('red')].map((taken) => taken.length)).toEqual([1, 1]);
  });

  it('questions to approvers count, and what nobody can be asked about is declined', async () => {
    const server = openTestServer({ settings: { maxAnswersPerOrganizerHour: 7 } });
    await server.account('boss');
    await server.account('vice');
    await server.resource('blue', { approvers: ['boss', 'vice'] });
    expect(await bringMany(server, () => ANN, 3)).toBe(7);
    expect(await server.lastDecision('blue')).toBe('decline not-approved');
  });
});
