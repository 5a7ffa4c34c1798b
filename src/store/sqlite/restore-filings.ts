/**
 * Writes the rows of a filing that is in the segments but not in the tables, when the log is replayed and for
 * `store check --rebuild`: missing stores and folders are created. A message keeps its UID if it is free, and gets the
 * next one of the folder otherwise.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import { instant, type Instant } from '../../mail/instant.js';
import { deliveryKey } from './schema.js';
import type { FilingPlace } from './log-entry.js';
import type { FolderWrites, TakenUid } from './write-folders.js';
import type { InsertMessage } from './write-messages.js';

/** The store with this GUID, which is created if it does not exist. */
export type FindOrCreateStore = (guid: string, now: Instant) => StoreId;

export function prepareFindOrCreateStore(database: Database.Database, folders: FolderWrites): FindOrCreateStore {
  const find = database.prepare<[string], StoreId>('SELECT id FROM store WHERE guid = ?').pluck();
  return (guid, now) => find.get(guid) ?? folders.createStore(guid, now);
}

export type FileAgain = (place: FilingPlace) => void;

export function prepareFileAgain(
  database: Database.Database,
  folders: FolderWrites,
  insertMessage: InsertMessage,
): FileAgain {
  const findOrCreateStore = prepareFindOrCreateStore(database, folders);
  const takeNumbers = prepareTakeRecorded(database, folders);
  const charge = database.prepare<[number, number]>('UPDATE store SET used_bytes = used_bytes + ? WHERE id = ?');
  const remember = database.prepare<[number, Buffer, number]>(
    `INSERT INTO delivery (store_id, delivery_id, made_at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET made_at = max(made_at, excluded.made_at)`,
  );
  return ({ filing, prefix, body }) => {
    const receivedAt = instant(filing.receivedAt);
    const { flags, savedAt = null, outsideQuota } = filing;
    const storeId = findOrCreateStore(filing.storeGuid, receivedAt);
    const taken = takeNumbers(storeId, filing, receivedAt);
    insertMessage({ ...taken, storeId, flags, receivedAt, savedAt, outsideQuota, prefix, body });
    if (!outsideQuota) charge.run(prefix.length + body.length, storeId);
    if (filing.deliveryId !== null) remember.run(storeId, deliveryKey(filing.deliveryId), receivedAt);
  };
}

/** Takes the recorded UID if it is free, and the next mod-sequence, not below the recorded one. */
function prepareTakeRecorded(
  database: Database.Database,
  folders: FolderWrites,
): (storeId: StoreId, filing: FilingPlace['filing'], receivedAt: Instant) => TakenUid {
  const isTaken = database
    .prepare<[{ storeId: number; folder: string; uid: number; uidValidity: number }], number>(
      `SELECT f.uid_validity <> @uidValidity OR EXISTS (SELECT 1 FROM message m WHERE m.store_id = f.store_id AND m.folder_id = f.id AND m.uid = @uid)
         OR EXISTS (SELECT 1 FROM expunged e WHERE e.store_id = f.store_id AND e.folder_id = f.id AND e.uid = @uid)
       FROM folder f WHERE f.store_id = @storeId AND f.name = @folder`,
    )
    .pluck();
  const readUidNext = database
    .prepare<[number, string], number>('SELECT uid_next FROM folder WHERE store_id = ? AND name = ?')
    .pluck();
  const setNext = database.prepare<[number, number, number, string]>(
    `UPDATE folder SET uid_next = ?, highest_mod_seq = max(highest_mod_seq, ?) WHERE store_id = ? AND name = ?`,
  );
  return (storeId, filing, receivedAt) => {
    const { folder, uid, uidValidity, flags, modSeq = 1 } = filing;
    folders.ensureFolder(storeId, folder, uidValidity);
    const uidNext = readUidNext.get(storeId, folder) ?? 1;
    const isFree = isTaken.get({ storeId, folder, uid, uidValidity }) === 0;
    setNext.run(isFree ? uid : uidNext, modSeq - 1, storeId, folder);
    const taken = folders.takeUid(storeId, folder, !flags.includes('\\Seen'), receivedAt);
    if (isFree) setNext.run(Math.max(uidNext, uid + 1), 1, storeId, folder);
    return taken;
  };
}
