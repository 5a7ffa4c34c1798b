/** Several workers that share an outbox: each message is relayed by one of them, also when one is killed. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryOutbox } from '../../support/memory-outbox.js';
import {
  LEASE_MS,
  MINUTE_MS,
  POLL_MS,
  SECOND_MS,
  openTestOutbox,
  slowRelay,
  start,
} from '../../support/test-outbox.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('several workers that share an outbox', () => {
  test('a message that another process has added leaves within the poll bound, without a wake', async () => {
    const server = openTestOutbox();
    await server.pass(MINUTE_MS);
    await server.put('elsewhere');
    await server.pass(POLL_MS);
    expect(server.sent).toEqual(['elsewhere']);
  });

  test('each message is relayed once, also if the relay takes longer than a lease', async () => {
    const shared = { memory: memoryOutbox(), clock: { now: start } };
    const { relay, answer } = slowRelay();
    const one = openTestOutbox({ ...shared, owner: 'one', relay });
    await one.put('slow');
    await one.put('laned', undefined, 'lane');
    await one.pass(0);
    one.outbox.wake();
    await one.pass(0);
    const other = openTestOutbox({ ...shared, owner: 'other' });
    await one.pass(5 * LEASE_MS);
    expect([one.sent, other.sent]).toEqual([['slow', 'laned'], []]);
    answer('slow');
    answer('laned');
    await one.pass(LEASE_MS);
    expect([await one.states(), other.sent]).toEqual([[], []]);
  });

  test('a message of a worker that was killed is relayed by another when the lease has ended, not before', async () => {
    const shared = { memory: memoryOutbox(), clock: { now: start } };
    const { relay } = slowRelay();
    let isKilled = false;
    const killed = openTestOutbox({
      ...shared,
      owner: 'killed',
      relay,
      queue: (queue) => ({
        claim: (...asked) => (isKilled ? Promise.resolve([]) : queue.claim(...asked)),
        renew: (...asked) => (isKilled ? Promise.resolve([]) : queue.renew(...asked)),
      }),
    });
    await killed.put('orphan');
    killed.outbox.wake();
    await killed.pass(0);
    isKilled = true;
    const other = openTestOutbox({ ...shared, owner: 'other' });
    await other.pass(LEASE_MS - 2 * SECOND_MS);
    expect([killed.sent, other.sent]).toEqual([['orphan'], []]);
    await other.pass(POLL_MS + 2 * SECOND_MS);
    expect(other.sent).toEqual(['orphan']);
    expect(await other.states()).toEqual([]);
  });

  test('what a worker has not finished at its end is free at once', async () => {
    const shared = { memory: memoryOutbox(), clock: { now: start } };
    const { relay } = slowRelay();
    const one = openTestOutbox({ ...shared, owner: 'one', relay });
    await one.put('left');
    one.outbox.wake();
    await one.pass(0);
    const closed = one.outbox.close(SECOND_MS);
    await one.pass(SECOND_MS);
    await closed;
    const other = openTestOutbox({ ...shared, owner: 'other' });
    await other.pass(0);
    expect(other.sent).toEqual(['left']);
  });
});
