/** The outbox of the memory store. */
import { addressKey, type Address } from '../../src/mail/address.js';
import { addMilliseconds, instant, type Instant } from '../../src/mail/instant.js';
import {
  MAX_OUTBOX_PAGE,
  outboxStates,
  type Outbox,
  type OutboxEntry,
  type OutboxState,
  type OutgoingMessage,
} from '../../src/store/outbox.js';
import { settle } from './settle.js';

interface Queued {
  readonly mail: OutgoingMessage;
  readonly bytes: Uint8Array;
  state: OutboxState;
  recipients: readonly Address[];
  failed: readonly Address[];
  attempts: number;
  nextAttemptAt: Instant;
  lastError: string | null;
}

type Position = Pick<OutboxEntry, 'createdAt' | 'id'>;

/** @param duplicateWindowMs how long `enqueueOnce` remembers */
export function memoryOutbox(duplicateWindowMs = 0): { readonly port: Outbox; put(mail: OutgoingMessage): void } {
  const queue = new Map<string, Queued>();
  const once = new Map<string, Instant>();
  const isFirstTime = (id: string, now: Instant): boolean => {
    const before = once.get(id);
    if (before !== undefined && before > now - duplicateWindowMs) return false;
    once.set(id, now);
    return true;
  };
  // The map keeps the order in which they were put in.
  const isBehind = ({ mail: { id, lane }, state }: Queued): boolean => {
    if (lane == null || state !== 'waiting') return false;
    const first = [...queue.values()].find((each) => each.mail.lane === lane && each.state === 'waiting');
    return first?.mail.id !== id;
  };
  const describe = (queued: Queued): OutboxEntry => ({ ...entryOf(queued), isBehind: isBehind(queued) });
  const waiting = (): readonly Queued[] =>
    [...queue.values()]
      .filter((each) => each.state === 'waiting' && !isBehind(each))
      .sort((one, other) => one.nextAttemptAt - other.nextAttemptAt);
  // Of entries that have left too: a page may begin after one.
  const serials = new Map<string, number>();
  let lastSerial = 0;
  const byCreation = (one: Position, other: Position): number =>
    one.createdAt - other.createdAt || (serials.get(one.id) ?? 0) - (serials.get(other.id) ?? 0);
  const leases = new Map<string, { owner: string; lane: string | null; endsAt: Instant }>();
  const isClaimed = ({ id, lane }: OutgoingMessage): boolean =>
    leases.has(id) || (lane != null && [...leases.values()].some((lease) => lease.lane === lane));
  const put = (mail: OutgoingMessage): void => {
    if (queue.has(mail.id)) return;
    serials.set(mail.id, ++lastSerial);
    queue.set(mail.id, {
      mail,
      bytes: new Uint8Array(mail.bytes),
      state: 'waiting',
      recipients: mail.recipients,
      failed: [],
      attempts: 0,
      nextAttemptAt: mail.createdAt,
      lastError: null,
    });
  };
  return {
    put,
    port: {
      enqueue: (messages) => settle(() => messages.forEach(put)),
      enqueueOnce: (messages, now) =>
        settle(() => {
          for (const { madeFrom, ...mail } of messages) {
            const whole = madeFrom === undefined && isFirstTime(mail.id, now);
            const recipients = mail.recipients.filter((each) =>
              madeFrom === undefined ? whole : isFirstTime(`${madeFrom} ${addressKey(each)}`, now),
            );
            if (recipients.length > 0) put({ ...mail, recipients });
          }
        }),
      claim: ({ owner, now, leaseMs }, limit, farthest) =>
        settle(() => {
          for (const [id, { endsAt }] of leases) if (endsAt <= now) leases.delete(id);
          const given = waiting()
            .filter(({ mail }) => !isClaimed(mail))
            .filter(({ nextAttemptAt }) => nextAttemptAt <= now || (farthest !== null && nextAttemptAt > farthest))
            .slice(0, limit);
          for (const { mail } of given)
            leases.set(mail.id, { owner, lane: mail.lane ?? null, endsAt: addMilliseconds(now, leaseMs) });
          return given.map(describe);
        }),
      renew: (ids, { owner, now, leaseMs }) =>
        settle(() => {
          const held = ids.filter((id) => leases.get(id)?.owner === owner);
          for (const id of held) {
            const lane = leases.get(id)?.lane ?? null;
            leases.set(id, { owner, lane, endsAt: addMilliseconds(now, leaseMs) });
          }
          return held;
        }),
      release: (ids, owner) =>
        settle(() => {
          for (const id of ids) if (leases.get(id)?.owner === owner) leases.delete(id);
        }),
      nextDueAt: () =>
        settle(() => {
          const next = waiting().find(({ mail }) => !isClaimed(mail));
          const times = [...(next === undefined ? [] : [next.nextAttemptAt])];
          for (const { endsAt } of leases.values()) times.push(endsAt);
          return times.length === 0 ? null : instant(Math.min(...times));
        }),
      outboxEntries: ({ after, limit } = { after: null, limit: MAX_OUTBOX_PAGE }) =>
        settle(() =>
          [...queue.values()]
            .map(describe)
            .sort(byCreation)
            .filter((entry) => after === null || byCreation(entry, after) > 0)
            .slice(0, Math.min(limit, MAX_OUTBOX_PAGE)),
        ),
      outboxDepths: () =>
        settle(() =>
          outboxStates.map((state) => {
            const made = [...queue.values()].filter((each) => each.state === state).map(({ mail }) => mail.createdAt);
            return { state, messages: made.length, oldestAt: made.length === 0 ? null : instant(Math.min(...made)) };
          }),
        ),
      outboxEntry: (id) =>
        settle(() => {
          const queued = queue.get(id);
          return queued === undefined ? null : describe(queued);
        }),
      outboxBytes: (id) => settle(() => queue.get(id)?.bytes ?? null),
      recordRelay: (id, { retry, failed, report, nextAttemptAt, error }) =>
        settle(() => {
          const queued = queue.get(id);
          if (queued === undefined) return;
          if (report !== undefined) put(report);
          const allFailed = [...queued.failed, ...failed];
          const isWaiting = retry.length > 0;
          queued.state = isWaiting ? 'waiting' : 'failed';
          queued.recipients = isWaiting ? retry : allFailed;
          queued.failed = isWaiting ? allFailed : [];
          queued.attempts++;
          queued.nextAttemptAt = nextAttemptAt;
          queued.lastError = error;
          if (queued.recipients.length === 0) queue.delete(id);
        }),
      retryNow: (id, now) =>
        settle(() => {
          const queued = queue.get(id);
          if (queued === undefined) return false;
          queued.state = 'waiting';
          queued.recipients = [...queued.recipients, ...queued.failed];
          queued.failed = [];
          queued.nextAttemptAt = instant(now);
          return true;
        }),
      deleteOutgoing: (id) => settle(() => queue.delete(id)),
      pruneFailed: (before) =>
        settle(() => {
          const old = [...queue].filter(([, { state, nextAttemptAt }]) => state === 'failed' && nextAttemptAt < before);
          for (const [id] of old) queue.delete(id);
          return old.length;
        }),
    },
  };
}

function entryOf(queued: Queued): Omit<OutboxEntry, 'isBehind'> {
  const { mail, bytes, state, recipients, attempts, nextAttemptAt, lastError } = queued;
  const { id, reversePath, messageId, subject, createdAt } = mail;
  return {
    id,
    state,
    reversePath,
    recipients,
    messageId,
    subject,
    sizeBytes: bytes.length,
    attempts,
    createdAt,
    nextAttemptAt,
    lastError,
    dsn: mail.dsn ?? null,
    lane: mail.lane ?? null,
  };
}
