/**
 * The JSON form of a booking decision.
 */
import type { DecisionRecord } from '../../booking/decision-record.js';
import { formatInstant } from '../../mail/instant.js';

export function decisionAsJson({ left: _, ...record }: DecisionRecord) {
  return {
    subject: null,
    ...record,
    decidedAt: formatInstant(record.decidedAt),
    revision:
      record.revision === null ? null : { ...record.revision, stampedAt: formatInstant(record.revision.stampedAt) },
    occurrences: record.occurrences.map(({ start, end, ...rest }) => ({
      start: formatInstant(start),
      end: formatInstant(end),
      heldBy: [],
      ...rest,
    })),
  };
}
