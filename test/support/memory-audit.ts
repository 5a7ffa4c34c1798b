/** The audit of the memory store. */
import type { AuditRecord, Desk, SubmissionPlan } from '../../src/store/desk.js';
import { settle } from './settle.js';

type AuditDesk = Pick<Desk, 'auditRecords' | 'hasWrittenTo' | 'pruneAudit'>;

export function memoryAudit(): { readonly desk: AuditDesk; put(plan: SubmissionPlan): void } {
  let records: readonly AuditRecord[] = [];
  const written = new Set<string>();
  return {
    put: ({ audit, correspondence: { storeIds, addresses } }) => {
      records = [audit, ...records];
      for (const storeId of storeIds) for (const address of addresses) written.add(`${storeId} ${address}`);
    },
    desk: {
      hasWrittenTo: (storeId, address) => settle(() => written.has(`${storeId} ${address}`)),
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
