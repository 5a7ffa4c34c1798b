/**
 * Writes a message that an account sends: copies in Sent folders, the message in the outbox, its recipients as
 * correspondents, and a record in the audit log.
 */
import type Database from 'better-sqlite3';
import type { OutgoingMessage } from '../outbox.js';
import type { ChangeMaker } from './make-changes.js';
import { placeRecords, type PlaceParts, type RecordToPlace } from './place-records.js';
import type { ChangeToRecord } from './recorded-change.js';
import type { WriteHandlers } from './write-calls.js';
import type { PrepareDelivery } from './write-delivery.js';
import { makeRevision } from './write-revision.js';

export interface SubmissionParts extends PlaceParts {
  readonly database: Database.Database;
  readonly changes: ChangeMaker;
  readonly deliver: PrepareDelivery;
}

export function submissionHandlers({
  database,
  changes,
  deliver,
  ...parts
}: SubmissionParts): Pick<WriteHandlers, 'submit' | 'pruneAudit'> {
  const prune = database.prepare<[number]>('DELETE FROM audit WHERE sent_at < ?');
  return {
    submit({ bodies, copies, outgoing, calendar = null, correspondence: { storeIds, addresses }, audit }) {
      // All stores are looked up, so that an unknown one is found before anything is written.
      for (const { storeId } of copies) changes.storeOf(storeId);
      const stores = storeIds.map((storeId) => changes.storeOf(storeId).guid);
      const made = changes.begin();
      if (calendar !== null && !makeRevision(changes, made, { ...calendar, plannedAt: audit.sentAt })) return 'stale';
      // Copies have no hard limit and unique ids, so they are always filed.
      const { records } = deliver({ bodies, plans: copies });
      const carrier = carrierOf(records, outgoing);
      for (const message of outgoing) made.outgoing(message, carrier.bytes);
      made.make({ kind: 'correspondents', stores, addresses });
      made.make({ kind: 'audit', audit });
      placeRecords(parts, withChanges(records, carrier.record, made.made));
      return 'done';
    },
    pruneAudit: ({ before }) => prune.run(before).changes,
  };
}

/** The record whose body is an outgoing message, so that its bytes are written once. */
function carrierOf(
  records: readonly RecordToPlace[],
  outgoing: readonly OutgoingMessage[],
): { readonly record: RecordToPlace | null; readonly bytes: Uint8Array | null } {
  for (const record of records) {
    const { body } = record;
    const bytes = body !== null && 'kind' in body && body.kind === 'memory' ? body.bytes : null;
    if (bytes !== null && outgoing.some((each) => Buffer.compare(each.bytes, bytes) === 0)) return { record, bytes };
  }
  return { record: null, bytes: null };
}

/** Adds the changes to the record, or as a record of their own. */
function withChanges(
  records: readonly RecordToPlace[],
  carrier: RecordToPlace | null,
  changes: readonly ChangeToRecord[],
): readonly RecordToPlace[] {
  if (carrier === null) return [...records, { body: null, filings: [], changes: [...changes] }];
  carrier.changes.push(...changes);
  return records;
}
