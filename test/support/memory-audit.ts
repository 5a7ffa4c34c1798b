/** The audit of the memory store. */
import type { AuditRecord, Audit } from '../../src/store/audit.js';
import type { SubmissionPlan } from '../../src/store/delivery-desk.js';
import { settle } from './settle.js';

export function memoryAudit(): { readonly port: Audit; put(plan: SubmissionPlan): void } {
  let records: readonly AuditRecord[] = [];
  const written = new Set<string>();
  return {
    put: ({ audit, correspondence: { storeIds, addresses } }) => {
      records = [audit, ...records];
      for (const storeId of storeIds) for (const address of addresses) written.add(`${storeId} ${address}`);
    },
    port: {
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
