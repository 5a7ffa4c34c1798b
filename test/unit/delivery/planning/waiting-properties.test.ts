/**
 * Whatever the order in which an organizer asks for a time and frees it: the same is booked, and the same is said last.
 * Nothing is booked twice, and nobody gets two answers to one request within the wait.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { settleOverdue } from '../../../../src/delivery/planning/settle-waiting.js';
import { invitation, type Invitation } from '../../../support/invitation.js';
import { openTestServer, type TestServer } from '../../../support/test-server.js';

const ANN = 'ann@example.org';
const BOB = 'bob@partner.example';
const FIRST_DAY = Date.parse('2027-02-01T00:00:00Z');
const STAMPED = Date.parse('2026-12-01T00:00:00Z');
const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

interface Message extends Omit<Invitation, 'attendee' | 'start' | 'stampedAt' | 'messageId'> {
  /** Hours after the first day begins. */
  readonly hour: number;
  /** Order in which the organizer wrote it. */
  readonly written: number;
}

interface Options {
  readonly capacity: number;
  readonly declinedUpdate: 'release' | 'keep';
  readonly maxConflicts: number | null;
}

const options = fc.record<Options>({
  capacity: fc.integer({ min: 1, max: 3 }),
  declinedUpdate: fc.constantFrom('release', 'keep'),
  maxConflicts: fc.constantFrom(0, 1, null),
});

async function openServer({ capacity, declinedUpdate, maxConflicts }: Options): Promise<TestServer> {
  const server = openTestServer({ booking: { ownConflictGraceSeconds: 90, declinedUpdate } });
  await server.resource('blue', { capacity, maxConflicts }, { kind: 'equipment' });
  return server;
}

const nameOf = ({ uid, method = 'REQUEST', sequence = 0 }: Omit<Message, 'hour'>): string =>
  `${uid}.${method}.${sequence}@out`;

async function bring(server: TestServer, { hour, written, ...message }: Message): Promise<void> {
  const start = new Date(FIRST_DAY + hour * HOUR_MS);
  const stampedAt = new Date(STAMPED + written * 60_000);
  const messageId = nameOf({ written, ...message });
  const bytes = invitation({ ...message, attendee: 'blue@example.org', start, stampedAt, messageId });
  expect(await server.bring(bytes, 'blue')).toEqual(['250 2.0.0']);
  await expectNoOverbooking(server);
}

/** What is held for a waiting request may lie on top of its organizer's own bookings; bookings may not. */
async function expectNoOverbooking({ calendars, directory }: TestServer): Promise<void> {
  const account = await directory.accountByName('blue');
  const interval = { start: 0, end: FIRST_DAY * 2 } as never;
  const busy = account?.storeId == null ? [] : await calendars.agenda(account.storeId, interval);
  const booked = busy.filter(({ waitingSince }) => waitingSince === undefined);
  for (const { start } of booked) {
    const atOnce = booked.filter((each) => each.start <= start && each.end > start).length;
    expect(atOnce).toBeLessThanOrEqual(account?.booking.capacity ?? 0);
  }
}

/** The last answer to each request, and how many there were. */
async function answersTo(server: TestServer): Promise<Map<string, string[]>> {
  const answers = new Map<string, string[]>();
  for (const { inReplyTo, partstat } of await server.sent())
    answers.set(inReplyTo, [...(answers.get(inReplyTo) ?? []), partstat]);
  return answers;
}

async function run(asked: Options, messages: readonly Message[]) {
  const server = await openServer(asked);
  for (const message of messages) await bring(server, message);
  server.setNow('2027-01-01T00:01:30Z');
  await settleOverdue(server);
  await expectNoOverbooking(server);
  const agenda = (await server.agenda('blue')).toSorted();
  return { server, agenda, answers: await answersTo(server) };
}

const rrule = fc.constantFrom(undefined, 'FREQ=DAILY;COUNT=3', 'FREQ=DAILY;COUNT=6');
const length = fc.constantFrom(30, 60, 120);

/** Old meetings of Ann and others, Ann's new one over some of them, and what frees each of Ann's. */
const story = fc
  .record({
    old: fc.array(
      fc.record({
        hour: fc.integer({ min: 8, max: 12 }),
        minutes: length,
        rrule,
        isAnns: fc.boolean(),
        freed: fc.constantFrom('cancel', 'move', 'cut', 'stays'),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    fresh: fc.record({ hour: fc.integer({ min: 8, max: 12 }), minutes: length, rrule }),
  })
  .map(({ old, fresh }) => {
    const before = old.map(({ isAnns, freed: _, rrule: rule, ...times }, index): Message => {
      const [uid, organizer] = [`old-${index}`, isAnns ? ANN : BOB];
      return { uid, organizer, written: index, ...times, ...(rule === undefined ? {} : { rrule: rule }) };
    });
    const freeing = before.flatMap((message, index): Message[] => {
      const freed = old[index]?.isAnns === true ? old[index].freed : 'stays';
      const change = { ...message, written: 10 + index, sequence: 1 };
      if (freed === 'cancel') return [{ ...change, method: 'CANCEL' }];
      // Where nobody else is: what it takes is not what the new one asks for.
      if (freed === 'move') return [{ ...change, hour: message.hour + (20 + 10 * index) * DAY_HOURS }];
      return freed === 'cut' && message.rrule !== undefined ? [{ ...change, rrule: 'FREQ=DAILY;COUNT=1' }] : [];
    });
    const { rrule: rule, ...times } = fresh;
    const asked: Message = {
      uid: 'new',
      organizer: ANN,
      written: 30,
      ...times,
      ...(rule === undefined ? {} : { rrule: rule }),
    };
    return { before, freeing, asked };
  });

it('the end is the same as if the organizer had freed the old times first', async () => {
  await fc.assert(
    fc.asyncProperty(options, story, fc.nat(), async (asked, { before, freeing, asked: fresh }, place) => {
      const at = place % (freeing.length + 1);
      const first = await run(asked, [...before, ...freeing, fresh]);
      const mixed = await run(asked, [...before, ...freeing.slice(0, at), fresh, ...freeing.slice(at)]);
      expect(mixed.agenda).toEqual(first.agenda);
      const said = ({ answers }: typeof first): unknown =>
        Object.fromEntries([...answers].map(([to, all]) => [to, all.at(-1)]));
      expect(said(mixed)).toEqual(said(first));
      for (const all of mixed.answers.values()) expect(all).toHaveLength(1);
    }),
    { numRuns: 150 },
  );
});

const anyMessage = fc.record({
  uid: fc.constantFrom('a', 'b', 'c', 'd'),
  organizer: fc.constantFrom(ANN, ANN, ANN, BOB),
  method: fc.constantFrom('REQUEST' as const, 'REQUEST' as const, 'REQUEST' as const, 'CANCEL' as const),
  hour: fc.integer({ min: 8, max: 11 }),
  minutes: length,
  rrule,
});

it('whatever is asked in any order: at most one answer to each, nothing waits for ever, and nothing is booked twice', async () => {
  await fc.assert(
    fc.asyncProperty(options, fc.array(anyMessage, { minLength: 2, maxLength: 10 }), async (asked, drawn) => {
      const messages = drawn.map(({ rrule: rule, ...each }, index): Message => {
        return { ...each, written: index, sequence: index, ...(rule === undefined ? {} : { rrule: rule }) };
      });
      const { server, agenda, answers } = await run(asked, messages);
      expect(agenda.filter((line) => line.startsWith('tentative'))).toEqual([]);
      for (const all of answers.values()) expect(all.filter((said) => said === 'DECLINED').length).toBeLessThan(2);
      const isSecondWord = (all: readonly string[]): boolean => all.length > 1;
      for (const all of [...answers.values()].filter(isSecondWord)) expect(all).toEqual(['DECLINED', 'ACCEPTED']);
      // An hour later nothing of it is left.
      server.setNow('2027-01-01T01:01:31Z');
      await settleOverdue(server);
      const kept = await Promise.all(['a', 'b', 'c', 'd'].map((uid) => server.entries('blue', uid)));
      expect(kept.flat().filter(({ waiting }) => waiting !== undefined)).toEqual([]);
      expect([(await answersTo(server)).size, (await server.agenda('blue')).toSorted()]).toEqual([0, agenda]);
    }),
    { numRuns: 150 },
  );
});
