/**
 * The worker of the outbox: claims due messages, relays them and records the outcome; sleeps until the next message is due
 * or until it is woken. The store keeps the queue: a message that the commit of a delivery put there is sent within a second.
 *
 * After a temporary failure (4xx, no connection) the message is retried with growing pauses, for the recipients that were
 * not accepted. After a permanent failure (5xx), or after too long a time, the sender is notified and the message leaves the
 * queue; a message without a sender stays there as failed, for `queue list`. Of the messages of one lane only the first is
 * due, and the others wait until it has left or failed, so that the answer to an update does not overtake the answer before
 * it. Messages without a lane do not wait.
 */
import { addMilliseconds } from '../mail/instant.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { OutboxEntry, Outbox } from '../store/outbox.js';
import type { Backoff } from './backoff.js';
import { createLookLoop } from './look-loop.js';
import { relayEntry } from './relay-entry.js';
import type { Relay } from './relay.js';
import type { ReportSettings } from './report-failure.js';

/** What a reload may change. */
export interface OutboxSettings {
  /** null: no MTA is configured, and messages wait. */
  readonly relay: Relay | null;
  readonly backoff: Backoff;
  /** How senders are notified of permanent failures; null: they are not. */
  readonly reports: ReportSettings | null;
}

export interface OutboxDependencies extends OutboxSettings {
  readonly outbox: Pick<Outbox, 'due' | 'nextDueAt' | 'outboxBytes' | 'recordRelay'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Messages that are relayed at the same time. */
  readonly concurrency: number;
}

export interface RunningOutbox {
  /** Looks at once for due messages. */
  wake(): void;
  /** In effect for the next message. If the relay changes, the old one is closed when nothing is in progress with it. */
  reconfigure(settings: OutboxSettings): void;
  /** Claims nothing more, and waits for the attempts in progress for at most `graceMs`. What is not finished stays queued. */
  close(graceMs: number): Promise<void>;
}

/** The longest time between two looks, for a store that could not answer and a clock that was set. */
const MAX_SLEEP_MS = 30_000;
/** Messages in progress stay due, and their end wakes the loop. Other messages that become due are seen within this time. */
const SLEEP_IN_PROGRESS_MS = 1_000;

export function startOutbox(dependencies: OutboxDependencies): RunningOutbox {
  let deps = dependencies;
  let isClosed = false;
  const inProgress = createInProgress();
  const loop = createLookLoop({
    look: async () => {
      const { relay } = deps;
      if (relay !== null) await takeDue({ ...deps, relay, inProgress, isClosed: () => isClosed, wake });
    },
    async sleepMs() {
      // Without a relay, messages wait for `reconfigure`.
      if (deps.relay === null) return null;
      const nextAt = await deps.outbox.nextDueAt();
      return nextAt === null
        ? null
        : Math.max(inProgress.count() > 0 ? SLEEP_IN_PROGRESS_MS : 0, nextAt - deps.clock());
    },
    failed: (cause) => deps.log('outbox-failed', { cause }),
    maxSleepMs: MAX_SLEEP_MS,
  });

  function wake(): void {
    if (deps.relay !== null) loop.wake();
  }

  function reconfigure(settings: OutboxSettings): void {
    const { relay } = deps;
    deps = { ...deps, ...settings };
    if (deps.relay === null && relay !== null) deps.log('outbox-held');
    if (relay !== null && relay !== deps.relay) void inProgress.settled().then(() => relay.close());
    wake();
  }

  if (deps.relay === null) deps.log('outbox-held');
  wake();
  return {
    wake,
    reconfigure,
    async close(graceMs) {
      isClosed = true;
      loop.stop();
      await withinGrace(inProgress.settled(), graceMs);
      deps.relay?.close();
    },
  };
}

/** The attempts in progress. */
interface InProgress {
  count(): number;
  ids(): ReadonlySet<string>;
  /** The message is in progress, or a later one of its lane is: after a retry it became the first of its lane. */
  isBusy(entry: OutboxEntry): boolean;
  /** @param run does not throw */
  add(entry: OutboxEntry, run: () => Promise<void>, ended: () => void): void;
  /** Resolves when all attempts that are in progress now have ended. */
  settled(): Promise<unknown>;
}

function createInProgress(): InProgress {
  const runs = new Map<string, Promise<void>>();
  const lanes = new Set<string>();
  return {
    count: () => runs.size,
    ids: () => new Set(runs.keys()),
    isBusy: ({ id, lane }) => runs.has(id) || (lane !== null && lanes.has(lane)),
    add({ id, lane }, run, ended) {
      if (lane !== null) lanes.add(lane);
      const running = run().finally(() => {
        runs.delete(id);
        if (lane !== null) lanes.delete(lane);
        ended();
      });
      runs.set(id, running);
    },
    settled: () => Promise.all(runs.values()),
  };
}

interface Taking extends OutboxDependencies {
  readonly relay: Relay;
  readonly inProgress: InProgress;
  readonly isClosed: () => boolean;
  readonly wake: () => void;
}

/** Starts to relay due messages, up to the limit. */
async function takeDue(taking: Taking): Promise<void> {
  const { outbox, clock, backoff, concurrency, inProgress, isClosed, wake } = taking;
  // An attempt that ends while the queue is read may still be in the result.
  const earlier = inProgress.ids();
  const now = clock();
  // No message is deferred for longer than this. If one is, the clock was set back since.
  const farthest = addMilliseconds(now, backoff.longestRetryMs);
  // Each message in progress holds back at most one of these: itself, or the first of its lane. All others may be sent.
  for (const entry of await outbox.due(now, concurrency, farthest)) {
    if (isClosed() || inProgress.count() >= concurrency) return;
    if (earlier.has(entry.id) || inProgress.isBusy(entry)) continue;
    inProgress.add(entry, () => relayEntry(entry, taking), wake);
  }
}

async function withinGrace(work: Promise<unknown>, graceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise((resolve) => (timer = setTimeout(resolve, graceMs)));
  await Promise.race([work, grace]);
  clearTimeout(timer);
}
