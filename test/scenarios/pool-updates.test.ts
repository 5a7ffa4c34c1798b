/**
 * An update of a meeting that a pool has passed on may reach the pool, the member, or both, in any order or in one
 * transaction: the calendars and the last word to the organizer are the same in each case.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SentAnswer } from '../support/read-stores.js';
import { openTestServer, type TestServer } from '../support/test-server.js';

const ORGANIZER = 'ann@example.org';
const members = ['p1', 'p2', 'p3'];
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const FIRST = Date.parse('2027-02-01T00:00:00Z');

/** To whom a message goes: each inner list is one transaction. */
const routes = (member: string): Record<string, readonly (readonly string[])[]> => ({
  pool: [['pool']],
  member: [[member]],
  'pool, then member': [['pool'], [member]],
  'member, then pool': [[member], ['pool']],
  'both, the pool first': [['pool', member]],
  'both, the member first': [[member, 'pool']],
});

type Lines = 'pool alone' | 'with delegate' | 'lines kept' | 'member alone' | 'others';

interface Message {
  readonly method?: 'REQUEST' | 'CANCEL';
  readonly sequence: number;
  /** Hours after the first day. */
  readonly hour: number;
  readonly rrule?: string;
  /** Of which date of a daily series; its hour on that day is `hour`. */
  readonly day?: number;
  readonly status?: string;
  readonly lines: Lines;
  readonly partstat?: 'NEEDS-ACTION' | 'ACCEPTED';
}

/** What was booked for the meeting at first, at 9. */
const meetingHour = 9;

function stamp(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/**
 * Outlook keeps the lines and writes no DELEGATED-FROM; others note the delegation, or nothing of it.
 *
 * @param noted who has had the meeting so far, as the organizer knows
 */
function attendeeLines(lines: Lines, noted: readonly string[], partstat: string): string[] {
  const pool = `ATTENDEE;CUTYPE=RESOURCE;PARTSTAT=${partstat};RSVP=TRUE:mailto:pool@example.org`;
  const plain = noted.map((name) => `ATTENDEE;CUTYPE=RESOURCE;PARTSTAT=${partstat}:mailto:${name}@example.org`);
  if (lines === 'others') return ['ATTENDEE:mailto:bob@example.org'];
  const [last] = noted.slice(-1);
  if (lines === 'pool alone' || last === undefined) return [pool];
  const delegated = [
    `ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:${last}@example.org":mailto:pool@example.org`,
    ...noted.map(
      (name) =>
        `ATTENDEE;DELEGATED-FROM="mailto:pool@example.org";PARTSTAT=${partstat};RSVP=TRUE:mailto:${name}@example.org`,
    ),
  ];
  if (lines === 'with delegate') return delegated;
  return lines === 'lines kept' ? [pool, ...plain] : plain.slice(-1);
}

function calendarObject(message: Message, noted: readonly string[]): string {
  const { method = 'REQUEST', sequence, hour, rrule, day, status, lines, partstat = 'NEEDS-ACTION' } = message;
  const start = FIRST + (day ?? 0) * DAY_MS + hour * HOUR_MS;
  const recurrence = FIRST + (day ?? 0) * DAY_MS + meetingHour * HOUR_MS;
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    'UID:meeting',
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${stamp(Date.parse('2026-12-01') + sequence * 60_000)}`,
    `DTSTART:${stamp(start)}`,
    `DTEND:${stamp(start + HOUR_MS)}`,
    ...(rrule === undefined ? [] : [`RRULE:${rrule}`]),
    ...(day === undefined ? [] : [`RECURRENCE-ID:${stamp(recurrence)}`]),
    ...(status === undefined ? [] : [`STATUS:${status}`]),
    'SUMMARY:Planning',
    `ORGANIZER:mailto:${ORGANIZER}`,
    ...attendeeLines(lines, noted, partstat),
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

async function poolServer(others: readonly Taken[], capacity = 1): Promise<TestServer> {
  const server = openTestServer();
  for (const name of members) await server.resource(name, { capacity }, { kind: 'equipment' });
  await server.resource('pool', { members }, { kind: 'equipment' });
  for (const [index, { member, day, hour }] of others.entries()) {
    const start = FIRST + day * DAY_MS + hour * HOUR_MS;
    const object = [
      ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REQUEST', 'BEGIN:VEVENT', `UID:other-${index}`],
      ...['SEQUENCE:0', 'DTSTAMP:20261201T000000Z', `DTSTART:${stamp(start)}`, `DTEND:${stamp(start + HOUR_MS)}`],
      ...[
        'ORGANIZER:mailto:eve@example.org',
        `ATTENDEE:mailto:${member}@example.org`,
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ],
    ].join('\r\n');
    await server.bringCalendar(object, { from: 'eve@example.org', to: member });
  }
  await server.sent();
  return server;
}

/** Another meeting that a member has by itself. */
interface Taken {
  readonly member: string;
  readonly day: number;
  readonly hour: number;
}

let serial = 0;

async function bring(server: TestServer, object: string, to: readonly string[]): Promise<void> {
  serial += 1;
  const header = [
    `From: <${ORGANIZER}>`,
    'To: <pool@example.org>',
    `Message-ID: <mail-${serial}@out.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/calendar; charset=utf-8',
  ];
  const replies = await server.bring(Buffer.from(`${header.join('\r\n')}\r\n\r\n${object}`), to);
  expect(replies).toEqual(to.map(() => '250 2.0.0'));
}

const addressOf = (line: string): string => /mailto:([^@"]+)@[^"]*$/i.exec(line)?.[1] ?? line;
const parameter = (line: string, name: string): string | undefined =>
  new RegExp(`;${name}="?((?:mailto:)?[A-Za-z0-9@.-]+)`).exec(line)?.[1];

const delegateOf = (words: Record<string, string>): string | undefined =>
  /mailto:([^@]+)@/.exec(words['pool'] ?? '')?.[1];

/** The last word about each attendee, in the order in which the answers went out: `p1: ACCEPTED`. */
function lastWords(answers: readonly SentAnswer[]): Record<string, string> {
  const words: Record<string, string> = {};
  for (const { calendarLines } of answers) {
    for (const line of calendarLines.filter((each) => each.startsWith('ATTENDEE'))) {
      const to = parameter(line, 'DELEGATED-TO');
      words[addressOf(line)] = [parameter(line, 'PARTSTAT'), ...(to === undefined ? [] : [to.toLowerCase()])].join(' ');
    }
  }
  return words;
}

/** No answer names a delegate that has declined, and who is said to have the meeting has it. */
async function expectTruth(
  server: TestServer,
  words: Record<string, string>,
  told: Record<string, string>,
): Promise<void> {
  const delegate = delegateOf(told);
  if (delegate !== undefined) expect(told[delegate]).toBe('ACCEPTED');
  for (const name of members) {
    const [entry] = await server.entries(name, 'meeting');
    const standsAs = [entry, ...(entry?.occurrences ?? [])].flatMap((each) => each?.partstat ?? []);
    if (words[name] === 'ACCEPTED') expect([name, standsAs.some((each) => each !== 'declined')]).toEqual([name, true]);
  }
}

/** What the organizer's message has no line for, nobody has a word about; nor about what is cancelled. */
function linesLeft(words: Record<string, string>, { method, lines }: Message): Record<string, string> {
  // The last word may have been about a date that is cancelled now.
  if (method === 'CANCEL' || lines === 'others') return {};
  return Object.fromEntries(Object.entries(words).filter(([name]) => name === 'pool' || lines !== 'pool alone'));
}

interface Course {
  readonly others: readonly Taken[];
  readonly capacity: number;
  readonly rrule: string | undefined;
  readonly messages: readonly Message[];
}

interface Outcome {
  readonly agendas: Record<string, readonly string[]>;
  readonly words: Record<string, string>;
  readonly subjects: readonly string[];
}

/** The whole course of a meeting with its updates taking one route. */
async function follow({ others, capacity, rrule, messages }: Course, route: string): Promise<readonly Outcome[]> {
  const server = await poolServer(others, capacity);
  const first: Message = {
    sequence: 0,
    hour: meetingHour,
    lines: 'pool alone',
    ...(rrule === undefined ? {} : { rrule }),
  };
  await bring(server, calendarObject(first, []), ['pool']);
  let words = lastWords(await server.sent());
  const noted: string[] = [];
  const note = (): void => {
    const delegate = delegateOf(words);
    if (delegate !== undefined && noted.at(-1) !== delegate)
      noted.splice(0, noted.length, ...noted.filter((name) => name !== delegate), delegate);
  };
  note();
  const outcomes: Outcome[] = [];
  for (const message of messages) {
    // Nobody writes to a member that no answer has named.
    const [member] = noted.slice(-1);
    const object = calendarObject(message, noted);
    for (const to of (member === undefined ? undefined : routes(member)[route]) ?? [['pool']])
      await bring(server, object, to);
    const sent = await server.sent();
    const told = lastWords(sent);
    words = { ...linesLeft(words, message), ...told };
    await expectTruth(server, words, told);
    note();
    const agendas = await Promise.all(members.map(async (name) => [name, await server.agenda(name)] as const));
    outcomes.push({
      agendas: Object.fromEntries(agendas),
      words,
      subjects: sent.map(({ subject, partstat }) => `${subject} ${partstat}`),
    });
  }
  return outcomes;
}

async function expectSameByEveryRoute(course: Course): Promise<readonly Outcome[]> {
  const expected = await follow(course, 'pool');
  for (const route of Object.keys(routes('p1')).slice(1)) {
    const outcomes = await follow(course, route);
    expect({ route, outcomes }).toEqual({ route, outcomes: expected });
  }
  return expected;
}

const taken = fc.record({
  member: fc.constantFrom(...members),
  day: fc.integer({ min: 0, max: 2 }),
  hour: fc.constantFrom(9, 12, 13),
});
const lines = fc.constantFrom<Lines>('pool alone', 'with delegate', 'lines kept');
const request = fc.record({
  hour: fc.constantFrom(9, 12, 13),
  lines,
  partstat: fc.constantFrom('NEEDS-ACTION', 'ACCEPTED'),
});
const ofDate = fc.record({ hour: fc.constantFrom(12, 13), lines, day: fc.integer({ min: 0, max: 2 }) });
const cancel = fc.record({
  method: fc.constant('CANCEL'),
  hour: fc.constant(9),
  lines,
  status: fc.constantFrom('CANCELLED', undefined),
});
const cancelDate = fc.record({
  method: fc.constant('CANCEL'),
  hour: fc.constant(9),
  lines,
  status: fc.constant('CANCELLED'),
  day: fc.integer({ min: 0, max: 2 }),
});

/** Updates, and then the end of the meeting perhaps: a meeting that comes back afterwards is a new one. */
function course(update: fc.Arbitrary<object>): fc.Arbitrary<readonly object[]> {
  const updates = fc.array(update, { maxLength: 3 });
  return fc.tuple(updates, fc.option(cancel)).map(([before, last]) => (last === null ? before : [...before, last]));
}

function numbered(messages: readonly object[], rrule: string | undefined): readonly Message[] {
  return messages.map((message, index) => ({
    ...(rrule === undefined || 'day' in message || 'method' in message ? {} : { rrule }),
    ...(message as Message),
    sequence: index + 1,
  }));
}

it('single meetings: the same calendars and the same last word, whoever is told first', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(taken, { maxLength: 5 }),
      fc.constantFrom(1, 1, 2),
      course(request),
      async (others, capacity, messages) => {
        await expectSameByEveryRoute({ others, capacity, rrule: undefined, messages: numbered(messages, undefined) });
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);

it('series, one date of them, and cancelled dates: the same', async () => {
  const rrule = 'FREQ=DAILY;COUNT=3';
  await fc.assert(
    fc.asyncProperty(
      fc.array(taken, { maxLength: 5 }),
      course(fc.oneof(request, { weight: 2, arbitrary: ofDate }, cancelDate)),
      async (others, messages) => {
        await expectSameByEveryRoute({ others, capacity: 1, rrule, messages: numbered(messages, rrule) });
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);

const moved: Message = { sequence: 1, hour: 12, lines: 'lines kept' };
const noon = (...names: readonly string[]): readonly Taken[] => names.map((member) => ({ member, day: 0, hour: 12 }));

it('a member that the organizer knows of says that it has given the meeting up, before the pool says who has it', async () => {
  const [outcome] = await expectSameByEveryRoute({
    ...{ others: noon('p1'), capacity: 1, rrule: undefined },
    messages: [moved],
  });
  expect(outcome).toMatchObject({
    subjects: ['Declined: Planning DECLINED', 'Accepted: Planning DELEGATED'],
    words: { pool: 'DELEGATED mailto:p2@example.org', p1: 'DECLINED', p2: 'ACCEPTED' },
  });
});

it('an organizer that knows nothing of the member reads one answer', async () => {
  const [outcome] = await expectSameByEveryRoute({
    ...{ others: noon('p1'), capacity: 1, rrule: undefined },
    messages: [{ ...moved, lines: 'pool alone' }],
  });
  expect(outcome?.subjects).toEqual(['Accepted: Planning DELEGATED']);
});

it('no member is free: the pool declines and names none, and the next time is decided anew', async () => {
  const [taken, again] = await expectSameByEveryRoute({
    ...{ others: noon('p1', 'p2', 'p3'), capacity: 1, rrule: undefined },
    messages: [moved, { ...moved, sequence: 2, hour: 13 }],
  });
  expect(taken?.words).toEqual({ pool: 'DECLINED', p1: 'DECLINED' });
  expect(taken?.agendas).toMatchObject({ p2: ['accepted 2027-02-01T12:00 '] });
  expect(again?.words).toMatchObject({ pool: 'DELEGATED mailto:p1@example.org', p1: 'ACCEPTED' });
});

it.each<{ what: string; message: Message; agendas: Record<string, readonly string[]>; words: Record<string, string> }>([
  {
    what: 'the pool is uninvited and the member stays',
    message: { ...moved, lines: 'member alone' },
    agendas: { p1: ['accepted 2027-02-01T12:00 Planning'], p2: [], p3: [] },
    words: { p1: 'ACCEPTED' },
  },
  {
    what: 'both are uninvited',
    message: { ...moved, lines: 'others' },
    agendas: { p1: [], p2: [], p3: [] },
    words: {},
  },
  {
    what: 'a cancellation that names the member alone',
    message: { ...moved, method: 'CANCEL', status: 'CANCELLED', lines: 'member alone' },
    agendas: { p1: [], p2: [], p3: [] },
    words: {},
  },
  {
    what: 'the member alone is taken off the list, the pool stays',
    message: { ...moved, method: 'CANCEL', hour: meetingHour, lines: 'member alone' },
    agendas: { p1: ['accepted 2027-02-01T09:00 Planning'], p2: [], p3: [] },
    words: {},
  },
])('variants: $what', async ({ message, agendas, words }) => {
  const course = { others: [], capacity: 1, rrule: undefined, messages: [message] };
  expect(await expectSameByEveryRoute(course)).toMatchObject([{ agendas, words }]);
});
