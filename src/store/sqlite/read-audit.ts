/**
 * Reads the audit log, newest first, and whether an account has written to an address.
 */
import type Database from 'better-sqlite3';
import type { AuditRecord, Audit } from '../audit.js';
import { answering } from './answering.js';

export function prepareAuditReads(database: Database.Database): Pick<Audit, 'auditRecords' | 'hasWrittenTo'> {
  const all = database
    .prepare<[number, number], string>('SELECT record FROM audit WHERE sent_at >= ? ORDER BY number DESC LIMIT ?')
    .pluck();
  const concerning = database
    .prepare<[string, string, number, number], string>(
      `SELECT record FROM audit WHERE (actor = ? OR owner = ?) AND sent_at >= ? ORDER BY number DESC LIMIT ?`,
    )
    .pluck();
  const written = database.prepare<[number, string]>('SELECT 1 FROM correspondent WHERE store_id = ? AND address = ?');
  return {
    hasWrittenTo: (storeId, address) => answering(() => written.get(storeId, address) !== undefined),
    auditRecords: ({ account, since, limit }) =>
      answering(() => {
        const from = since ?? Number.MIN_SAFE_INTEGER;
        const records = account === null ? all.all(from, limit) : concerning.all(account, account, from, limit);
        return records.map((record) => JSON.parse(record) as AuditRecord);
      }),
  };
}
