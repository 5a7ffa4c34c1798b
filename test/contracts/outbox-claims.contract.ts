/**
 * Claims of the outbox: workers of several processes share it, and each message is relayed by one of them.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMilliseconds, type Instant } from '../../src/mail/instant.js';
import type { Outbox, RelayOutcome } from '../../src/store/outbox.js';
import { address, at, DAY_MS, HOUR_MS, noon, outgoing, type StoreOfContract } from './store-under-test.js';

const ann = address('ann@example.org');
const gone: RelayOutcome = { retry: [], failed: [], nextAttemptAt: at(1), error: null };
const refused: RelayOutcome = { ...gone, failed: [ann], error: '550 no' };
const OWNERS = ['one', 'other'] as const;

async function claim(outbox: Outbox, owner: string, now: Instant, limit = 9): Promise<readonly string[]> {
  return (await outbox.claim({ owner, now, leaseMs: HOUR_MS }, limit, null)).map(({ id }) => id);
}

export function outboxClaimsContract(opened: () => StoreOfContract): void {
  describe('claims of the outbox', () => {
    it('two owners at one moment: each message once', async () => {
      const { outbox } = opened();
      const ids = Array.from({ length: 40 }, (_, index) => `m${index}`);
      await outbox.enqueue(ids.map((id) => outgoing(id)));
      const shares = await Promise.all(
        Array.from({ length: 8 }, (_, turn) => claim(outbox, OWNERS[turn % 2] ?? '', noon)),
      );
      expect(shares.flat().toSorted()).toEqual(ids.toSorted());
      expect(await claim(outbox, 'one', noon)).toEqual([]);
    });

    it('a lease that has ended is free, to the millisecond; one that was renewed is not', async () => {
      const { outbox } = opened();
      await outbox.enqueue([outgoing('ends'), outgoing('renewed')]);
      await claim(outbox, 'one', noon);
      expect(await outbox.renew(['renewed', 'unknown'], { owner: 'one', now: at(0.5), leaseMs: HOUR_MS })).toEqual([
        'renewed',
      ]);
      expect(await outbox.nextDueAt()).toBe(at(1));
      expect(await claim(outbox, 'other', addMilliseconds(at(1), -1))).toEqual([]);
      expect(await claim(outbox, 'other', at(1))).toEqual(['ends']);
      expect(await outbox.renew(['ends', 'renewed'], { owner: 'one', now: at(1), leaseMs: HOUR_MS })).toEqual([
        'renewed',
      ]);
    });

    it('what is released is free at once, and nobody releases or renews for another', async () => {
      const { outbox } = opened();
      await outbox.enqueue([outgoing('a')]);
      await claim(outbox, 'one', noon);
      await outbox.release(['a', 'unknown'], 'other');
      expect(await outbox.renew(['a'], { owner: 'other', now: noon, leaseMs: DAY_MS })).toEqual([]);
      expect(await claim(outbox, 'other', noon)).toEqual([]);
      await outbox.release(['a'], 'one');
      expect(await claim(outbox, 'other', noon)).toEqual(['a']);
    });

    it('of a lane that is claimed nothing else is given, even if the entry leaves or an earlier one is retried', async () => {
      const { outbox } = opened();
      await outbox.enqueue(['first', 'second', 'third'].map((id) => outgoing(id, { lane: 'a' })));
      expect(await claim(outbox, 'one', noon)).toEqual(['first']);
      expect(await claim(outbox, 'other', noon)).toEqual([]);
      await outbox.recordRelay('first', refused, noon);
      expect(await claim(outbox, 'other', noon)).toEqual([]);
      await outbox.release(['first'], 'one');
      expect(await claim(outbox, 'other', noon)).toEqual(['second']);
      await outbox.retryNow('first', noon);
      expect(await claim(outbox, 'one', noon)).toEqual([]);
      await outbox.deleteOutgoing('second');
      expect(await claim(outbox, 'one', noon)).toEqual([]);
      expect(await claim(outbox, 'one', at(1))).toEqual(['first']);
    });

    it('the limit is of entries that are free, however many are claimed', async () => {
      const { outbox } = opened();
      await outbox.enqueue(
        Array.from({ length: 30 }, (_, index) => outgoing(`m${index}`, { createdAt: at(index / 100) })),
      );
      expect(await claim(outbox, 'one', at(1), 20)).toHaveLength(20);
      expect(await claim(outbox, 'other', at(1), 3)).toEqual(['m20', 'm21', 'm22']);
      expect(await outbox.nextDueAt()).toBe(at(0.23));
      expect(await claim(outbox, 'other', at(1), 0)).toEqual([]);
    });

    it('after the engine was stopped, what was claimed is free when the lease has ended at the latest', async () => {
      const before = opened();
      await before.outbox.enqueue([outgoing('a')]);
      await claim(before.outbox, 'killed', noon);
      expect(await claim((await before.reopen()).outbox, 'other', at(1))).toEqual(['a']);
    });

    it('any course of two owners: nothing is with both, a lane is with one, and everything leaves', async () => {
      const { outbox } = opened();
      const step = fc.record({
        what: fc.constantFrom('claim', 'claim', 'renew', 'release', 'relay', 'later'),
        who: fc.constantFrom(...OWNERS),
        which: fc.nat(5),
      });
      const lanes = fc.array(fc.constantFrom('x', 'y', null), { minLength: 1, maxLength: 8 });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(lanes, fc.array(step, { maxLength: 30 }), async (messages, course) => {
          run += 1;
          let now = noon;
          const left = new Map(messages.map((lane, index) => [`${run} ${index}`, lane && `${run} ${lane}`]));
          await outbox.enqueue([...left].map(([id, lane]) => outgoing(id, { lane })));
          const held = new Map<string, { who: string; lane: string | null; until: number }>();
          const take = async (who: string): Promise<void> => {
            const ids = await claim(outbox, who, now);
            for (const [id, { until }] of held) if (until <= now) held.delete(id);
            for (const id of ids) {
              const lane = left.get(id) ?? null;
              expect(held.has(id)).toBe(false);
              expect(lane !== null && [...held.values()].some((each) => each.lane === lane)).toBe(false);
              // The first of its lane that has not left.
              if (lane !== null) expect([...left].find(([, each]) => each === lane)?.[0]).toBe(id);
              held.set(id, { who, lane, until: now + HOUR_MS });
            }
          };
          for (const { what, who, which } of course) {
            const mine = [...held].filter(([, each]) => each.who === who && each.until > now).map(([id]) => id);
            const id = mine[which % Math.max(1, mine.length)];
            if (what === 'claim') await take(who);
            else if (what === 'later') now = addMilliseconds(now, HOUR_MS / 2);
            else if (id !== undefined) {
              if (what === 'renew') {
                expect(await outbox.renew([id], { owner: who, now, leaseMs: HOUR_MS })).toEqual([id]);
                const lease = held.get(id);
                if (lease !== undefined) lease.until = now + HOUR_MS;
              } else {
                if (what === 'relay') await outbox.recordRelay(id, gone, now);
                if (what === 'relay') left.delete(id);
                await outbox.release([id], who);
                held.delete(id);
              }
            }
          }
          for (let rounds = 0; left.size > 0 && rounds < messages.length; rounds++) {
            now = addMilliseconds(now, HOUR_MS);
            for (const id of await claim(outbox, 'last', now)) {
              await outbox.recordRelay(id, gone, now);
              await outbox.release([id], 'last');
              left.delete(id);
            }
          }
          expect([...left.keys()]).toEqual([]);
        }),
        { numRuns: 40 },
      );
    });
  });
}
