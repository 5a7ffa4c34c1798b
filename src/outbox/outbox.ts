/**
 * The outbox at work: takes what is due, relays it, records what came of it; sleeps until the next mail is due or
 * somebody wakes it. The queue itself is the desk's: what a delivery's commit put there leaves within a second.
 *
 * What fails for now (4xx, no connection) is tried again with growing pauses, recipients that were taken are done; what
 * fails for good (5xx), or for too long, is told to the sender and leaves the queue; without a sender it stays there as
 * failed, for `queue list`. Of the mails of one lane only the first is due, and until it has left or failed the others wait:
 * the answer to an update does not pass the answer before it. Mails without a lane wait for nobody.
 */
import type { Address } from '../mail/address.js';
import { addMilliseconds, formatInstant, type Instant } from '../mail/instant.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { Desk, OutboxEntry, OutgoingMessage } from '../store/desk.js';
import { nextAttempt, type Backoff } from './backoff.js';
import type { Relay, RelayReport } from './relay.js';
import { mayTell, reportFailure, type ReportSettings } from './report-failure.js';

/** What a reload may change. */
export interface OutboxWay {
  /** null: no MTA is configured, mail waits. */
  readonly relay: Relay | null;
  readonly backoff: Backoff;
  /** How senders are told of what failed for good; absent: they are not. */
  readonly reports?: ReportSettings;
}

export interface OutboxDependencies extends OutboxWay {
  readonly desk: Pick<Desk, 'due' | 'nextDueAt' | 'outboxBytes' | 'recordRelay'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Mails on their way at one moment. */
  readonly concurrency: number;
}

export interface Outbox {
  /** Look now whether something is due. */
  wake(): void;
  /** Another way out from the next mail on; another relay than before is closed when nothing is under way to it. */
  take(way: OutboxWay): void;
  /** Takes nothing new; waits for what is on its way, `graceMs` at most: it stays queued and goes out again later. */
  close(graceMs: number): Promise<void>;
}

/** A desk that cannot answer, or a clock that was set, is looked at again after this. */
const MAX_SLEEP_MS = 30_000;
/** What is under way is due all the while; its end wakes us, and others whose time comes are seen this soon. */
const SLEEP_UNDER_WAY_MS = 1_000;
const PAUSE_BEFORE_RECORDING_AGAIN_MS = 5_000;

export function startOutbox(dependencies: OutboxDependencies): Outbox {
  let house = dependencies;
  const pendingChanges = new Map<string, Promise<void>>();
  const busyLanes = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let looking = false;
  let lookAgain = false;

  function wake(): void {
    if (closed || house.relay === null) return;
    lookAgain = true;
    if (!looking) void look();
  }

  /** A wake while it is looking, until the very moment it goes to sleep, makes it look once more. */
  async function look(): Promise<void> {
    looking = true;
    clearTimeout(timer);
    try {
      let nextAt: Instant | null = null;
      while (mustLook()) {
        lookAgain = false;
        await takeDue();
        nextAt = await house.desk.nextDueAt();
      }
      if (nextAt === null) return;
      sleepFor(Math.max(pendingChanges.size > 0 ? SLEEP_UNDER_WAY_MS : 0, nextAt - house.clock()));
    } catch (error) {
      house.log('outbox-failed', { cause: error });
      sleepFor(MAX_SLEEP_MS);
    } finally {
      looking = false;
    }
  }

  const isClosed = (): boolean => closed;
  const mustLook = (): boolean => lookAgain && !closed;

  async function takeDue(): Promise<void> {
    const { relay } = house;
    if (relay === null) return;
    // What ends while the desk is asked may still be in its answer.
    const earlier = new Set(pendingChanges.keys());
    const now = house.clock();
    // Nothing is put off for longer: what is was put off by a clock that was set back since.
    const farthest = addMilliseconds(now, house.backoff.longestRetryMs);
    // Each mail under way keeps at most one of these back, itself or the first of its lane: all others may leave.
    for (const entry of await house.desk.due(now, house.concurrency, farthest)) {
      if (isClosed() || pendingChanges.size >= house.concurrency) return;
      // The first of its lane since a retry, while a later one is under way.
      const isLaneBusy = entry.lane !== null && busyLanes.has(entry.lane);
      if (earlier.has(entry.id) || pendingChanges.has(entry.id) || isLaneBusy) continue;
      if (entry.lane !== null) busyLanes.add(entry.lane);
      const run = relayEntry(entry, { ...house, relay, isClosed }).finally(() => {
        pendingChanges.delete(entry.id);
        if (entry.lane !== null) busyLanes.delete(entry.lane);
        wake();
      });
      pendingChanges.set(entry.id, run);
    }
  }

  function sleepFor(milliseconds: number): void {
    if (closed) return;
    timer = setTimeout(wake, Math.min(MAX_SLEEP_MS, milliseconds));
    timer.unref();
  }

  function take(way: OutboxWay): void {
    const { relay } = house;
    house = { ...house, ...way };
    if (house.relay === null && relay !== null) house.log('outbox-held');
    if (relay !== null && relay !== house.relay) void Promise.all(pendingChanges.values()).then(() => relay.close());
    wake();
  }

  if (house.relay === null) house.log('outbox-held');
  wake();
  return {
    wake,
    take,
    async close(graceMs) {
      closed = true;
      clearTimeout(timer);
      await withinGrace(Promise.all(pendingChanges.values()), graceMs);
      house.relay?.close();
    },
  };
}

interface Attempt extends OutboxDependencies {
  readonly relay: Relay;
  readonly isClosed: () => boolean;
}

/** One attempt for one mail, from its bytes to the record of what came of it. Does not throw. */
async function relayEntry(entry: OutboxEntry, house: Attempt): Promise<void> {
  const { desk, log, clock, isClosed } = house;
  const about = { id: entry.id, messageId: entry.messageId };
  const report = await relayBytes(entry, house);
  const now = clock();
  const next = nextAttempt(entry.attempts + 1, entry.createdAt, now, house.backoff);
  const failed = next === null ? [...report.failed, ...report.retry] : report.failed;
  const retry = next === null ? [] : report.retry;
  const tellable = failed.filter((recipient) => mayTell(entry, recipient));
  const told = tellable.length === 0 ? null : await tellSender(entry, tellable, report, now, house);
  const end = told === null ? { failed } : { failed: failed.filter((each) => !tellable.includes(each)), report: told };
  const outcome = { retry, ...end, nextAttemptAt: next ?? now, error: report.error };
  const record = (): Promise<void> => desk.recordRelay(entry.id, outcome, now);
  await untilItWorks(record, isClosed, (cause) => log('outbox-failed', { ...about, cause }));
  const { error } = report;
  if (report.unreachable) log('relay-unreachable', { ...about, error });
  if (retry.length + failed.length < entry.recipients.length) log('mail-relayed', about);
  if (failed.length > 0) log('mail-relay-failed', { ...about, error, recipients: failed.length });
  if (retry.length > 0)
    log('mail-relay-deferred', { ...about, error, nextAttemptAt: formatInstant(outcome.nextAttemptAt) });
}

/** null: nobody is told, and the mail stays in the queue. */
async function tellSender(
  entry: OutboxEntry,
  failed: readonly Address[],
  report: RelayReport,
  now: Instant,
  { desk, log, reports }: Attempt,
): Promise<OutgoingMessage | null> {
  if (reports === undefined) return null;
  try {
    const bytes = await desk.outboxBytes(entry.id);
    return bytes === null ? null : await reportFailure(entry, failed, report, bytes, now, reports);
  } catch (cause) {
    log('outbox-failed', { id: entry.id, messageId: entry.messageId, cause });
    return null;
  }
}

/** A mail that cannot be read counts as deferred; one without bytes is failed, if it is still there to be marked. */
async function relayBytes(entry: OutboxEntry, { desk, relay, log }: Attempt): Promise<RelayReport> {
  const nothingSent = { retry: [], failed: [], unreachable: false };
  try {
    const bytes = await desk.outboxBytes(entry.id);
    if (bytes === null) return { ...nothingSent, failed: entry.recipients, error: 'the mail has no bytes' };
    return await relay.send({ ...entry, bytes });
  } catch (cause) {
    log('outbox-failed', { id: entry.id, messageId: entry.messageId, cause });
    return { ...nothingSent, retry: entry.recipients, error: 'the mail could not be read' };
  }
}

/** What was sent must be marked: going round with an unmarked mail would send it again and again. */
async function untilItWorks(
  work: () => Promise<void>,
  isClosed: () => boolean,
  failed: (cause: unknown) => void,
): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      failed(error);
      if (isClosed()) return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_BEFORE_RECORDING_AGAIN_MS).unref());
    }
  }
}

async function withinGrace(work: Promise<unknown>, graceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise((resolve) => (timer = setTimeout(resolve, graceMs)));
  await Promise.race([work, grace]);
  clearTimeout(timer);
}
