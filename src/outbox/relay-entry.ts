/**
 * One attempt to relay one message of the outbox, from its bytes to the record of the outcome.
 * Path: outbox.ts claims due messages -> relayEntry -> relay.ts; the desk records the outcome.
 */
import type { Address } from '../mail/address.js';
import { formatInstant, type Instant } from '../mail/instant.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { OutboxEntry, OutgoingMessage, Outbox } from '../store/outbox.js';
import { nextAttempt, type Backoff } from './backoff.js';
import type { Relay, RelayReport } from './relay.js';
import { mayTell, reportFailure, type ReportSettings } from './report-failure.js';

const PAUSE_BEFORE_RECORDING_AGAIN_MS = 5_000;

export interface Attempt {
  readonly outbox: Pick<Outbox, 'outboxBytes' | 'recordRelay'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly relay: Relay;
  readonly backoff: Backoff;
  /** How senders are notified of permanent failures; null: they are not. */
  readonly reports: ReportSettings | null;
  /** The process ends: an outcome that cannot be recorded is not recorded. */
  readonly isClosed: () => boolean;
}

/** Does not throw. */
export async function relayEntry(entry: OutboxEntry, attempt: Attempt): Promise<void> {
  const { outbox, log, clock, isClosed } = attempt;
  const about = { id: entry.id, messageId: entry.messageId };
  const report = await relayBytes(entry, attempt);
  const now = clock();
  const next = nextAttempt(entry.attempts + 1, entry.createdAt, now, attempt.backoff);
  const failed = next === null ? [...report.failed, ...report.retry] : report.failed;
  const retry = next === null ? [] : report.retry;
  const tellable = failed.filter((recipient) => mayTell(entry, recipient));
  const told = tellable.length === 0 ? null : await tellSender(entry, tellable, report, now, attempt);
  const end = told === null ? { failed } : { failed: failed.filter((each) => !tellable.includes(each)), report: told };
  const outcome = { retry, ...end, nextAttemptAt: next ?? now, error: report.error };
  const record = (): Promise<void> => outbox.recordRelay(entry.id, outcome, now);
  await untilItWorks(record, isClosed, (cause) => log('outbox-failed', { ...about, cause }));
  const { error } = report;
  if (report.unreachable) log('relay-unreachable', { ...about, error });
  if (retry.length + failed.length < entry.recipients.length) log('mail-relayed', about);
  if (failed.length > 0) log('mail-relay-failed', { ...about, error, recipients: failed.length });
  if (retry.length > 0)
    log('mail-relay-deferred', { ...about, error, nextAttemptAt: formatInstant(outcome.nextAttemptAt) });
}

/** null: nobody is notified, and the message stays in the queue. */
async function tellSender(
  entry: OutboxEntry,
  failed: readonly Address[],
  report: RelayReport,
  now: Instant,
  { outbox, log, reports }: Attempt,
): Promise<OutgoingMessage | null> {
  if (reports === null) return null;
  try {
    const bytes = await outbox.outboxBytes(entry.id);
    return bytes === null ? null : await reportFailure(entry, failed, report, bytes, now, reports);
  } catch (cause) {
    log('outbox-failed', { id: entry.id, messageId: entry.messageId, cause });
    return null;
  }
}

/** A message that cannot be read is deferred. One whose bytes are lost is marked as failed, if it is still in the queue. */
async function relayBytes(entry: OutboxEntry, { outbox, relay, log }: Attempt): Promise<RelayReport> {
  const nothingSent = { retry: [], failed: [], unreachable: false };
  try {
    const bytes = await outbox.outboxBytes(entry.id);
    if (bytes === null) return { ...nothingSent, failed: entry.recipients, error: 'the mail has no bytes' };
    return await relay.send({ ...entry, bytes });
  } catch (cause) {
    log('outbox-failed', { id: entry.id, messageId: entry.messageId, cause });
    return { ...nothingSent, retry: entry.recipients, error: 'the mail could not be read' };
  }
}

/** A message that was sent must be marked as sent, or it would be sent again and again. */
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
