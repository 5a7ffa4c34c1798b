/**
 * The writer's part for the outbox: mails of ours in, what attempts to relay them came to, and out again. The bytes are
 * in a table of their own, so that recording an attempt does not write them anew.
 */
import type Database from 'better-sqlite3';
import type { Address } from '../../mail/address.js';
import type { OutgoingMail } from '../desk.js';
import { deliveryKey, OUTBOX_AS_STORE } from './schema.js';
import type { WriteHandlers } from './write-calls.js';

type OutboxHandlers = Pick<WriteHandlers, 'enqueue' | 'enqueueOnce' | 'recordRelay' | 'retryNow' | 'deleteOutgoing'>;

/** Puts a mail into the outbox; one that is there already stays as it is. */
export function prepareEnqueue(database: Database.Database): (mail: OutgoingMail) => void {
  const insert = database.prepare<
    [string, number | null, string | null, string, string, string, number, number, number, string | null]
  >(
    `INSERT INTO outbox (id, store_id, state, reverse_path, recipients, failed_recipients, message_id, subject, size_bytes,
       attempts, created_at, next_attempt_at, dsn) VALUES (?, ?, 'waiting', ?, ?, '[]', ?, ?, ?, 0, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const insertBytes = database.prepare<[string, Uint8Array]>('INSERT INTO outbox_bytes (id, bytes) VALUES (?, ?)');
  return (mail) => {
    const { changes } = insert.run(
      mail.id,
      mail.storeId,
      mail.reversePath === null ? null : JSON.stringify(mail.reversePath),
      JSON.stringify(mail.recipients),
      mail.messageId,
      mail.subject,
      mail.bytes.length,
      mail.createdAt,
      mail.createdAt,
      mail.dsn ? JSON.stringify(mail.dsn) : null,
    );
    if (changes > 0) insertBytes.run(mail.id, mail.bytes);
  };
}

/** False: it was put in before, inside the window. */
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
  enqueue: (mail: OutgoingMail) => void,
  duplicateWindowMs: number,
): OutboxHandlers {
  const isFirstTime = prepareFirstTime(database, duplicateWindowMs);
  const findFailed = database.prepare<[string], string>('SELECT failed_recipients FROM outbox WHERE id = ?').pluck();
  const find = database.prepare<[string], { recipients: string; failed_recipients: string }>(
    'SELECT recipients, failed_recipients FROM outbox WHERE id = ?',
  );
  const update = database.prepare<[string, string, string, number, string | null, string]>(
    `UPDATE outbox SET state = ?, recipients = ?, failed_recipients = ?, attempts = attempts + 1, next_attempt_at = ?,
       last_error = ? WHERE id = ?`,
  );
  const wake = database.prepare<[string, number, string]>(
    `UPDATE outbox SET state = 'waiting', recipients = ?, failed_recipients = '[]', next_attempt_at = ? WHERE id = ?`,
  );
  const remove = database.prepare<[string]>('DELETE FROM outbox WHERE id = ?');

  return {
    enqueue({ mails }) {
      for (const mail of mails) enqueue(mail);
      return null;
    },
    enqueueOnce({ mails, now }) {
      for (const mail of mails) if (isFirstTime(mail.id, now)) enqueue(mail);
      return null;
    },
    recordRelay({ id, outcome }) {
      const earlier = findFailed.get(id);
      // Deleted while it was being relayed.
      if (earlier === undefined) return null;
      if (outcome.report !== undefined) enqueue(outcome.report);
      const failed = [...readAddresses(earlier), ...outcome.failed];
      const [state, recipients, asideFailed] =
        outcome.retry.length > 0 ? (['waiting', outcome.retry, failed] as const) : (['failed', failed, []] as const);
      if (recipients.length === 0) remove.run(id);
      else {
        update.run(
          state,
          JSON.stringify(recipients),
          JSON.stringify(asideFailed),
          outcome.nextAttemptAt,
          outcome.error,
          id,
        );
      }
      return null;
    },
    retryNow({ id, now }) {
      const row = find.get(id);
      if (row === undefined) return false;
      const recipients = [...readAddresses(row.recipients), ...readAddresses(row.failed_recipients)];
      wake.run(JSON.stringify(recipients), now, id);
      return true;
    },
    deleteOutgoing: ({ id }) => remove.run(id).changes > 0,
  };
}

function readAddresses(json: string): readonly Address[] {
  return JSON.parse(json) as readonly Address[];
}
