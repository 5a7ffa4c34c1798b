/** A resource retires: what it is booked for from then on is declined by mail, and so is what is asked for then. */
import { expect, it } from 'vitest';
import { retireResource } from '../../src/resources/retire-resource.js';
import { instant } from '../../src/mail/instant.js';
import { approverReply } from '../support/approver-reply.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { invitation, type Invitation } from '../support/invitation.js';

const MARCH = '2027-03-01T00:00:00.000Z';
const from = instant(Date.parse(MARCH));

type Asked = Partial<Invitation> & { readonly uid: string; readonly at: string };

function ask(server: TestServer, { at, ...other }: Asked): Promise<readonly string[]> {
  const meeting = { organizer: 'ann@example.org', attendee: 'blue@example.org', minutes: 60, ...other };
  return server.bring(invitation({ stampedAt: new Date('2026-12-01'), ...meeting, start: new Date(at) }), 'blue');
}

async function bookedServer(): Promise<TestServer> {
  const server = openTestServer();
  await server.resource('blue');
  await ask(server, { uid: 'before', at: '2027-02-22T15:00:00Z', organizer: 'bob@example.org' });
  await ask(server, { uid: 'over', at: '2027-02-28T23:30:00Z', organizer: 'bob@example.org', summary: 'Night shift' });
  await ask(server, { uid: 'after', at: '2027-03-05T09:00:00Z', organizer: 'bob@example.org', summary: 'Review' });
  await ask(server, { uid: 'series', at: '2027-02-15T09:00:00Z', rrule: 'FREQ=WEEKLY;COUNT=5' });
  await server.sent();
  return server;
}

async function retire(server: TestServer, dryRun = false): ReturnType<typeof retireResource> {
  const account = await server.setPolicy('blue', { retiresAt: MARCH });
  return retireResource(account, from, dryRun, server);
}

it('declines what ends after the day, one message for each meeting; what ends before it stays', async () => {
  const server = await bookedServer();
  expect(await retire(server)).toMatchObject([
    { uid: 'over', occurrences: 1, told: ['bob@example.org'] },
    { uid: 'series', occurrences: 3, summary: 'Planning', told: ['ann@example.org'] },
    { uid: 'after', occurrences: 1 },
  ]);
  expect(await server.taken('blue')).toEqual(['2027-02-15T09:00', '2027-02-22T09:00', '2027-02-22T15:00']);
  const [over, series, after] = await server.sent();
  expect(over).toMatchObject({ subject: 'Declined: Night shift', to: ['bob@example.org'], partstat: 'DECLINED' });
  expect(over?.calendarLines.filter((line) => line.startsWith('RECURRENCE-ID'))).toEqual([]);
  expect(over?.text).toContain('no longer available for your meeting');
  expect(series?.calendarLines.filter((line) => line.startsWith('RECURRENCE-ID'))).toEqual([
    'RECURRENCE-ID:20270301T090000Z',
    'RECURRENCE-ID:20270308T090000Z',
    'RECURRENCE-ID:20270315T090000Z',
  ]);
  expect(series?.text).toContain('no longer available for 3 meetings of your series');
  expect(series?.text).toContain('out of service');
  expect(after?.subject).toBe('Declined: Review');
});

it('asked again it sends nothing twice; every decline is recorded', async () => {
  const server = await bookedServer();
  await retire(server);
  await server.sent();
  expect(await retire(server)).toEqual([]);
  expect(await server.sent()).toEqual([]);
  const { storeId } = await server.accountNamed('blue');
  const records = storeId === null ? [] : await server.calendars.decisions(storeId, 3);
  expect(records.map(({ uid, because }) => `${uid ?? ''} ${because ?? ''}`)).toEqual([
    'after retired',
    'series retired',
    'over retired',
  ]);
});

it('a dry run tells the same and changes nothing', async () => {
  const server = await bookedServer();
  const before = await server.taken('blue');
  const told = await retire(server, true);
  expect(told.map(({ uid }) => uid)).toEqual(['over', 'series', 'after']);
  expect([await server.taken('blue'), await server.sent()]).toEqual([before, []]);
  expect(await retire(server)).toEqual(told);
});

it.each([
  { name: 'a meeting that ends in time', at: '2027-02-28T23:00:00Z', rrule: undefined, partstat: 'ACCEPTED' },
  { name: 'a meeting after it', at: '2027-03-01T00:00:00Z', rrule: undefined, partstat: 'DECLINED' },
  { name: 'a series past it', at: '2027-02-27T09:00:00Z', rrule: 'FREQ=DAILY;COUNT=4', partstat: 'DECLINED' },
])('a new request for $name: $partstat', async ({ at, rrule, partstat }) => {
  const server = openTestServer();
  await server.resource('blue', { retiresAt: MARCH, mode: 'accept-always' });
  await ask(server, { uid: 'new', at, ...(rrule === undefined ? {} : { rrule }) });
  const [answer] = await server.sent();
  expect(answer?.partstat).toBe(partstat);
  expect(answer?.text.includes('out of service')).toBe(partstat === 'DECLINED');
});

it('a series that was cut keeps its first dates when its organizer updates it', async () => {
  const server = await bookedServer();
  await retire(server);
  await server.sent();
  await ask(server, { uid: 'series', at: '2027-02-15T10:00:00Z', rrule: 'FREQ=WEEKLY;COUNT=5', sequence: 1 });
  const [answer] = await server.sent();
  expect(answer?.calendarLines.filter((line) => line.includes('PARTSTAT=ACCEPTED'))).toHaveLength(1);
  expect(await server.taken('blue')).toEqual(['2027-02-15T10:00', '2027-02-22T10:00', '2027-02-22T15:00']);
});

it('a booking that waits for an approver is declined too, and the approver need not answer', async () => {
  const server = openTestServer();
  await server.resource('blue', { approvers: ['carl@partner.example'] });
  await ask(server, { uid: 'waiting', at: '2027-03-05T09:00:00Z' });
  const [, question] = await server.sent();
  await retire(server);
  const messages = await server.sent();
  expect(messages.map(({ to, subject }) => `${to.join()} ${subject.split(':')[0] ?? ''}`)).toEqual([
    'ann@example.org Declined',
    'carl@partner.example Approval no longer needed',
  ]);
  if (question === undefined) throw new Error('nobody was asked');
  await server.bring(approverReply(question, { from: 'carl@partner.example' }), 'blue');
  expect([await server.sent(), await server.taken('blue')]).toEqual([[], []]);
});
