/**
 * The outbox at work: takes what is due, relays it, records what came of it; sleeps until the next mail is due or
 * somebody wakes it. The queue itself is the desk's: what a delivery's commit put there leaves within a second.
 *
 * What fails for now (4xx, no connection) is tried again with growing pauses, recipients that were taken are done; what
 * fails for good (5xx), or for too long, is told to the sender and leaves the queue; without a sender it stays there as
 * failed, for `queue list`. Of the mails of one lane only the first is due, and until it has left or failed the others wait:
 * the answer to an update does not pass the answer before it. Mails without a lane wait for nobody.
 */
import { addMilliseconds } from '../mail/instant.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { Desk, OutboxEntry } from '../store/desk.js';
import type { Backoff } from './backoff.js';
import { createLookLoop } from './look-loop.js';
import { relayEntry } from './relay-entry.js';
import type { Relay } from './relay.js';
import type { ReportSettings } from './report-failure.js';

/** What a reload may change. */
export interface OutboxSettings {
  /** null: no MTA is configured, mail waits. */
  readonly relay: Relay | null;
  readonly backoff: Backoff;
  /** How senders are told of what failed for good; absent: they are not. */
  readonly reports?: ReportSettings;
}

export interface OutboxDependencies extends OutboxSettings {
  readonly desk: Pick<Desk, 'due' | 'nextDueAt' | 'outboxBytes' | 'recordRelay'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Mails on their way at one moment. */
  readonly concurrency: number;
}

export interface Outbox {
  /** Look now whether something is due. */
  wake(): void;
  /** In effect from the next message on; another relay than before is closed when nothing is under way to it. */
  reconfigure(settings: OutboxSettings): void;
  /** Takes nothing new; waits for what is on its way, `graceMs` at most: it stays queued and goes out again later. */
  close(graceMs: number): Promise<void>;
}

/** A desk that cannot answer, or a clock that was set, is looked at again after this. */
const MAX_SLEEP_MS = 30_000;
/** What is under way is due all the while; its end wakes us, and others whose time comes are seen this soon. */
const SLEEP_UNDER_WAY_MS = 1_000;

export function startOutbox(dependencies: OutboxDependencies): Outbox {
  let deps = dependencies;
  let isClosed = false;
  const underWay = createUnderWay();
  const loop = createLookLoop({
    look: async () => {
      const { relay } = deps;
      if (relay !== null) await takeDue({ ...deps, relay, underWay, isClosed: () => isClosed, wake });
    },
    async sleepMs() {
      // What waits for a relay waits for `reconfigure`.
      if (deps.relay === null) return null;
      const nextAt = await deps.desk.nextDueAt();
      return nextAt === null ? null : Math.max(underWay.count() > 0 ? SLEEP_UNDER_WAY_MS : 0, nextAt - deps.clock());
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
    if (relay !== null && relay !== deps.relay) void underWay.settled().then(() => relay.close());
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
      await withinGrace(underWay.settled(), graceMs);
      deps.relay?.close();
    },
  };
}

/** What is being relayed at this moment. */
interface UnderWay {
  count(): number;
  ids(): ReadonlySet<string>;
  /** It is on its way, or a later one of its lane is: the first of a lane since a retry. */
  isBusy(entry: OutboxEntry): boolean;
  /** @param run does not throw */
  add(entry: OutboxEntry, run: () => Promise<void>, ended: () => void): void;
  /** Resolves when all that is under way now has ended. */
  settled(): Promise<unknown>;
}

function createUnderWay(): UnderWay {
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
  readonly underWay: UnderWay;
  readonly isClosed: () => boolean;
  readonly wake: () => void;
}

/** Begins to relay what is due, as far as there is room. */
async function takeDue(taking: Taking): Promise<void> {
  const { desk, clock, backoff, concurrency, underWay, isClosed, wake } = taking;
  // What ends while the desk is asked may still be in its answer.
  const earlier = underWay.ids();
  const now = clock();
  // Nothing is put off for longer: what is was put off by a clock that was set back since.
  const farthest = addMilliseconds(now, backoff.longestRetryMs);
  // Each mail under way keeps at most one of these back, itself or the first of its lane: all others may leave.
  for (const entry of await desk.due(now, concurrency, farthest)) {
    if (isClosed() || underWay.count() >= concurrency) return;
    if (earlier.has(entry.id) || underWay.isBusy(entry)) continue;
    underWay.add(entry, () => relayEntry(entry, taking), wake);
  }
}

async function withinGrace(work: Promise<unknown>, graceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise((resolve) => (timer = setTimeout(resolve, graceMs)));
  await Promise.race([work, grace]);
  clearTimeout(timer);
}
