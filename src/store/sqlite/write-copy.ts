/**
 * Copies and moves messages, inside the writer's open transaction. A copy is a record with the prefix and the location of
 * the body; a move also has the expunge as a change, so that a replay makes both or neither.
 * Standards: RFC 9051 §6.4.7 (COPY), §6.4.8 (MOVE), RFC 9208 §4 (over-quota).
 */
import type Database from 'better-sqlite3';
import type { CopiedMessages } from '../mail-store.js';
import { type FoundFolder, uidsOfCall } from './find-folder.js';
import { noNotes } from './note-changes.js';
import { placeRecords, type RecordToPlace } from './place-records.js';
import type { BodyLocation } from './recorded-change.js';
import type { SegmentReader } from './segment-files.js';
import { prepareCharge, prepareFileIn, type SaveParts, uidsOf } from './write-append.js';
import type { WriteHandlers } from './write-calls.js';

export interface CopyParts extends SaveParts {
  readonly segments: SegmentReader;
}

interface SourceRow {
  readonly uid: number;
  readonly flags: string;
  readonly receivedAt: number;
  readonly outsideQuota: number;
  readonly prefixSegment: number;
  readonly prefixOffset: number;
  readonly prefixLength: number;
  readonly bodySegment: number;
  readonly bodyOffset: number;
  readonly bodyLength: number;
}

interface Source {
  readonly uid: number;
  readonly flags: readonly string[];
  readonly receivedAt: number;
  readonly prefix: Uint8Array;
  readonly body: BodyLocation;
  readonly sizeBytes: number;
  /** What its removal frees. */
  readonly chargedBytes: number;
}

export function copyHandler(parts: CopyParts): WriteHandlers['copy'] {
  const { findFolder, changes } = parts;
  const readSources = prepareSources(parts);
  const charge = prepareCharge(parts);
  const fileIn = prepareFileIn(parts);
  const expunge = prepareRecordedExpunge(parts.database, changes);
  return ({ from, uids, to, isMove, hardLimitBytes, now }) => {
    const wanted = uidsOfCall(uids);
    const source = findFolder(from.storeId, from.folder);
    const target = findFolder(to.storeId, to.folder);
    const messages = readSources(source, wanted);
    const copied = messages.map(({ uid }) => uid);
    if (messages.length === 0) return { uidValidity: target.uidValidity, from: [], uids: [] } satisfies CopiedMessages;
    const size = messages.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const freed = isMove ? messages.reduce((sum, { chargedBytes }) => sum + chargedBytes, 0) : 0;
    charge(to.storeId, size, limitFor(hardLimitBytes, from.storeId === to.storeId ? freed : 0, size));
    const records = messages.map(({ body, flags, receivedAt, prefix }): RecordToPlace => {
      const filing = fileIn(target, { flags, receivedAt, savedAt: now, prefix });
      return { body, filings: [filing], changes: [] };
    });
    // Told before the expunge, which has a higher mod-sequence.
    for (const filing of records.flatMap(({ filings }) => filings))
      parts.notes.messages('appended', filing, filing.modSeq, [filing.uid]);
    if (isMove) records.at(-1)?.changes.push(...expunge(source, copied));
    placeRecords({ ...parts, notes: noNotes }, records);
    return { uidValidity: target.uidValidity, from: copied, uids: uidsOf(records) } satisfies CopiedMessages;
  };
}

/** The limit while the messages are there twice; a move that needs no more space is never over quota. */
function limitFor(hardLimitBytes: number, freed: number, size: number): number {
  return hardLimitBytes === 0 || freed >= size ? 0 : hardLimitBytes + freed;
}

/** Reads the messages that exist, before anything is written. */
function prepareSources({
  database,
  segments,
}: CopyParts): (folder: FoundFolder, uids: readonly number[]) => readonly Source[] {
  const find = database.prepare<[number, number, number], SourceRow>(
    `SELECT uid, flags, received_at AS receivedAt, outside_quota AS outsideQuota, prefix_segment AS prefixSegment,
       prefix_offset AS prefixOffset, prefix_length AS prefixLength, body_segment AS bodySegment,
       body_offset AS bodyOffset, body_length AS bodyLength
     FROM message WHERE store_id = ? AND folder_id = ? AND uid = ?`,
  );
  return ({ storeId, id }, uids) =>
    uids.flatMap((uid): readonly Source[] => {
      const row = find.get(storeId, id, uid);
      if (row === undefined) return [];
      const sizeBytes = row.prefixLength + row.bodyLength;
      return [
        {
          uid,
          flags: JSON.parse(row.flags) as readonly string[],
          receivedAt: row.receivedAt,
          // Throws `corrupt` for a message of the same group, which is not on disk yet; the call is then made alone.
          prefix:
            row.prefixLength === 0
              ? new Uint8Array(0)
              : segments.read(row.prefixSegment, row.prefixOffset, row.prefixLength),
          body: { segment: row.bodySegment, offset: row.bodyOffset, length: row.bodyLength },
          sizeBytes,
          chargedBytes: row.outsideQuota === 1 ? 0 : sizeBytes,
        },
      ];
    });
}

/** Removes the messages as a recorded change. */
function prepareRecordedExpunge(
  database: Database.Database,
  changes: SaveParts['changes'],
): (folder: FoundFolder, uids: readonly number[]) => RecordToPlace['changes'] {
  // Read again: a move within a folder has raised it.
  const highest = database
    .prepare<[number, number], number>('SELECT highest_mod_seq FROM folder WHERE store_id = ? AND id = ?')
    .pluck();
  return ({ storeId, id, name, uidValidity }, uids) => {
    const made = changes.begin();
    const modSeq = (highest.get(storeId, id) ?? 0) + 1;
    const { guid: store } = changes.storeOf(storeId);
    made.make({ kind: 'expunge', store, folder: name, uidValidity, uids, modSeq });
    return [...made.made];
  };
}
