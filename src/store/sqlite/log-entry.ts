/**
 * An entry of a record with the locations of all its bytes: what the replay and a rebuild write into the tables.
 */
import type { BodyLocation, RecordedChange, RecordedFiling } from './recorded-change.js';
import type { ScannedRecord } from './scan-segment.js';

/** A filing with the locations that its message row names. */
export interface FilingPlace {
  readonly filing: RecordedFiling;
  readonly prefix: BodyLocation;
  readonly body: BodyLocation;
}

export interface PlacedChange {
  readonly change: RecordedChange;
  /** The bytes of an outgoing message; null: another change. */
  readonly bytes: BodyLocation | null;
}

export interface LogEntry {
  readonly filing: FilingPlace | null;
  readonly changes: readonly PlacedChange[];
}

export function bodyOf(segment: number, { bodyOffset, bodyLength }: ScannedRecord): BodyLocation {
  return { segment, offset: bodyOffset, length: bodyLength };
}

export function entriesOf(segment: number, record: ScannedRecord): readonly LogEntry[] {
  const body = bodyOf(segment, record);
  return record.entries.map(({ filing, changes, prefixOffset, prefixLength, blobsOffset }) => ({
    filing:
      filing === null
        ? null
        : { filing, prefix: { segment, offset: prefixOffset, length: prefixLength }, body: filing.body ?? body },
    changes: placeChanges(changes, body, { segment, offset: blobsOffset, length: 0 }),
  }));
}

function placeChanges(
  changes: readonly RecordedChange[],
  body: BodyLocation,
  blobs: BodyLocation,
): readonly PlacedChange[] {
  let { offset } = blobs;
  return changes.map((change) => {
    if (change.kind !== 'outgoing') return { change, bytes: null };
    if (change.isBody) return { change, bytes: body };
    const bytes = { ...blobs, offset, length: change.sizeBytes };
    offset += change.sizeBytes;
    return { change, bytes };
  });
}

/** When the entry was made; null: it does not say. */
export function madeAt({ filing, changes }: LogEntry): number | null {
  // What a client saves may be of any age.
  if (filing !== null) return filing.filing.savedAt ?? filing.filing.receivedAt;
  const times = changes.flatMap(({ change }) => {
    if (change.kind === 'outgoing') return [change.mail.createdAt];
    if (change.kind === 'audit') return [change.audit.sentAt];
    return 'at' in change ? [change.at] : [];
  });
  return times.length === 0 ? null : Math.max(...times);
}
