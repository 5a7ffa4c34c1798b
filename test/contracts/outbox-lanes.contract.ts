/**
 * The order of the outbox: within a lane one message after the other, without one at once.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Desk, RelayOutcome } from '../../src/store/desk.js';
import { address, at, noon, outgoing } from './store-under-test.js';

const ann = address('ann@example.org');

const gone: RelayOutcome = { retry: [], failed: [], nextAttemptAt: at(1), error: null };
const refused: RelayOutcome = { ...gone, failed: [ann], error: '550 no' };
const deferred: RelayOutcome = { ...gone, retry: [ann], nextAttemptAt: at(5), error: '450 later' };

export function outboxLanesContract(open: () => Desk): void {
  describe('the lanes of the outbox', () => {
    const dueAt = async (desk: Desk, hours: number, limit = 9): Promise<readonly string[]> =>
      (await desk.due(at(hours), limit, null)).map(({ id }) => id);

    it('a message waits while an earlier one of its lane waits for its next attempt', async () => {
      const desk = open();
      await desk.enqueue([outgoing('first', { lane: 'a' }), outgoing('second', { lane: 'a' }), outgoing('free')]);
      await desk.recordRelay('first', deferred, noon);
      expect(await dueAt(desk, 4)).toEqual(['free']);
      expect(await desk.outboxEntry('second')).toMatchObject({ lane: 'a', isBehind: true });
      await desk.deleteOutgoing('free');
      expect(await desk.nextDueAt()).toBe(at(5));
      expect(await dueAt(desk, 5)).toEqual(['first']);
    });

    it.each([
      ['left', (desk: Desk) => desk.recordRelay('first', gone, noon)],
      ['failed for good', (desk: Desk) => desk.recordRelay('first', refused, noon)],
      ['was deleted', (desk: Desk) => desk.deleteOutgoing('first')],
    ])('the lane is free for the next when the first of it %s', async (_, end) => {
      const desk = open();
      await desk.enqueue(['first', 'second', 'third'].map((id) => outgoing(id, { lane: 'a' })));
      await end(desk);
      expect(await dueAt(desk, 1)).toEqual(['second']);
      expect(await desk.nextDueAt()).toBe(noon);
    });

    it('a failed message that is to be tried again has its old place', async () => {
      const desk = open();
      await desk.enqueue([outgoing('first', { lane: 'a' }), outgoing('second', { lane: 'a' })]);
      await desk.recordRelay('first', refused, noon);
      await desk.retryNow('first', at(1));
      expect(await dueAt(desk, 1)).toEqual(['first']);
      await desk.recordRelay('first', gone, at(1));
      expect(await dueAt(desk, 1)).toEqual(['second']);
    });

    it('a message whose lane has only failed ones does not wait', async () => {
      const desk = open();
      await desk.enqueue([outgoing('first', { lane: 'a' })]);
      await desk.recordRelay('first', refused, noon);
      await desk.enqueue([outgoing('second', { lane: 'a' })]);
      expect(await dueAt(desk, 1)).toEqual(['second']);
    });

    it('however many wait in one lane, others are due; to one recipient too', async () => {
      const desk = open();
      await desk.enqueue(Array.from({ length: 300 }, (_, index) => outgoing(`stuck ${index}`, { lane: 'a' })));
      await desk.enqueue([outgoing('other', { lane: 'b', createdAt: at(1) }), outgoing('plain', { createdAt: at(2) })]);
      expect(await dueAt(desk, 3, 3)).toEqual(['stuck 0', 'other', 'plain']);
    });

    it('any course of events: due is the first of each lane that waits, and nothing else', async () => {
      const desk = open();
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
              await desk.enqueue([outgoing(mail.id, mail)]);
            } else {
              const mail = messages[which % Math.max(1, messages.length)];
              if (mail === undefined) continue;
              await happen(desk, what, mail.id);
              mail.isWaiting = what === 'deferred' || what === 'retry';
              if (what === 'gone' || what === 'delete') messages.splice(messages.indexOf(mail), 1);
            }
            const waiting = messages.filter(({ isWaiting }) => isWaiting);
            const first = waiting.filter(
              (mail) => mail.lane === null || waiting.find((each) => each.lane === mail.lane) === mail,
            );
            expect((await dueAt(desk, 9, 99)).toSorted()).toEqual(first.map(({ id }) => id).toSorted());
          }
          for (const { id } of messages) await desk.deleteOutgoing(id);
        }),
        { numRuns: 40 },
      );
    });
  });
}

async function happen(desk: Desk, what: string, id: string): Promise<void> {
  if (what === 'retry') await desk.retryNow(id, noon);
  else if (what === 'delete') await desk.deleteOutgoing(id);
  else await desk.recordRelay(id, what === 'gone' ? gone : what === 'refused' ? refused : deferred, noon);
}
