/**
 * Writes the outbox: adds messages, records attempts to relay them, and deletes them. The bytes are in a separate table,
 * so that recording an attempt does not write them again.
 */
import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { addressKey, type Address } from '../../mail/address.js';
import type { OutgoingMessage } from '../outbox.js';
import { prepareSettleLane } from './outbox-lanes.js';
import { deliveryKey, OUTBOX_AS_STORE } from './schema.js';
import type { WriteHandlers } from './write-calls.js';

type OutboxHandlers = Pick<
  WriteHandlers,
  'enqueue' | 'enqueueOnce' | 'recordRelay' | 'retryNow' | 'deleteOutgoing' | 'pruneFailed'
>;

interface NewRow {
  readonly id: string;
  readonly storeId: number | null;
  readonly reversePath: string | null;
  readonly recipients: string;
  readonly messageId: string;
  readonly subject: string;
  readonly sizeBytes: number;
  readonly createdAt: number;
  readonly dsn: string | null;
  readonly lane: string | null;
}

/** Adds a message to the outbox; an existing one is not changed. */
type Enqueue = (mail: OutgoingMessage) => void;

export function prepareEnqueue(database: Database.Database): Enqueue {
  const insert = database.prepare<NewRow>(
    `INSERT INTO outbox (id, store_id, state, reverse_path, recipients, failed_recipients, message_id, subject, size_bytes,
       attempts, created_at, next_attempt_at, dsn, lane, lane_place, is_behind)
     VALUES (@id, @storeId, 'waiting', @reversePath, @recipients, '[]', @messageId, @subject, @sizeBytes,
       0, @createdAt, @createdAt, @dsn, @lane,
       (SELECT coalesce(max(lane_place), 0) + 1 FROM outbox WHERE lane = @lane),
       EXISTS (SELECT 1 FROM outbox WHERE lane = @lane AND state = 'waiting'))
     ON CONFLICT DO NOTHING`,
  );
  const insertBytes = database.prepare<[string, Uint8Array]>('INSERT INTO outbox_bytes (id, bytes) VALUES (?, ?)');
  return (mail) => {
    const { id, storeId, reversePath, recipients, messageId, subject, bytes, createdAt, dsn, lane } = mail;
    const { changes } = insert.run({
      id,
      storeId,
      reversePath: reversePath === null ? null : JSON.stringify(reversePath),
      recipients: JSON.stringify(recipients),
      messageId,
      subject,
      sizeBytes: bytes.length,
      createdAt,
      dsn: dsn ? JSON.stringify(dsn) : null,
      lane: lane ?? null,
    });
    if (changes > 0) insertBytes.run(mail.id, mail.bytes);
  };
}

/** false: already added within the window. */
function prepareFirstTime(database: Database.Database, windowMs: number): (id: string, now: number) => boolean {
  const insert = database.prepare<{ store: number; key: Buffer; now: number; since: number }>(
    `INSERT INTO delivery (store_id, delivery_id, made_at) VALUES (@store, @key, @now)
     ON CONFLICT DO UPDATE SET made_at = @now WHERE made_at <= @since`,
  );
  return (id, now) =>
    insert.run({ store: OUTBOX_AS_STORE, key: deliveryKey(id), now, since: now - windowMs }).changes > 0;
}

export function outboxHandlers(
  database: Database.Database,
  enqueue: Enqueue,
  duplicateWindowMs: number,
): OutboxHandlers {
  const settleLane = prepareSettleLane(database);
  const find = database.prepare<[string], WaitingRow>(
    'SELECT recipients, failed_recipients, lane FROM outbox WHERE id = ?',
  );
  const remove = database.prepare<[string], string | null>('DELETE FROM outbox WHERE id = ? RETURNING lane').pluck();
  const prune = database.prepare<[number]>(`DELETE FROM outbox WHERE state = 'failed' AND next_attempt_at < ?`);
  const rows: OutboxRows = { find: (id) => find.get(id), remove: (id) => remove.get(id), settleLane };
  return {
    enqueue({ messages }) {
      for (const mail of messages) enqueue(mail);
      return null;
    },
    enqueueOnce: onceEnqueuer(database, enqueue, duplicateWindowMs),
    recordRelay: relayRecorder(database, enqueue, rows),
    retryNow: retrier(database, rows),
    deleteOutgoing({ id }) {
      const lane = rows.remove(id);
      if (lane !== undefined) settleLane(lane);
      return lane !== undefined;
    },
    pruneFailed: ({ before }) => prune.run(before).changes,
  };
}

interface WaitingRow {
  readonly recipients: string;
  readonly failed_recipients: string;
  readonly lane: string | null;
}

/** Access to rows by id. */
interface OutboxRows {
  readonly find: (id: string) => WaitingRow | undefined;
  /** Returns its lane; undefined: the row does not exist. */
  readonly remove: (id: string) => string | null | undefined;
  /** Must be called when the first message of a lane may have changed. */
  readonly settleLane: (lane: string | null) => void;
}

function onceEnqueuer(
  database: Database.Database,
  enqueue: Enqueue,
  duplicateWindowMs: number,
): OutboxHandlers['enqueueOnce'] {
  const isFirstTime = prepareFirstTime(database, duplicateWindowMs);
  return ({ messages, now }) => {
    for (const { madeFrom, ...mail } of messages) {
      const isNew = (name: string): boolean => isFirstTime(name, now);
      const { id, recipients: all } = mail;
      const whole = madeFrom === undefined && isNew(id) ? all : [];
      const recipients = madeFrom === undefined ? whole : all.filter((each) => isNew(nameFor(each, madeFrom)));
      if (recipients.length > 0) enqueue({ ...mail, recipients });
    }
    return null;
  };
}

function relayRecorder(
  database: Database.Database,
  enqueue: Enqueue,
  { find, remove, settleLane }: OutboxRows,
): OutboxHandlers['recordRelay'] {
  const update = database.prepare<[string, string, string, number, string | null, string]>(
    `UPDATE outbox SET state = ?, recipients = ?, failed_recipients = ?, attempts = attempts + 1, next_attempt_at = ?,
       last_error = ? WHERE id = ?`,
  );
  return ({ id, outcome }) => {
    const row = find(id);
    // Deleted while it was relayed.
    if (row === undefined) return null;
    if (outcome.report !== undefined) enqueue(outcome.report);
    const failed = [...readAddresses(row.failed_recipients), ...outcome.failed];
    const [state, recipients, asideFailed] =
      outcome.retry.length > 0 ? (['waiting', outcome.retry, failed] as const) : (['failed', failed, []] as const);
    const { nextAttemptAt, error } = outcome;
    if (recipients.length === 0) remove(id);
    else update.run(state, JSON.stringify(recipients), JSON.stringify(asideFailed), nextAttemptAt, error, id);
    settleLane(row.lane);
    return null;
  };
}

function retrier(database: Database.Database, { find, settleLane }: OutboxRows): OutboxHandlers['retryNow'] {
  const wake = database.prepare<[string, number, string]>(
    `UPDATE outbox SET state = 'waiting', recipients = ?, failed_recipients = '[]', next_attempt_at = ? WHERE id = ?`,
  );
  return ({ id, now }) => {
    const row = find(id);
    if (row === undefined) return false;
    const recipients = [...readAddresses(row.recipients), ...readAddresses(row.failed_recipients)];
    wake.run(JSON.stringify(recipients), now, id);
    settleLane(row.lane);
    return true;
  };
}

/** The key by which a recipient is remembered. */
function nameFor(recipient: Address, madeFrom: string): string {
  return createHash('sha256')
    .update(`${madeFrom} ${addressKey(recipient)}`)
    .digest('hex');
}

function readAddresses(json: string): readonly Address[] {
  return JSON.parse(json) as readonly Address[];
}
