/**
 * Messages that want something in somebody else's name: what is booked, what is freed, and who gets mail.
 */
import { describe, expect, it } from 'vitest';
import type { TrustSettings } from '../../src/settings/trust-settings.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { itip } from '../unit/booking/desk-model.js';

const ROOM = 'blue@example.org';
const ANN = 'ann@partner.example';
const EVE = 'eve@evil.example';
const MX = 'mx.example.org';
const unsure: TrustSettings = { trust: 'auto', trustedAuthserv: [], trustedRelays: [] };
const reporting: TrustSettings = { ...unsure, reportUnproven: true };
const sure: TrustSettings = { ...unsure, trustedAuthserv: [MX] };

const meeting = (method: string, organizer = ANN, ...lines: string[]): string =>
  itip(method, [
    `ORGANIZER:mailto:${organizer}`,
    `ATTENDEE;RSVP=TRUE:mailto:${ROOM}`,
    'DTEND:20270201T150000Z',
    'SUMMARY:Planning',
    ...(lines.length > 0 ? lines : ['DTSTART:20270201T140000Z']),
  ]);
const cancel = meeting('CANCEL', ANN, 'DTSTART:20270201T140000Z', 'SEQUENCE:1', 'DTSTAMP:20261202T000000Z');
const move = meeting('REQUEST', ANN, 'DTSTART:20270201T130000Z', 'SEQUENCE:1', 'DTSTAMP:20261202T000000Z');
const passed = [`Authentication-Results: ${MX}; dmarc=pass header.from=partner.example`];
const planning = ['accepted 2027-02-01T14:00 Planning'];

async function openApplication(trust: TrustSettings): Promise<TestServer> {
  const server = openTestServer({ trust });
  await server.resource('blue');
  return server;
}

describe('a forged message about a meeting', () => {
  it.each([
    ['cancellation', cancel, [], 'Your booking was cancelled: Planning'],
    ['update', move, ['accepted 2027-02-01T13:00 Planning'], 'Your booking was moved: Planning'],
  ])('%s: believed while nobody authenticates, and the organizer is told', async (_, ics, agenda, subject) => {
    const server = await openApplication(reporting);
    await server.bringCalendar(meeting('REQUEST'), { from: ANN, to: 'blue' });
    await server.bringCalendar(ics, { from: ANN, to: 'blue' });
    expect(await server.agenda('blue')).toEqual(agenda);
    expect((await server.sent()).map((answer) => answer.subject)).toContain(subject);
  });

  it.each([
    ['cancellation', cancel],
    ['update', move],
  ])('%s: left to a person once somebody does', async (_, ics) => {
    const server = await openApplication(sure);
    await server.bringCalendar(meeting('REQUEST'), { from: ANN, to: 'blue', firstFields: passed });
    const received = 'Received: from x (evil.example [192.0.2.1]) by mx.example.org with ESMTP; today';
    await server.bringCalendar(ics, { from: ANN, to: 'blue', firstFields: [received, ...passed] });
    expect(await server.lastDecision('blue')).toBe('leave-to-person not-authenticated');
    expect(await server.agenda('blue')).toEqual(planning);
    expect(await server.sent()).toHaveLength(1);
    await server.bringCalendar(ics, { from: ANN, to: 'blue', firstFields: passed });
    expect(await server.agenda('blue')).not.toEqual(planning);
  });
});

it.each([unsure, sure])('a forged organizer books nothing, and nothing is sent', async (trust) => {
  const server = await openApplication(trust);
  const firstFields = [`Authentication-Results: ${MX}; dmarc=pass header.from=evil.example`];
  await server.bringCalendar(meeting('REQUEST'), { from: EVE, to: 'blue', firstFields });
  expect([await server.agenda('blue'), await server.sent()]).toEqual([[], []]);
  expect(await server.filed('blue')).toEqual(['Inbox']);
});

it('a room that organizes is left to a person in its own store; rooms that invite each other do not talk', async () => {
  const server = await openApplication(unsure);
  await server.resource('red');
  await server.bringCalendar(meeting('REQUEST', ROOM), { from: ROOM, to: 'blue' });
  expect(await server.lastDecision('blue')).toBe('leave-to-person organizer-is-resource');
  expect(await server.sent()).toEqual([]);
  await server.bringCalendar(meeting('REQUEST', 'red@example.org'), { from: 'red@example.org', to: 'blue' });
  const [answer, ...more] = await server.sent();
  expect([answer?.subject, more]).toEqual(['Accepted: Planning', []]);
  const reply = itip('REPLY', [
    'ORGANIZER:mailto:red@example.org',
    `ATTENDEE;PARTSTAT=ACCEPTED:mailto:${ROOM}`,
    'DTSTART:20270201T140000Z',
  ]);
  await server.bringCalendar(reply, { from: ROOM, to: 'red' });
  expect(await server.sent()).toEqual([]);
});

it('an organizer gets 60 answers an hour; further requests are decided without an answer', async () => {
  const server = await openApplication(unsure);
  for (let number = 0; number < 61; number += 1) {
    const ics = meeting('REQUEST', ANN, `UID:flood-${number}`, 'DTSTART:20270201T140000Z');
    await server.bringCalendar(ics, { from: ANN, to: 'blue' });
  }
  expect(await server.sent()).toHaveLength(60);
  expect(await server.lastDecision('blue')).toBe('decline conflict');
  const stores = await server.filed('blue');
  expect(stores).toHaveLength(61);
  const other = meeting('REQUEST', 'bob@partner.example', 'UID:other', 'DTSTART:20270201T140000Z');
  await server.bringCalendar(other, { from: 'bob@partner.example', to: 'blue' });
  expect(await server.sent()).toHaveLength(1);
});

describe('who logged in to our MTA', () => {
  const behind: TrustSettings = { ...sure, trustedRelays: ['192.0.2.25'] };
  const submitted = (user: string): string =>
    `Received: from pc (host.partner.example [192.0.2.1]) (Authenticated sender: ${user}) by ${MX} with ESMTPSA id 1; today`;

  it.each<[string, string[], string]>([
    ['is believed, under the name of the account', [submitted('anna')], 'accept'],
    ['or under an address of it', [submitted('anna@example.org')], 'accept'],
    ['or by RFC 8601 auth=pass', [`Authentication-Results: ${MX}; auth=pass smtp.auth=anna`], 'accept'],
    ['but not as somebody else', [submitted('bert')], 'leave-to-person not-authenticated'],
    ['nor under a name of nobody', [submitted('carla')], 'leave-to-person not-authenticated'],
    [
      'nor by what a stranger wrote below the Received of ours',
      [`Received: from x (evil.example [192.0.2.66]) by ${MX} with ESMTP; today`, submitted('anna')],
      'leave-to-person not-authenticated',
    ],
  ])('%s', async (_, firstFields, decision) => {
    const server = await openApplication(behind);
    await server.account('anna');
    await server.account('bert');
    const from = 'anna@example.org';
    await server.bringCalendar(meeting('REQUEST', from), { from, to: 'blue', firstFields });
    expect(await server.lastDecision('blue')).toBe(decision);
  });
});
