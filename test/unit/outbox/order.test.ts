/** Which mail may pass which: the answers about one meeting keep their order, all else goes when it can. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { address } from '../../support/account-fields.js';
import { MINUTE_MS, SECOND_MS, openTestOutbox, slowRelay, taken, unreachable } from '../../support/test-outbox.js';

/** A few retries an hour apart, so that no run goes through days. */
const GIVE_UP_AFTER_MS = 8 * 60 * MINUTE_MS;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('order', () => {
  test('the answer to an update does not pass the answer before it, on its way or deferred; others do', async () => {
    let attempts = 0;
    const server = openTestOutbox({
      relay: (mail, subject) => (subject === 'accepted' && attempts++ < 2 ? unreachable(mail) : taken),
    });
    await server.put('accepted', ['mary@partner.example'], 'meeting');
    await server.put('moved', ['mary@partner.example'], 'meeting');
    await server.put('other meeting', ['mary@partner.example'], 'other');
    await server.put('letter', ['mary@partner.example']);
    server.outbox.wake();
    await server.pass(10 * MINUTE_MS);
    expect(server.sent).toEqual(['accepted', 'other meeting', 'letter', 'accepted', 'accepted', 'moved']);
  });

  test('a message that has failed for good delays no other', async () => {
    const server = openTestOutbox({
      relay: (mail, subject) =>
        subject === 'refused' ? { retry: [], failed: mail.recipients, error: '554 no', unreachable: false } : taken,
    });
    await server.put('refused', ['mary@partner.example'], 'meeting');
    await server.put('next', ['mary@partner.example'], 'meeting');
    server.outbox.wake();
    await server.pass(SECOND_MS);
    expect(server.sent).toEqual(['refused', 'next']);
  });

  test('two of one lane are never on their way at one moment, not even after a retry of the first', async () => {
    const { relay, answer } = slowRelay();
    const server = openTestOutbox({ relay });
    await server.put('first', ['mary@partner.example'], 'meeting');
    await server.put('second', ['mary@partner.example'], 'meeting');
    server.outbox.wake();
    await server.pass(0);
    answer('first', { retry: [], failed: [address('mary@partner.example')], error: '554 no', unreachable: false });
    await server.pass(SECOND_MS);
    await server.queue.retryNow('first', server.now());
    server.outbox.wake();
    await server.pass(MINUTE_MS);
    expect(server.sent).toEqual(['first', 'second']);
    answer('second');
    await server.pass(SECOND_MS);
    expect(server.sent).toEqual(['first', 'second', 'first']);
  });

  test('a lane that is stuck does not hide what is behind it in the queue', async () => {
    const server = openTestOutbox({
      relay: (mail, subject) => (subject === 'late' ? taken : unreachable(mail)),
      concurrency: 2,
    });
    for (let number = 0; number < 300; number++)
      await server.put(`stuck ${number}`, ['mary@partner.example'], 'meeting');
    server.outbox.wake();
    await server.pass(SECOND_MS);
    await server.put('late');
    server.outbox.wake();
    await server.pass(SECOND_MS);
    expect(server.sent).toEqual(['stuck 0', 'late']);
  });

  test('whatever replies and times: order within each lane holds, and every message ends', async () => {
    const mail = fc.record({
      lane: fc.constantFrom('a', 'b', undefined),
      /** What becomes of its attempts, one after the other; the last holds for all further ones. */
      fates: fc.array(fc.constantFrom('taken', 'refused', 'deferred', 'unreachable'), { minLength: 1, maxLength: 4 }),
      pauseMs: fc.nat(20 * MINUTE_MS),
      takesMs: fc.nat(3 * MINUTE_MS),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(mail, { maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        async (messages, concurrency) => {
          const attempts = new Map<string, number>();
          const ended: string[] = [];
          const onTheWay: string[] = [];
          const clashes: string[] = [];
          const server = openTestOutbox({
            concurrency,
            longestStepMs: 10 * MINUTE_MS,
            giveUpAfterMs: GIVE_UP_AFTER_MS,
            relay: async (given, subject) => {
              const { lane, fates, takesMs } = messages[Number(subject)] ?? { fates: [], takesMs: 0 };
              if (lane !== undefined && onTheWay.some((each) => messages[Number(each)]?.lane === lane))
                clashes.push(lane);
              onTheWay.push(subject);
              await new Promise((resolve) => setTimeout(resolve, takesMs));
              onTheWay.splice(onTheWay.indexOf(subject), 1);
              const attempt = attempts.get(subject) ?? 0;
              attempts.set(subject, attempt + 1);
              const fate = fates[Math.min(attempt, fates.length - 1)];
              if (fate === 'taken' || fate === 'refused') ended.push(subject);
              if (fate === 'taken') return taken;
              if (fate === 'refused') return { retry: [], failed: given.recipients, error: '554', unreachable: false };
              return { ...unreachable(given), unreachable: fate === 'unreachable' };
            },
          });
          for (const [index, { lane, pauseMs }] of messages.entries()) {
            await server.pass(pauseMs);
            await server.put(String(index), ['mary@partner.example'], lane);
            server.outbox.wake();
          }
          await server.pass(GIVE_UP_AFTER_MS + 3 * 60 * MINUTE_MS);
          expect(clashes).toEqual([]);
          const left = await server.queue.outboxEntries();
          expect(left.filter(({ state }) => state === 'waiting')).toEqual([]);
          for (const lane of ['a', 'b']) {
            const order = ended.filter((each) => messages[Number(each)]?.lane === lane).map(Number);
            expect(order).toEqual(order.toSorted((one, other) => one - other));
          }
          await server.outbox.close(0);
        },
      ),
      { numRuns: 25 },
    );
  });
});
