/**
 * Places the records of a call in the segments, all or none of them valid, and writes the message rows, which point into
 * them.
 */
import type { StoreId } from '../../directory/account.js';
import type { ChangeNotes } from './note-changes.js';
import type { BodyLocation, ChangeToRecord } from './recorded-change.js';
import type { SegmentAppender } from './segment-appender.js';
import type { EntryToRecord } from './segment-record.js';
import type { BodySource } from './stage-record.js';
import type { TakenUid } from './write-folders.js';
import type { InsertMessage } from './write-messages.js';

export interface PlaceParts {
  readonly appender: SegmentAppender;
  readonly insertMessage: InsertMessage;
  readonly notes: ChangeNotes;
}

/** A filing with its numbers, whose message row is not written yet. */
export interface FilingToPlace extends TakenUid {
  readonly storeId: StoreId;
  readonly storeGuid: string;
  readonly deliveryId: string | null;
  readonly folder: string;
  readonly flags: readonly string[];
  readonly prefix: Uint8Array;
  readonly receivedAt: number;
  /** null: when it was received. */
  readonly savedAt: number | null;
  readonly outsideQuota: boolean;
  readonly changes: readonly ChangeToRecord[];
}

export interface RecordToPlace {
  /** Bytes to write; where they are already; the record of this call that has them; null: there are none. */
  readonly body: BodySource | BodyLocation | RecordToPlace | null;
  readonly filings: readonly FilingToPlace[];
  /** Changes that belong to no filing. */
  readonly changes: ChangeToRecord[];
}

/** Returns the location of each record's body. */
export function placeRecords(
  { appender, insertMessage, notes }: PlaceParts,
  records: readonly RecordToPlace[],
): ReadonlyMap<RecordToPlace, BodyLocation> {
  const locations = new Map<RecordToPlace, BodyLocation>();
  for (const [index, record] of records.entries()) {
    const { body, filings, changes } = record;
    const stored = body === null || 'kind' in body ? null : 'filings' in body ? (locations.get(body) ?? null) : body;
    const entries = filings.map((filing) => entryOf(filing, stored));
    if (changes.length > 0) entries.push({ filing: null, prefix: new Uint8Array(0), changes });
    const source = body !== null && 'kind' in body ? body : null;
    const placed = appender.place(entries, source, index < records.length - 1);
    const location = stored ?? placed.body;
    locations.set(record, location);
    for (const [position, filing] of filings.entries()) {
      const { segment } = placed.body;
      const offset = placed.prefixOffsets[position] ?? 0;
      insertMessage({ ...filing, prefix: { segment, offset, length: filing.prefix.length }, body: location });
      notes.messages('appended', filing, filing.modSeq, [filing.uid]);
    }
  }
  return locations;
}

function entryOf(filing: FilingToPlace, body: BodyLocation | null): EntryToRecord {
  const { storeGuid, deliveryId, folder, uidValidity, uid, modSeq, flags, receivedAt, savedAt, outsideQuota } = filing;
  const saved = savedAt === null ? {} : { savedAt };
  return {
    filing: {
      storeGuid,
      deliveryId,
      folder,
      uidValidity,
      uid,
      modSeq,
      flags,
      receivedAt,
      ...saved,
      outsideQuota,
      body,
    },
    prefix: filing.prefix,
    changes: filing.changes,
  };
}
