/** The loop with an outbox in memory, a relay that does as told, and a clock that moves with the timers. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addMilliseconds } from '../../../src/mail/instant.js';
import type { RelayMail, RelayReport } from '../../../src/outbox/relay.js';
import { StoreError } from '../../../src/store/store-error.js';
import { address } from '../../support/account-fields.js';
import { memoryOutbox } from '../../support/memory-outbox.js';
import {
  DAY_MS,
  MINUTE_MS,
  SECOND_MS,
  mailOf,
  openOutboxHouse,
  slowRelay,
  start,
  taken,
  unreachable,
} from '../../support/outbox-house.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what is due leaves', () => {
  test('at once when somebody wakes it, and is gone from the queue', async () => {
    const house = openOutboxHouse();
    await house.pass(0);
    await house.put('answer');
    house.outbox.wake();
    await house.pass(0);
    expect(house.sent).toEqual(['answer']);
    expect(await house.states()).toEqual([]);
    expect(house.events).toEqual(['mail-relayed']);
  });

  test('what was there at the start, oldest first, without a wake', async () => {
    const { desk } = memoryOutbox();
    await desk.enqueue(['one', 'two'].map((each) => mailOf(each, [`${each}@partner.example`], start)));
    const house = openOutboxHouse({ desk: () => desk });
    await house.pass(0);
    expect(house.sent).toEqual(['one', 'two']);
  });

  test('a wake while the desk is being asked when the next mail is due is not lost', async () => {
    const held = memoryOutbox();
    let asked = 0;
    const house = openOutboxHouse({
      desk: () => ({
        ...held.desk,
        nextDueAt: async () => {
          const before = await held.desk.nextDueAt();
          if (asked++ === 0) {
            await held.desk.enqueue([mailOf('late', ['late@partner.example'], start)]);
            house.outbox.wake();
          }
          return before;
        },
      }),
    });
    await house.pass(0);
    expect(house.sent).toEqual(['late']);
  });

  test('no more than the given number at one moment; each that ends makes room', async () => {
    const { relay, answer } = slowRelay();
    const house = openOutboxHouse({ relay, concurrency: 2 });
    for (const each of ['a', 'b', 'c']) await house.put(each);
    house.outbox.wake();
    await house.pass(MINUTE_MS);
    expect(house.sent).toEqual(['a', 'b']);
    answer('a');
    await house.pass(0);
    expect(house.sent).toEqual(['a', 'b', 'c']);
  });

  test('a mail under way is not sent a second time, however often it is woken', async () => {
    const { relay, answer } = slowRelay();
    const house = openOutboxHouse({ relay });
    await house.put('once');
    for (let times = 0; times < 5; times++) {
      house.outbox.wake();
      await house.pass(MINUTE_MS);
    }
    answer('once');
    await house.pass(MINUTE_MS);
    expect(house.sent).toEqual(['once']);
  });
});

describe('what fails for now comes again', () => {
  test('with growing pauses while the relay is down, and leaves when it is back', async () => {
    let down = true;
    const house = openOutboxHouse({ relay: (mail) => (down ? unreachable(mail) : taken) });
    await house.put('patient');
    house.outbox.wake();
    await house.pass(4 * MINUTE_MS);
    expect(house.sent).toHaveLength(3);
    expect(await house.states()).toEqual(['patient waiting 3 2026-11-22T09:07:00Z']);
    expect(house.events.filter((each) => each === 'relay-unreachable')).toHaveLength(3);
    down = false;
    await house.pass(4 * MINUTE_MS);
    expect(await house.states()).toEqual([]);
  });

  test('after an hour without a relay everything is there, and leaves once', async () => {
    let down = true;
    const house = openOutboxHouse({ relay: (mail) => (down ? unreachable(mail) : taken), concurrency: 4 });
    const subjects = Array.from({ length: 60 }, (_, index) => `mail-${index}`);
    for (const subject of subjects) {
      await house.put(subject);
      house.outbox.wake();
      await house.pass(MINUTE_MS);
    }
    expect(await house.desk.outboxEntries()).toHaveLength(subjects.length);
    down = false;
    house.sent.length = 0;
    await house.pass(60 * MINUTE_MS);
    expect(house.sent.toSorted()).toEqual(subjects.toSorted());
    expect(await house.desk.outboxEntries()).toEqual([]);
  });

  test('an hour apart at last, and after five days it is failed', async () => {
    const house = openOutboxHouse({ relay: unreachable });
    await house.put('lost');
    house.outbox.wake();
    await house.pass(5 * DAY_MS + 60 * MINUTE_MS);
    expect((await house.states())[0]).toMatch(/^lost failed/);
    // 1 + 2 + ... + 32 minutes, then hourly.
    expect(house.sent).toHaveLength(6 + Math.ceil((5 * DAY_MS) / (60 * MINUTE_MS)));
    expect(house.events.filter((each) => each === 'mail-relay-failed')).toHaveLength(1);
  });

  test('only for those recipients who were not taken; who was refused for good stays to be seen', async () => {
    const [ann, ben] = [address('ann@partner.example'), address('ben@partner.example')];
    const recipients: (readonly string[])[] = [];
    const house = openOutboxHouse({
      relay: (mail) => {
        recipients.push(mail.recipients.map(({ localPart }) => localPart));
        if (recipients.length > 1) return taken;
        return { retry: [ann], failed: [ben], error: '550 no such user', unreachable: false };
      },
    });
    await house.put('many', ['ann@partner.example', 'ben@partner.example', 'cleo@partner.example']);
    house.outbox.wake();
    await house.pass(2 * MINUTE_MS);
    expect(recipients).toEqual([['ann', 'ben', 'cleo'], ['ann']]);
    const [left] = await house.desk.outboxEntries();
    expect(left).toMatchObject({ state: 'failed', recipients: [ben] });
    expect(house.events).toEqual(['mail-relayed', 'mail-relay-failed', 'mail-relay-deferred', 'mail-relayed']);
  });

  test('one mail that hangs does not keep others from coming again', async () => {
    const { relay } = slowRelay();
    let attempts = 0;
    const house = openOutboxHouse({
      relay: (mail, subject) =>
        subject === 'hangs' ? relay(mail, subject) : attempts++ === 0 ? unreachable(mail) : taken,
    });
    await house.put('hangs');
    await house.put('again');
    house.outbox.wake();
    await house.pass(2 * MINUTE_MS);
    expect(house.sent).toEqual(['hangs', 'again', 'again']);
  });
});

describe('what fails for good', () => {
  const reports = { hostname: 'desk.corp.example', languageOf: () => Promise.resolve('en') };
  const refusing = (mail: RelayMail): RelayReport =>
    mail.reversePath === null ? taken : { retry: [], failed: mail.recipients, error: '554 no', unreachable: false };

  test('is told to who sent it, and leaves the queue; the word to him goes out at once', async () => {
    const house = openOutboxHouse({ relay: refusing, reports });
    await house.put('refused');
    house.outbox.wake();
    await house.pass(MINUTE_MS);
    expect(await house.desk.outboxEntries()).toEqual([]);
    expect(house.sent).toHaveLength(2);
    expect(house.sent[1]).toContain('Final-Recipient: rfc822; refused@partner.example');
    expect(house.events).toEqual(['mail-relay-failed', 'mail-relayed']);
  });

  test('a notification that fails stays to be seen, and nobody is told of it', async () => {
    const house = openOutboxHouse({
      relay: (mail) => ({ retry: [], failed: mail.recipients, error: '554 no', unreachable: false }),
      reports,
    });
    await house.put('refused');
    house.outbox.wake();
    await house.pass(DAY_MS);
    expect(house.sent).toHaveLength(2);
    expect(await house.desk.outboxEntries()).toMatchObject([
      { state: 'failed', reversePath: null, subject: 'Not delivered: refused' },
    ]);
  });

  test('stays in the queue as failed, and is not sent again', async () => {
    const house = openOutboxHouse({
      relay: (mail) => ({ retry: [], failed: mail.recipients, error: '554 no', unreachable: false }),
    });
    await house.put('refused');
    house.outbox.wake();
    await house.pass(DAY_MS);
    expect(house.sent).toEqual(['refused']);
    expect(await house.desk.outboxEntry('refused')).toMatchObject({ state: 'failed', lastError: '554 no' });
    expect(house.events).toEqual(['mail-relay-failed']);
  });
});

test('a mail that a clock far ahead put off leaves at once when the clock is right again, and others after their pause', async () => {
  const house = openOutboxHouse({ relay: (mail, subject) => (subject === 'ahead' ? taken : unreachable(mail)) });
  await house.desk.enqueue([mailOf('ahead', ['ahead@partner.example'], addMilliseconds(start, 365 * DAY_MS))]);
  await house.put('deferred');
  house.outbox.wake();
  await house.pass(SECOND_MS);
  expect(house.sent).toEqual(['deferred', 'ahead']);
  expect(await house.states()).toEqual(['deferred waiting 1 2026-11-22T09:01:00Z']);
});

describe('a desk that cannot answer', () => {
  const broken = (): Promise<never> => Promise.reject(new StoreError('unavailable', 'disk full'));

  test('when asked what is due: logged, asked again, nothing lost, nothing spinning', async () => {
    let asked = 0;
    const house = openOutboxHouse({
      desk: (desk) => ({ due: (now, limit) => (asked++ < 2 ? broken() : desk.due(now, limit)) }),
    });
    await house.put('kept');
    await house.pass(5 * MINUTE_MS);
    expect(house.sent).toEqual(['kept']);
    expect(house.events).toEqual(['outbox-failed', 'outbox-failed', 'mail-relayed']);
  });

  test('when a mail is read: it is deferred, others leave', async () => {
    const house = openOutboxHouse({
      desk: (desk) => ({ outboxBytes: (id) => (id === 'torn' ? broken() : desk.outboxBytes(id)) }),
    });
    await house.put('torn');
    await house.put('whole');
    house.outbox.wake();
    await house.pass(SECOND_MS);
    expect(house.sent).toEqual(['whole']);
    expect(await house.states()).toEqual(['torn waiting 1 2026-11-22T09:01:00Z']);
  });

  test('when an attempt is recorded: recorded later, not sent a second time', async () => {
    let tries = 0;
    const house = openOutboxHouse({
      desk: (desk) => ({ recordRelay: (...given) => (tries++ < 3 ? broken() : desk.recordRelay(...given)) }),
    });
    await house.put('sent');
    house.outbox.wake();
    await house.pass(MINUTE_MS);
    expect(house.sent).toEqual(['sent']);
    expect(await house.states()).toEqual([]);
    expect(house.events).toEqual(['outbox-failed', 'outbox-failed', 'outbox-failed', 'mail-relayed']);
  });

  test('without the bytes of a mail, it is failed', async () => {
    const house = openOutboxHouse({ desk: () => ({ outboxBytes: () => Promise.resolve(null) }) });
    await house.put('hollow');
    house.outbox.wake();
    await house.pass(MINUTE_MS);
    expect(house.sent).toEqual([]);
    expect(await house.states()).toEqual(['hollow failed 1 2026-11-22T09:01:00Z']);
  });
});

describe('the beginning and the end', () => {
  test('without a relay mail is held, and that is said once', async () => {
    const house = openOutboxHouse({ held: true });
    await house.put('held');
    house.outbox.wake();
    await house.pass(DAY_MS);
    expect(house.events).toEqual(['outbox-held']);
    expect(await house.states()).toEqual(['held waiting 0 2026-11-22T09:00:00Z']);
  });

  test('the end waits for what is on its way and takes nothing new', async () => {
    const { relay, answer } = slowRelay();
    const house = openOutboxHouse({ relay });
    await house.put('last');
    house.outbox.wake();
    await house.pass(0);
    const closed = house.outbox.close(10 * SECOND_MS);
    await house.put('next');
    house.outbox.wake();
    answer('last');
    await closed;
    await house.pass(DAY_MS);
    expect(house.sent).toEqual(['last']);
    expect(await house.states()).toEqual(['next waiting 0 2026-11-22T09:00:00Z']);
  });

  test('the end does not wait longer than its grace; the mail stays queued', async () => {
    const { relay } = slowRelay();
    const house = openOutboxHouse({ relay });
    await house.put('stuck');
    house.outbox.wake();
    await house.pass(0);
    let ended = false;
    const closed = house.outbox.close(10 * SECOND_MS).then(() => (ended = true));
    await house.pass(9 * SECOND_MS);
    expect(ended).toBe(false);
    await house.pass(SECOND_MS);
    await closed;
    expect(await house.states()).toEqual(['stuck waiting 0 2026-11-22T09:00:00Z']);
  });
});
