/**
 * The outbox at work: takes what is due, relays it, records what came of it; sleeps until the next mail is due or
 * somebody wakes it. The queue itself is the desk's: what a delivery's commit put there leaves within a second.
 *
 * What fails for now (4xx, no connection) is tried again with growing pauses, recipients that were taken are done; what
 * fails for good (5xx), or for too long, stays in the queue as failed, for `queue list`. Two mails to one recipient are not on
 * their way at the same moment: the answer to an update does not pass the answer before it.
 */
import { addressKey } from '../mail/address.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { Desk, OutboxEntry } from '../store/desk.js';
import { nextAttempt, type Backoff } from './backoff.js';
import type { Relay } from './relay.js';

export interface OutboxDependencies {
  readonly desk: Pick<Desk, 'due' | 'nextDueAt' | 'outboxBytes' | 'recordRelay'>;
  /** null: no MTA is configured, mail waits. */
  readonly relay: Relay | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly backoff: Backoff;
  /** Mails on their way at one moment. */
  readonly concurrency: number;
}

export interface Outbox {
  /** Look now whether something is due. */
  wake(): void;
  /** Takes nothing new; waits for what is on its way, `graceMs` at most: it stays queued and goes out again later. */
  close(graceMs: number): Promise<void>;
}

/** A desk that cannot answer, or a clock that was set, is looked at again after this. */
const LONGEST_SLEEP_MS = 30_000;
const MAX_BATCH = 100;
const PAUSE_BEFORE_MARKING_AGAIN_MS = 5_000;

export function startOutbox(house: OutboxDependencies): Outbox {
  const underWay = new Map<string, Promise<void>>();
  const busyLanes = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let looking = false;
  let lookAgain = false;

  function wake(): void {
    if (closed || house.relay === null) return;
    if (looking) lookAgain = true;
    else void look();
  }

  async function look(): Promise<void> {
    looking = true;
    clearTimeout(timer);
    try {
      do {
        lookAgain = false;
        await takeDue();
      } while (lookAgain && !isClosed());
      await sleep();
    } catch (error) {
      house.log('outbox-failed', { cause: error });
      sleepFor(LONGEST_SLEEP_MS);
    } finally {
      looking = false;
    }
  }

  const isClosed = (): boolean => closed;

  async function takeDue(): Promise<void> {
    for (const entry of await house.desk.due(house.clock(), MAX_BATCH)) {
      if (isClosed() || underWay.size >= house.concurrency) return;
      const lanes = entry.recipients.map(addressKey);
      if (underWay.has(entry.id) || lanes.some((lane) => busyLanes.has(lane))) continue;
      for (const lane of lanes) busyLanes.add(lane);
      const run = relayEntry(entry, house).finally(() => {
        underWay.delete(entry.id);
        for (const lane of lanes) busyLanes.delete(lane);
        wake();
      });
      underWay.set(entry.id, run);
    }
  }

  async function sleep(): Promise<void> {
    const at = await house.desk.nextDueAt();
    if (at === null || underWay.size > 0) return;
    sleepFor(Math.min(LONGEST_SLEEP_MS, Math.max(0, at - house.clock())));
  }

  function sleepFor(milliseconds: number): void {
    if (closed) return;
    timer = setTimeout(wake, milliseconds);
    timer.unref();
  }

  if (house.relay === null) house.log('outbox-held');
  wake();
  return {
    wake,
    async close(graceMs) {
      closed = true;
      clearTimeout(timer);
      await withinGrace(Promise.all(underWay.values()), graceMs);
      house.relay?.close();
    },
  };
}

/** One attempt for one mail. Does not throw: a desk that cannot record means that the mail goes out again. */
async function relayEntry(entry: OutboxEntry, { desk, relay, clock, log, backoff }: OutboxDependencies): Promise<void> {
  if (relay === null) return;
  const about = { id: entry.id, messageId: entry.messageId };
  try {
    const bytes = await desk.outboxBytes(entry.id);
    if (bytes === null) return;
    const { retry, failed, error, unreachable } = await relay.send({ ...entry, bytes });
    const now = clock();
    const next = nextAttempt(entry.attempts + 1, entry.createdAt, now, backoff);
    const givenUp = next === null ? retry : [];
    const outcome = {
      retry: next === null ? [] : retry,
      failed: [...failed, ...givenUp],
      nextAttemptAt: next ?? now,
      error,
    };
    await untilItWorks(
      () => desk.recordRelay(entry.id, outcome, now),
      (cause) => log('outbox-failed', { ...about, cause }),
    );
    if (unreachable) log('relay-unreachable', { ...about, error });
    if (retry.length + failed.length < entry.recipients.length) log('mail-relayed', about);
    if (failed.length + givenUp.length > 0)
      log('mail-relay-failed', { ...about, error, recipients: failed.length + givenUp.length });
    else if (retry.length > 0) log('mail-relay-deferred', { ...about, error, nextAttemptAt: next });
  } catch (error) {
    log('outbox-failed', { ...about, cause: error });
  }
}

/** What was sent must be marked: going round with an unmarked mail would send it again and again. */
async function untilItWorks(work: () => Promise<void>, failed: (cause: unknown) => void): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      failed(error);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_BEFORE_MARKING_AGAIN_MS).unref());
    }
  }
}

async function withinGrace(work: Promise<unknown>, graceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise((resolve) => (timer = setTimeout(resolve, graceMs)));
  await Promise.race([work, grace]);
  clearTimeout(timer);
}
