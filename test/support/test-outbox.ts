/**
 * The outbox with a queue in memory, a relay controlled by the test, and a clock that moves with the fake timers of the test.
 */
import { vi } from 'vitest';
import { addMilliseconds, formatInstant, instant, type Instant } from '../../src/mail/instant.js';
import { startOutbox, type OutboxDependencies, type RunningOutbox } from '../../src/outbox/outbox.js';
import type { RelayMessage, RelayReport } from '../../src/outbox/relay.js';
import type { LogEvent } from '../../src/runtime/log-events.js';
import type { Outbox, OutgoingMessage } from '../../src/store/outbox.js';
import { address } from './account-fields.js';
import { memoryOutbox } from './memory-outbox.js';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const DAY_MS = 24 * 60 * MINUTE_MS;
export const LEASE_MS = 60 * SECOND_MS;
export const POLL_MS = 30 * SECOND_MS;
export const start = instant(Date.UTC(2026, 10, 22, 9));

export const unreachable = (mail: RelayMessage): RelayReport => ({
  retry: mail.recipients,
  failed: [],
  error: 'connect ECONNREFUSED',
  unreachable: true,
});
export const taken: RelayReport = { retry: [], failed: [], error: null, unreachable: false };

export interface TestOutbox {
  readonly outbox: RunningOutbox;
  /** What it relays from. */
  readonly queue: Outbox;
  /** Subjects in the order in which the relay was given them. */
  readonly sent: string[];
  readonly events: LogEvent[];
  now(): Instant;
  /** How often its relay was closed. */
  closed(): number;
  /** A message in the outbox, as a delivery's commit leaves it there. */
  put(subject: string, recipients?: readonly string[], lane?: string): Promise<void>;
  /** Lets everything happen that happens within this time. */
  pass(milliseconds: number): Promise<void>;
  states(): Promise<readonly string[]>;
}

interface Given {
  /** What the relay says; default: takes everything. */
  readonly relay?: (mail: RelayMessage, subject: string) => RelayReport | Promise<RelayReport>;
  readonly queue?: (queue: Outbox) => Partial<OutboxDependencies['outbox']>;
  /** The queue and the clock, if several workers share it. */
  readonly memory?: ReturnType<typeof memoryOutbox>;
  readonly clock?: { now: Instant };
  readonly owner?: string;
  readonly reports?: OutboxDependencies['reports'];
  readonly concurrency?: number;
  readonly held?: boolean;
  /** How far the clock moves at once. */
  readonly longestStepMs?: number;
  readonly giveUpAfterMs?: number;
}

export function openTestOutbox({
  relay = () => taken,
  queue: change,
  memory = memoryOutbox(),
  clock = { now: start },
  owner = 'worker',
  reports = null,
  concurrency = 10,
  held = false,
  longestStepMs = SECOND_MS,
  giveUpAfterMs = 5 * DAY_MS,
}: Given = {}): TestOutbox {
  const { port: queue } = memory;
  const sent: string[] = [];
  const events: LogEvent[] = [];
  let closed = 0;
  const outbox = startOutbox({
    outbox: { ...queue, ...change?.(queue) },
    relay: held
      ? null
      : {
          send: async (mail) => {
            const subject = Buffer.from(mail.bytes).toString();
            sent.push(subject);
            return await relay(mail, subject);
          },
          close: () => void (closed += 1),
        },
    clock: () => clock.now,
    log: (event) => events.push(event),
    backoff: { firstRetryMs: MINUTE_MS, longestRetryMs: 60 * MINUTE_MS, giveUpAfterMs },
    concurrency,
    owner,
    leaseMs: LEASE_MS,
    pollMs: POLL_MS,
    reports,
  });
  return {
    outbox,
    queue,
    sent,
    events,
    now: () => clock.now,
    closed: () => closed,
    put: (subject, recipients = [`${subject}@partner.example`], lane) =>
      queue.enqueue([{ ...mailOf(subject, recipients, clock.now), lane: lane ?? null }]),
    pass: async (milliseconds) => {
      const end = addMilliseconds(clock.now, milliseconds);
      await vi.advanceTimersByTimeAsync(0);
      while (clock.now < end) {
        const step = Math.min(longestStepMs, end - clock.now);
        clock.now = addMilliseconds(clock.now, step);
        await vi.advanceTimersByTimeAsync(step);
      }
    },
    states: async () =>
      (await queue.outboxEntries()).map(
        ({ subject, state, attempts, nextAttemptAt }) =>
          `${subject} ${state} ${attempts} ${formatInstant(nextAttemptAt)}`,
      ),
  };
}

export function mailOf(subject: string, recipients: readonly string[], createdAt: Instant): OutgoingMessage {
  return {
    id: subject,
    storeId: null,
    reversePath: address('boardroom@corp.example'),
    recipients: recipients.map(address),
    messageId: `<${subject}@corp.example>`,
    subject,
    bytes: Buffer.from(subject),
    createdAt,
  };
}

/** A relay whose messages are on their way until the test says. */
export function slowRelay() {
  const waiting = new Map<string, (report: RelayReport) => void>();
  return {
    relay: (_: RelayMessage, subject: string) => new Promise<RelayReport>((resolve) => waiting.set(subject, resolve)),
    answer: (subject: string, report = taken) => waiting.get(subject)?.(report),
  };
}
