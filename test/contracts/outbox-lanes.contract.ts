/**
 * The order of the outbox: within a lane one message after the other, without one at once.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outbox, RelayOutcome } from '../../src/store/outbox.js';
import { address, at, due, noon, outgoing } from './store-under-test.js';

const ann = address('ann@example.org');

const gone: RelayOutcome = { retry: [], failed: [], nextAttemptAt: at(1), error: null };
const refused: RelayOutcome = { ...gone, failed: [ann], error: '550 no' };
const deferred: RelayOutcome = { ...gone, retry: [ann], nextAttemptAt: at(5), error: '450 later' };

export function outboxLanesContract(open: () => Outbox): void {
  describe('the lanes of the outbox', () => {
    const dueAt = async (outbox: Outbox, hours: number, limit = 9): Promise<readonly string[]> =>
      (await due(outbox, at(hours), limit)).map(({ id }) => id);

    it('a message waits while an earlier one of its lane waits for its next attempt', async () => {
      const outbox = open();
      await outbox.enqueue([outgoing('first', { lane: 'a' }), outgoing('second', { lane: 'a' }), outgoing('free')]);
      await outbox.recordRelay('first', deferred, noon);
      expect(await dueAt(outbox, 4)).toEqual(['free']);
      expect(await outbox.outboxEntry('second')).toMatchObject({ lane: 'a', isBehind: true });
      await outbox.deleteOutgoing('free');
      expect(await outbox.nextDueAt()).toBe(at(5));
      expect(await dueAt(outbox, 5)).toEqual(['first']);
    });

    it.each([
      ['left', (outbox: Outbox) => outbox.recordRelay('first', gone, noon)],
      ['failed for good', (outbox: Outbox) => outbox.recordRelay('first', refused, noon)],
      ['was deleted', (outbox: Outbox) => outbox.deleteOutgoing('first')],
    ])('the lane is free for the next when the first of it %s', async (_, end) => {
      const outbox = open();
      await outbox.enqueue(['first', 'second', 'third'].map((id) => outgoing(id, { lane: 'a' })));
      await end(outbox);
      expect(await dueAt(outbox, 1)).toEqual(['second']);
      expect(await outbox.nextDueAt()).toBe(noon);
    });

    it('a failed message that is to be tried again has its old place', async () => {
      const outbox = open();
      await outbox.enqueue([outgoing('first', { lane: 'a' }), outgoing('second', { lane: 'a' })]);
      await outbox.recordRelay('first', refused, noon);
      await outbox.retryNow('first', at(1));
      expect(await dueAt(outbox, 1)).toEqual(['first']);
      await outbox.recordRelay('first', gone, at(1));
      expect(await dueAt(outbox, 1)).toEqual(['second']);
    });

    it('a message whose lane has only failed ones does not wait', async () => {
      const outbox = open();
      await outbox.enqueue([outgoing('first', { lane: 'a' })]);
      await outbox.recordRelay('first', refused, noon);
      await outbox.enqueue([outgoing('second', { lane: 'a' })]);
      expect(await dueAt(outbox, 1)).toEqual(['second']);
    });

    it('however many wait in one lane, others are due; to one recipient too', async () => {
      const outbox = open();
      await outbox.enqueue(Array.from({ length: 300 }, (_, index) => outgoing(`stuck ${index}`, { lane: 'a' })));
      await outbox.enqueue([
        outgoing('other', { lane: 'b', createdAt: at(1) }),
        outgoing('plain', { createdAt: at(2) }),
      ]);
      expect(await dueAt(outbox, 3, 3)).toEqual(['stuck 0', 'other', 'plain']);
    });

    it('any course of events: due is the first of each lane that waits, and nothing else', async () => {
      const outbox = open();
      const happening = fc.record({
        what: fc.constantFrom('put', 'put', 'gone', 'refused', 'deferred', 'retry', 'delete'),
        lane: fc.constantFrom('x', 'y', null),
        which: fc.nat(5),
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (course) => {
          run += 1;
          const messages: { id: string; lane: string | null; isWaiting: boolean }[] = [];
          for (const [step, { what, lane, which }] of course.entries()) {
            if (what === 'put') {
              const mail = { id: `${run} ${step}`, lane: lane && `${run} ${lane}`, isWaiting: true };
              messages.push(mail);
              await outbox.enqueue([outgoing(mail.id, mail)]);
            } else {
              const mail = messages[which % Math.max(1, messages.length)];
              if (mail === undefined) continue;
              await happen(outbox, what, mail.id);
              mail.isWaiting = what === 'deferred' || what === 'retry';
              if (what === 'gone' || what === 'delete') messages.splice(messages.indexOf(mail), 1);
            }
            const waiting = messages.filter(({ isWaiting }) => isWaiting);
            const first = waiting.filter(
              (mail) => mail.lane === null || waiting.find((each) => each.lane === mail.lane) === mail,
            );
            expect((await dueAt(outbox, 9, 99)).toSorted()).toEqual(first.map(({ id }) => id).toSorted());
          }
          for (const { id } of messages) await outbox.deleteOutgoing(id);
        }),
        { numRuns: 40 },
      );
    });
  });
}

async function happen(outbox: Outbox, what: string, id: string): Promise<void> {
  if (what === 'retry') await outbox.retryNow(id, noon);
  else if (what === 'delete') await outbox.deleteOutgoing(id);
  else await outbox.recordRelay(id, what === 'gone' ? gone : what === 'refused' ? refused : deferred, noon);
}
