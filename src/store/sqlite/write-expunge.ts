/**
 * Removes messages: their rows, their bytes from the quota account, and remembers them, twice. `vanished` has the UIDs
 * for clients, in ranges and bounded (RFC 7162 §3.2.7); `expunged` has the location of the bytes, for `store check`.
 */
import type Database from 'better-sqlite3';
import { MAX_REMEMBERED_EXPUNGES, type UidRange } from '../mail-store.js';
import type { FoundFolder } from './find-folder.js';
import type { ChangeNotes } from './note-changes.js';

/** After the bound is reached, the older part of this size is forgotten at once. */
const FORGOTTEN_AT_ONCE = MAX_REMEMBERED_EXPUNGES / 4;

interface GoneRow {
  readonly unseen: number;
  readonly charged: number;
  readonly prefix_segment: number;
  readonly prefix_offset: number;
}

export interface Removal {
  /**
   * Removes those of the messages that exist; the mod-sequence is only used if there are any. Returns their number.
   *
   * @param uids ascending, each once
   */
  remove(folder: FoundFolder, uids: readonly number[], modSeq: number): number;
  /** Remembers UIDs whose rows are gone. */
  vanish(folder: FoundFolder, ranges: readonly UidRange[], modSeq: number): void;
}

/** `"\\Seen"`: the flag in JSON. */
const seenInJson = String.raw`"\\Seen"`;

export function prepareRemoval(database: Database.Database, notes: ChangeNotes): Removal {
  const remove = database.prepare<[number, number, number, string], GoneRow>(
    `DELETE FROM message WHERE store_id = ? AND folder_id = ? AND uid = ? RETURNING instr(flags, ?) = 0 AS unseen,
       iif(outside_quota, 0, prefix_length + body_length) AS charged, prefix_segment, prefix_offset`,
  );
  const remember = database.prepare<[number, number, number, number, number, number]>(
    'INSERT INTO expunged (store_id, folder_id, uid, mod_seq, prefix_segment, prefix_offset) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const discount = database.prepare<[number, number, number, number, number]>(
    `UPDATE folder SET highest_mod_seq = max(highest_mod_seq, ?), message_count = message_count - ?,
       unseen_count = unseen_count - ? WHERE store_id = ? AND id = ?`,
  );
  const discharge = database.prepare<[number, number]>('UPDATE store SET used_bytes = used_bytes - ? WHERE id = ?');
  const vanish = prepareVanish(database);
  return {
    vanish,
    remove(folder, uids, modSeq) {
      const { storeId, id } = folder;
      const gone = uids.flatMap((uid) => {
        const row = remove.get(storeId, id, uid, seenInJson);
        return row === undefined ? [] : [{ uid, ...row }];
      });
      if (gone.length === 0) return 0;
      for (const row of gone) remember.run(storeId, id, row.uid, modSeq, row.prefix_segment, row.prefix_offset);
      discount.run(modSeq, gone.length, sumOf(gone, 'unseen'), storeId, id);
      discharge.run(sumOf(gone, 'charged'), storeId);
      const removed = gone.map(({ uid }) => uid);
      vanish(folder, rangesOf(removed), modSeq);
      notes.messages('expunged', { storeId, folder: folder.name }, modSeq, removed);
      return gone.length;
    },
  };
}

function prepareVanish(database: Database.Database): Removal['vanish'] {
  const insert = database.prepare<[number, number, number, number, number]>(
    'INSERT INTO vanished (store_id, folder_id, mod_seq, first_uid, last_uid) VALUES (?, ?, ?, ?, ?)',
  );
  const count = database
    .prepare<[number, number, number], number>(
      'UPDATE folder SET vanished_ranges = vanished_ranges + ? WHERE store_id = ? AND id = ? RETURNING vanished_ranges',
    )
    .pluck();
  const findHorizon = database
    .prepare<[number, number, number], number>(
      'SELECT mod_seq FROM vanished WHERE store_id = ? AND folder_id = ? ORDER BY mod_seq DESC LIMIT 1 OFFSET ?',
    )
    .pluck();
  const forget = database.prepare<[number, number, number]>(
    'DELETE FROM vanished WHERE store_id = ? AND folder_id = ? AND mod_seq <= ?',
  );
  const setHorizon = database.prepare<[number, number, number, number]>(
    'UPDATE folder SET vanished_horizon = ?, vanished_ranges = vanished_ranges - ? WHERE store_id = ? AND id = ?',
  );
  return ({ storeId, id }, ranges, modSeq) => {
    for (const { first, last } of ranges) insert.run(storeId, id, modSeq, first, last);
    if ((count.get(ranges.length, storeId, id) ?? 0) <= MAX_REMEMBERED_EXPUNGES) return;
    const horizon = findHorizon.get(storeId, id, MAX_REMEMBERED_EXPUNGES - FORGOTTEN_AT_ONCE);
    if (horizon === undefined) return;
    const forgotten = forget.run(storeId, id, horizon).changes;
    setHorizon.run(horizon, forgotten, storeId, id);
  };
}

/** @param uids ascending, each once */
export function rangesOf(uids: readonly number[]): readonly UidRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const uid of uids) {
    const range = ranges.at(-1);
    if (range !== undefined && range.last + 1 === uid) range.last = uid;
    else ranges.push({ first: uid, last: uid });
  }
  return ranges;
}

function sumOf(rows: readonly GoneRow[], column: 'unseen' | 'charged'): number {
  return rows.reduce((sum, row) => sum + row[column], 0);
}
