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
  readonly outbox: Pick<Outbox, 'claim' | 'renew' | 'release' | 'nextDueAt' | 'outboxBytes' | 'recordRelay'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Messages that are relayed at the same time. */
  readonly concurrency: number;
  /** Names this worker to the others that share the outbox; different for each start. */
  readonly owner: string;
  /** How long a claim holds without renewal: after the process was killed, others relay the message after this time. */
  readonly leaseMs: number;
  /**
   * The longest time between two looks: a message that another process has added is seen within it. At most half of
   * `leaseMs`, as leases are renewed with a look.
   */
  readonly pollMs: number;
}

export interface RunningOutbox {
  /** Looks at once for due messages. */
  wake(): void;
  /** In effect for the next message. If the relay changes, the old one is closed when nothing is in progress with it. */
  reconfigure(settings: OutboxSettings): void;
  /** Claims nothing more, and waits for the attempts in progress for at most `graceMs`. What is not finished stays queued. */
  close(graceMs: number): Promise<void>;
}

export function startOutbox(dependencies: OutboxDependencies): RunningOutbox {
  let deps = dependencies;
  let isClosed = false;
  const inProgress = createInProgress();
  const loop = createLookLoop({
    look: async () => {
      const { relay } = deps;
      await keepLeases(inProgress, deps);
      if (relay !== null) await takeDue({ ...deps, relay, inProgress, isClosed: () => isClosed, wake });
    },
    async sleepMs() {
      // Without a relay, messages wait for `reconfigure`.
      if (deps.relay === null) return inProgress.count() === 0 ? null : deps.pollMs;
      // The end of an attempt wakes the loop.
      if (inProgress.count() >= deps.concurrency) return deps.pollMs;
      const nextAt = await deps.outbox.nextDueAt();
      return nextAt === null ? deps.pollMs : Math.max(0, nextAt - deps.clock());
    },
    failed: (cause) => deps.log('outbox-failed', { cause }),
    maxSleepMs: dependencies.pollMs,
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
      await releaseClaims(inProgress.ids(), deps);
    },
  };
}

/** The attempts in progress. */
interface InProgress {
  count(): number;
  ids(): readonly string[];
  /** The message is in progress although its lease has ended, or a later one of its lane is: a retry made it the first. */
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
    ids: () => [...runs.keys()],
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

/** Claims due messages, up to the limit, and starts to relay them. */
async function takeDue(taking: Taking): Promise<void> {
  const { outbox, clock, owner, leaseMs, backoff, concurrency, inProgress, isClosed, wake } = taking;
  const room = concurrency - inProgress.count();
  if (room <= 0 || isClosed()) return;
  const now = clock();
  // No message is deferred for longer than this. If one is, the clock was set back since.
  const farthest = addMilliseconds(now, backoff.longestRetryMs);
  const claimed = await outbox.claim({ owner, now, leaseMs }, room, farthest);
  if (isClosed()) {
    await releaseClaims(idsOf(claimed), taking);
    return;
  }
  for (const entry of claimed) {
    // Busy after its lease was lost while this process was stopped. It is not released, or it would be claimed at once.
    if (!inProgress.isBusy(entry)) inProgress.add(entry, () => relayClaimed(entry, taking), wake);
  }
}

const idsOf = (entries: readonly OutboxEntry[]): readonly string[] => entries.map(({ id }) => id);

/** Does not throw. */
async function relayClaimed(entry: OutboxEntry, taking: Taking): Promise<void> {
  await relayEntry(entry, taking);
  await releaseClaims([entry.id], taking);
}

/** A relay may take longer than a lease. A lease that was lost is not taken back: the attempt cannot be undone. */
async function keepLeases(
  inProgress: InProgress,
  { outbox, owner, clock, leaseMs }: OutboxDependencies,
): Promise<void> {
  const ids = inProgress.ids();
  if (ids.length > 0) await outbox.renew(ids, { owner, now: clock(), leaseMs });
}

/** Does not throw: what is not released ends with its lease. */
async function releaseClaims(ids: readonly string[], { outbox, owner, log }: OutboxDependencies): Promise<void> {
  try {
    if (ids.length > 0) await outbox.release(ids, owner);
  } catch (cause) {
    log('outbox-failed', { cause });
  }
}

async function withinGrace(work: Promise<unknown>, graceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise((resolve) => (timer = setTimeout(resolve, graceMs)));
  await Promise.race([work, grace]);
  clearTimeout(timer);
}
