/**
 * Writes a message that an account sends: copies in Sent folders, the message in the outbox, its recipients as
 * correspondents, and a record in the audit log.
 */
import type Database from 'better-sqlite3';
import type { OutgoingMessage } from '../desk.js';
import type { WriteHandlers } from './write-calls.js';

type SubmissionHandlers = Pick<WriteHandlers, 'submit' | 'pruneAudit'>;

export function submissionHandlers(
  database: Database.Database,
  deliver: WriteHandlers['deliver'],
  enqueue: (mail: OutgoingMessage) => void,
  changeCalendar: WriteHandlers['revise'],
): SubmissionHandlers {
  const insert = database.prepare<[number, string, string | null, string]>(
    'INSERT INTO audit (sent_at, actor, owner, record) VALUES (?, ?, ?, ?)',
  );
  const correspond = database.prepare<[number, string]>(
    'INSERT INTO correspondent (store_id, address) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const prune = database.prepare<[number]>('DELETE FROM audit WHERE sent_at < ?');
  return {
    submit({ bodies, copies, outgoing, calendar = null, correspondence: { storeIds, addresses }, audit }) {
      if (calendar !== null && changeCalendar({ ...calendar, outgoing: [], plannedAt: audit.sentAt }) === 'stale')
        return 'stale';
      // Copies have no hard limit and unique ids, so they are always filed.
      if (copies.length > 0) deliver({ bodies, plans: copies });
      for (const mail of outgoing) enqueue(mail);
      for (const storeId of storeIds) for (const address of addresses) correspond.run(storeId, address);
      insert.run(audit.sentAt, audit.actor, audit.owner, JSON.stringify(audit));
      return 'done';
    },
    pruneAudit: ({ before }) => prune.run(before).changes,
  };
}
