/**
 * The audit of the stores in memory.
 */
import type { AuditRecord, Desk } from '../../src/store/desk.js';
import { settle } from './settle.js';

type AuditDesk = Pick<Desk, 'auditRecords' | 'pruneAudit'>;

export function memoryAudit(): { readonly desk: AuditDesk; put(record: AuditRecord): void } {
  let records: readonly AuditRecord[] = [];
  return {
    put: (record) => {
      records = [record, ...records];
    },
    desk: {
      auditRecords: ({ account, since, limit }) =>
        settle(() =>
          records
            .filter(({ actor, owner }) => account === null || actor === account || owner === account)
            .filter(({ sentAt }) => since === null || sentAt >= since)
            .slice(0, limit),
        ),
      pruneAudit: (before) =>
        settle(() => {
          const kept = records.filter(({ sentAt }) => sentAt >= before);
          const gone = records.length - kept.length;
          records = kept;
          return gone;
        }),
    },
  };
}
