/** Which mail may pass which: the answers about one meeting keep their order, all else goes when it can. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { address } from '../../support/account-fields.js';
import {
  DAY_MS,
  MINUTE_MS,
  SECOND_MS,
  openOutboxHouse,
  slowRelay,
  taken,
  unreachable,
} from '../../support/outbox-house.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('order', () => {
  test('the answer to an update does not pass the answer before it, on its way or deferred; others do', async () => {
    let attempts = 0;
    const house = openOutboxHouse({
      relay: (mail, subject) => (subject === 'accepted' && attempts++ < 2 ? unreachable(mail) : taken),
    });
    await house.put('accepted', ['mary@partner.example'], 'meeting');
    await house.put('moved', ['mary@partner.example'], 'meeting');
    await house.put('other meeting', ['mary@partner.example'], 'other');
    await house.put('letter', ['mary@partner.example']);
    house.outbox.wake();
    await house.pass(10 * MINUTE_MS);
    expect(house.sent).toEqual(['accepted', 'other meeting', 'letter', 'accepted', 'accepted', 'moved']);
  });

  test('a mail that failed for good holds up nobody', async () => {
    const house = openOutboxHouse({
      relay: (mail, subject) =>
        subject === 'refused' ? { retry: [], failed: mail.recipients, error: '554 no', unreachable: false } : taken,
    });
    await house.put('refused', ['mary@partner.example'], 'meeting');
    await house.put('next', ['mary@partner.example'], 'meeting');
    house.outbox.wake();
    await house.pass(SECOND_MS);
    expect(house.sent).toEqual(['refused', 'next']);
  });

  test('two of one lane are never on their way at one moment, not even after a retry of the first', async () => {
    const { relay, answer } = slowRelay();
    const house = openOutboxHouse({ relay });
    await house.put('first', ['mary@partner.example'], 'meeting');
    await house.put('second', ['mary@partner.example'], 'meeting');
    house.outbox.wake();
    await house.pass(0);
    answer('first', { retry: [], failed: [address('mary@partner.example')], error: '554 no', unreachable: false });
    await house.pass(SECOND_MS);
    await house.desk.retryNow('first', house.now());
    house.outbox.wake();
    await house.pass(MINUTE_MS);
    expect(house.sent).toEqual(['first', 'second']);
    answer('second');
    await house.pass(SECOND_MS);
    expect(house.sent).toEqual(['first', 'second', 'first']);
  });

  test('a lane that is stuck does not hide what is behind it in the queue', async () => {
    const house = openOutboxHouse({
      relay: (mail, subject) => (subject === 'late' ? taken : unreachable(mail)),
      concurrency: 2,
    });
    for (let number = 0; number < 300; number++)
      await house.put(`stuck ${number}`, ['mary@partner.example'], 'meeting');
    house.outbox.wake();
    await house.pass(SECOND_MS);
    await house.put('late');
    house.outbox.wake();
    await house.pass(SECOND_MS);
    expect(house.sent).toEqual(['stuck 0', 'late']);
  });

  test('whatever replies and times: order within each lane holds, and every mail ends', async () => {
    const mail = fc.record({
      lane: fc.constantFrom('a', 'b', undefined),
      /** What becomes of its attempts, one after the other; the last holds for all further ones. */
      fates: fc.array(fc.constantFrom('taken', 'refused', 'deferred', 'unreachable'), { minLength: 1, maxLength: 4 }),
      pauseMs: fc.nat(20 * MINUTE_MS),
      takesMs: fc.nat(3 * MINUTE_MS),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(mail, { maxLength: 8 }), fc.integer({ min: 1, max: 4 }), async (mails, concurrency) => {
        const attempts = new Map<string, number>();
        const ended: string[] = [];
        const onTheWay: string[] = [];
        const clashes: string[] = [];
        const house = openOutboxHouse({
          concurrency,
          longestStepMs: 10 * MINUTE_MS,
          relay: async (given, subject) => {
            const { lane, fates, takesMs } = mails[Number(subject)] ?? { fates: [], takesMs: 0 };
            if (lane !== undefined && onTheWay.some((each) => mails[Number(each)]?.lane === lane)) clashes.push(lane);
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
        for (const [index, { lane, pauseMs }] of mails.entries()) {
          await house.pass(pauseMs);
          await house.put(String(index), ['mary@partner.example'], lane);
          house.outbox.wake();
        }
        await house.pass(5 * DAY_MS + 3 * 60 * MINUTE_MS);
        expect(clashes).toEqual([]);
        const left = await house.desk.outboxEntries();
        expect(left.filter(({ state }) => state === 'waiting')).toEqual([]);
        for (const lane of ['a', 'b']) {
          const order = ended.filter((each) => mails[Number(each)]?.lane === lane).map(Number);
          expect(order).toEqual(order.toSorted((one, other) => one - other));
        }
        await house.outbox.close(0);
      }),
      { numRuns: 25 },
    );
  });
});
