/** The loop with an outbox in memory, a relay that does as told, and a clock that moves with the timers. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addMilliseconds } from '../../../src/mail/instant.js';
import type { RelayMessage, RelayReport } from '../../../src/outbox/relay.js';
import { StoreError } from '../../../src/store/store-error.js';
import { address } from '../../support/account-fields.js';
import { memoryOutbox } from '../../support/memory-outbox.js';
import {
  DAY_MS,
  MINUTE_MS,
  SECOND_MS,
  mailOf,
  openTestOutbox,
  slowRelay,
  start,
  taken,
  unreachable,
} from '../../support/test-outbox.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what is due leaves', () => {
  test('at once when somebody wakes it, and is gone from the queue', async () => {
    const server = openTestOutbox();
    await server.pass(0);
    await server.put('answer');
    server.outbox.wake();
    await server.pass(0);
    expect(server.sent).toEqual(['answer']);
    expect(await server.states()).toEqual([]);
    expect(server.events).toEqual(['mail-relayed']);
  });

  test('what was there at the start, oldest first, without a wake', async () => {
    const { port } = memoryOutbox();
    await port.enqueue(['one', 'two'].map((each) => mailOf(each, [`${each}@partner.example`], start)));
    const server = openTestOutbox({ queue: () => port });
    await server.pass(0);
    expect(server.sent).toEqual(['one', 'two']);
  });

  test('a wake while the store is being asked when the next message is due is not lost', async () => {
    const held = memoryOutbox();
    let asked = 0;
    const server = openTestOutbox({
      queue: () => ({
        ...held.port,
        nextDueAt: async () => {
          const before = await held.port.nextDueAt();
          if (asked++ === 0) {
            await held.port.enqueue([mailOf('late', ['late@partner.example'], start)]);
            server.outbox.wake();
          }
          return before;
        },
      }),
    });
    await server.pass(0);
    expect(server.sent).toEqual(['late']);
  });

  test('no more than the given number at one moment; each that ends makes room', async () => {
    const { relay, answer } = slowRelay();
    const server = openTestOutbox({ relay, concurrency: 2 });
    for (const each of ['a', 'b', 'c']) await server.put(each);
    server.outbox.wake();
    await server.pass(MINUTE_MS);
    expect(server.sent).toEqual(['a', 'b']);
    answer('a');
    await server.pass(0);
    expect(server.sent).toEqual(['a', 'b', 'c']);
  });

  test('a message under way is not sent a second time, however often it is woken', async () => {
    const { relay, answer } = slowRelay();
    const server = openTestOutbox({ relay });
    await server.put('once');
    for (let times = 0; times < 5; times++) {
      server.outbox.wake();
      await server.pass(MINUTE_MS);
    }
    answer('once');
    await server.pass(MINUTE_MS);
    expect(server.sent).toEqual(['once']);
  });
});

describe('what fails for now comes again', () => {
  test('with growing pauses while the relay is down, and leaves when it is back', async () => {
    let down = true;
    const server = openTestOutbox({ relay: (mail) => (down ? unreachable(mail) : taken) });
    await server.put('patient');
    server.outbox.wake();
    await server.pass(4 * MINUTE_MS);
    expect(server.sent).toHaveLength(3);
    expect(await server.states()).toEqual(['patient waiting 3 2026-11-22T09:07:00Z']);
    expect(server.events.filter((each) => each === 'relay-unreachable')).toHaveLength(3);
    down = false;
    await server.pass(4 * MINUTE_MS);
    expect(await server.states()).toEqual([]);
  });

  test('after an hour without a relay everything is there, and leaves once', async () => {
    let down = true;
    const server = openTestOutbox({ relay: (mail) => (down ? unreachable(mail) : taken), concurrency: 4 });
    const subjects = Array.from({ length: 60 }, (_, index) => `mail-${index}`);
    for (const subject of subjects) {
      await server.put(subject);
      server.outbox.wake();
      await server.pass(MINUTE_MS);
    }
    expect(await server.queue.outboxEntries()).toHaveLength(subjects.length);
    down = false;
    server.sent.length = 0;
    await server.pass(60 * MINUTE_MS);
    expect(server.sent.toSorted()).toEqual(subjects.toSorted());
    expect(await server.queue.outboxEntries()).toEqual([]);
  });

  test('an hour apart at last, and after five days it is failed', async () => {
    const server = openTestOutbox({ relay: unreachable, longestStepMs: 30 * SECOND_MS });
    await server.put('lost');
    server.outbox.wake();
    await server.pass(5 * DAY_MS + 60 * MINUTE_MS);
    expect((await server.states())[0]).toMatch(/^lost failed/);
    // 1 + 2 + ... + 32 minutes, then hourly.
    expect(server.sent).toHaveLength(6 + Math.ceil((5 * DAY_MS) / (60 * MINUTE_MS)));
    expect(server.events.filter((each) => each === 'mail-relay-failed')).toHaveLength(1);
  });

  test('only for those recipients who were not taken; who was refused for good stays to be seen', async () => {
    const [ann, ben] = [address('ann@partner.example'), address('ben@partner.example')];
    const recipients: (readonly string[])[] = [];
    const server = openTestOutbox({
      relay: (mail) => {
        recipients.push(mail.recipients.map(({ localPart }) => localPart));
        if (recipients.length > 1) return taken;
        return { retry: [ann], failed: [ben], error: '550 no such user', unreachable: false };
      },
    });
    await server.put('many', ['ann@partner.example', 'ben@partner.example', 'cleo@partner.example']);
    server.outbox.wake();
    await server.pass(2 * MINUTE_MS);
    expect(recipients).toEqual([['ann', 'ben', 'cleo'], ['ann']]);
    const [left] = await server.queue.outboxEntries();
    expect(left).toMatchObject({ state: 'failed', recipients: [ben] });
    expect(server.events).toEqual(['mail-relayed', 'mail-relay-failed', 'mail-relay-deferred', 'mail-relayed']);
  });

  test('one message that hangs does not keep others from coming again', async () => {
    const { relay } = slowRelay();
    let attempts = 0;
    const server = openTestOutbox({
      relay: (mail, subject) =>
        subject === 'hangs' ? relay(mail, subject) : attempts++ === 0 ? unreachable(mail) : taken,
    });
    await server.put('hangs');
    await server.put('again');
    server.outbox.wake();
    await server.pass(2 * MINUTE_MS);
    expect(server.sent).toEqual(['hangs', 'again', 'again']);
  });
});

describe('what fails for good', () => {
  const reports = { hostname: 'desk.corp.example', languageOf: () => Promise.resolve('en') };
  const refusing = (mail: RelayMessage): RelayReport =>
    mail.reversePath === null ? taken : { retry: [], failed: mail.recipients, error: '554 no', unreachable: false };

  test('is reported to its sender, and leaves the queue; the notification is sent at once', async () => {
    const server = openTestOutbox({ relay: refusing, reports });
    await server.put('refused');
    server.outbox.wake();
    await server.pass(MINUTE_MS);
    expect(await server.queue.outboxEntries()).toEqual([]);
    expect(server.sent).toHaveLength(2);
    expect(server.sent[1]).toContain('Final-Recipient: rfc822; refused@partner.example');
    expect(server.events).toEqual(['mail-relay-failed', 'mail-relayed']);
  });

  test('a notification that fails stays in the queue, and is not reported', async () => {
    const server = openTestOutbox({
      relay: (mail) => ({ retry: [], failed: mail.recipients, error: '554 no', unreachable: false }),
      reports,
    });
    await server.put('refused');
    server.outbox.wake();
    await server.pass(3 * 60 * MINUTE_MS);
    expect(server.sent).toHaveLength(2);
    expect(await server.queue.outboxEntries()).toMatchObject([
      { state: 'failed', reversePath: null, subject: 'Not delivered: refused' },
    ]);
  });

  test('stays in the queue as failed, and is not sent again', async () => {
    const server = openTestOutbox({
      relay: (mail) => ({ retry: [], failed: mail.recipients, error: '554 no', unreachable: false }),
    });
    await server.put('refused');
    server.outbox.wake();
    await server.pass(3 * 60 * MINUTE_MS);
    expect(server.sent).toEqual(['refused']);
    expect(await server.queue.outboxEntry('refused')).toMatchObject({ state: 'failed', lastError: '554 no' });
    expect(server.events).toEqual(['mail-relay-failed']);
  });
});

test('a message that was deferred by a clock far ahead leaves at once when the clock is right again, and others after their interval', async () => {
  const server = openTestOutbox({ relay: (mail, subject) => (subject === 'ahead' ? taken : unreachable(mail)) });
  await server.put('deferred');
  await server.queue.enqueue([mailOf('ahead', ['ahead@partner.example'], addMilliseconds(start, 365 * DAY_MS))]);
  server.outbox.wake();
  await server.pass(SECOND_MS);
  expect(server.sent).toEqual(['deferred', 'ahead']);
  expect(await server.states()).toEqual(['deferred waiting 1 2026-11-22T09:01:00Z']);
});

describe('a store that cannot answer', () => {
  const broken = (): Promise<never> => Promise.reject(new StoreError('unavailable', 'disk full'));

  test('when asked what is due: logged, asked again, nothing lost, nothing spinning', async () => {
    let asked = 0;
    const server = openTestOutbox({
      queue: (outbox) => ({ claim: (...asks) => (asked++ < 2 ? broken() : outbox.claim(...asks)) }),
    });
    await server.put('kept');
    await server.pass(5 * MINUTE_MS);
    expect(server.sent).toEqual(['kept']);
    expect(server.events).toEqual(['outbox-failed', 'outbox-failed', 'mail-relayed']);
  });

  test('when a message is read: it is deferred, others leave', async () => {
    const server = openTestOutbox({
      queue: (outbox) => ({ outboxBytes: (id) => (id === 'torn' ? broken() : outbox.outboxBytes(id)) }),
    });
    await server.put('torn');
    await server.put('whole');
    server.outbox.wake();
    await server.pass(SECOND_MS);
    expect(server.sent).toEqual(['whole']);
    expect(await server.states()).toEqual(['torn waiting 1 2026-11-22T09:01:00Z']);
  });

  test('when an attempt is recorded: recorded later, not sent a second time', async () => {
    let tries = 0;
    const server = openTestOutbox({
      queue: (outbox) => ({ recordRelay: (...given) => (tries++ < 3 ? broken() : outbox.recordRelay(...given)) }),
    });
    await server.put('sent');
    server.outbox.wake();
    await server.pass(MINUTE_MS);
    expect(server.sent).toEqual(['sent']);
    expect(await server.states()).toEqual([]);
    expect(server.events).toEqual(['outbox-failed', 'outbox-failed', 'outbox-failed', 'mail-relayed']);
  });

  test('without the bytes of a message, it is failed', async () => {
    const server = openTestOutbox({ queue: () => ({ outboxBytes: () => Promise.resolve(null) }) });
    await server.put('hollow');
    server.outbox.wake();
    await server.pass(MINUTE_MS);
    expect(server.sent).toEqual([]);
    expect(await server.states()).toEqual(['hollow failed 1 2026-11-22T09:01:00Z']);
  });
});

describe('the beginning and the end', () => {
  test('without a relay mail is held, and that is said once', async () => {
    const server = openTestOutbox({ held: true });
    await server.put('held');
    server.outbox.wake();
    await server.pass(3 * 60 * MINUTE_MS);
    expect(server.events).toEqual(['outbox-held']);
    expect(await server.states()).toEqual(['held waiting 0 2026-11-22T09:00:00Z']);
  });

  test('closing waits for what is being relayed, and starts nothing new', async () => {
    const { relay, answer } = slowRelay();
    const server = openTestOutbox({ relay });
    await server.put('last');
    server.outbox.wake();
    await server.pass(0);
    const closed = server.outbox.close(10 * SECOND_MS);
    await server.put('next');
    server.outbox.wake();
    answer('last');
    await closed;
    await server.pass(3 * 60 * MINUTE_MS);
    expect(server.sent).toEqual(['last']);
    expect(await server.states()).toEqual(['next waiting 0 2026-11-22T09:00:00Z']);
  });

  test('the end does not wait longer than its grace; the message stays queued', async () => {
    const { relay } = slowRelay();
    const server = openTestOutbox({ relay });
    await server.put('stuck');
    server.outbox.wake();
    await server.pass(0);
    let ended = false;
    const closed = server.outbox.close(10 * SECOND_MS).then(() => (ended = true));
    await server.pass(9 * SECOND_MS);
    expect(ended).toBe(false);
    await server.pass(SECOND_MS);
    await closed;
    expect(await server.states()).toEqual(['stuck waiting 0 2026-11-22T09:00:00Z']);
  });
});

describe('reconfigured', () => {
  test('without a relay the message waits, and the store is not asked again and again', async () => {
    let asked = 0;
    const server = openTestOutbox({
      relay: unreachable,
      queue: (outbox) => ({
        nextDueAt: () => {
          asked += 1;
          return outbox.nextDueAt();
        },
      }),
    });
    await server.put('answer');
    server.outbox.wake();
    await server.pass(0);
    const backoff = { firstRetryMs: MINUTE_MS, longestRetryMs: 60 * MINUTE_MS, giveUpAfterMs: DAY_MS };
    server.outbox.reconfigure({ relay: null, backoff, reports: null });
    const before = asked;
    await server.pass(60 * MINUTE_MS);
    expect(server.sent).toEqual(['answer']);
    expect(asked - before).toBeLessThan(5);
    expect(server.events).toContain('outbox-held');
  });

  test('another relay gets what waits; the one before is closed when nothing is under way to it', async () => {
    const { relay, answer } = slowRelay();
    const server = openTestOutbox({ relay });
    await server.put('first');
    server.outbox.wake();
    await server.pass(0);
    const given: string[] = [];
    server.outbox.reconfigure({
      relay: {
        send: (mail) => {
          given.push(Buffer.from(mail.bytes).toString());
          return Promise.resolve(taken);
        },
        close: () => undefined,
      },
      backoff: { firstRetryMs: MINUTE_MS, longestRetryMs: 60 * MINUTE_MS, giveUpAfterMs: DAY_MS },
      reports: null,
    });
    await server.put('second');
    server.outbox.wake();
    await server.pass(0);
    expect([server.sent, given]).toEqual([['first'], ['second']]);
    expect(server.closed()).toBe(0);
    answer('first');
    await server.pass(0);
    expect(server.closed()).toBe(1);
    expect(await server.states()).toEqual([]);
  });
});
