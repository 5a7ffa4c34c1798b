/**
 * The part of `store check` inside the database: SQLite's integrity check, and every count against the counted rows.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import type { StoreProblem } from '../mail-store.js';

interface FolderRow {
  readonly storeId: StoreId;
  readonly name: string;
  readonly messageCount: number;
  readonly unseenCount: number;
  readonly uidNext: number;
  readonly messages: number;
  readonly unseen: number;
  readonly lastUid: number;
}

interface StoreRow {
  readonly storeId: StoreId;
  readonly usedBytes: number;
  readonly bytes: number;
}

/** `"\\Seen"`: the flag in JSON. */
const seenInJson = String.raw`"\\Seen"`;

/** Throws an error with the code SQLITE_CORRUPT if the database itself is damaged. */
export function checkIndex(database: Database.Database): readonly StoreProblem[] {
  const integrity = database.prepare<[], string>('PRAGMA integrity_check').pluck().all();
  const damage = integrity.find((line) => line !== 'ok');
  // The same error as SQLite throws when it reads the damage: other results would be meaningless.
  if (damage !== undefined) throw Object.assign(new Error(damage), { code: 'SQLITE_CORRUPT' });
  return [...checkFolders(database), ...checkStores(database)];
}

function checkFolders(database: Database.Database): readonly StoreProblem[] {
  const rows = database
    .prepare<[string], FolderRow>(
      `SELECT f.store_id AS storeId, f.name, f.message_count AS messageCount, f.unseen_count AS unseenCount,
         f.uid_next AS uidNext, count(m.uid) AS messages, coalesce(sum(instr(m.flags, ?) = 0), 0) AS unseen,
         coalesce(max(m.uid), 0) AS lastUid
       FROM folder f LEFT JOIN message m ON m.store_id = f.store_id AND m.folder_id = f.id GROUP BY f.store_id, f.id`,
    )
    .all(seenInJson);
  return rows.flatMap(({ storeId, name, ...row }) => [
    ...difference(storeId, `folder ${name}: messages`, row.messageCount, row.messages),
    ...difference(storeId, `folder ${name}: unseen messages`, row.unseenCount, row.unseen),
    ...(row.uidNext > row.lastUid
      ? []
      : [{ storeId, what: `folder ${name}: UIDNEXT ${row.uidNext} is not greater than UID ${row.lastUid}` }]),
  ]);
}

function checkStores(database: Database.Database): readonly StoreProblem[] {
  const rows = database
    .prepare<[], StoreRow>(
      `SELECT s.id AS storeId, s.used_bytes AS usedBytes,
         coalesce(sum(iif(m.outside_quota, 0, m.prefix_length + m.body_length)), 0) AS bytes
       FROM store s LEFT JOIN message m ON m.store_id = s.id GROUP BY s.id`,
    )
    .all();
  return rows.flatMap(({ storeId, usedBytes, bytes }) => difference(storeId, 'used bytes', usedBytes, bytes));
}

function difference(storeId: StoreId, what: string, counted: number, found: number): readonly StoreProblem[] {
  return counted === found ? [] : [{ storeId, what: `${what}: ${counted} counted, ${found} found` }];
}
