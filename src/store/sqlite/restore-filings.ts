/**
 * The writer's part of `store check --rebuild`: restores rows for filings in the segments, including missing stores and
 * folders. A message keeps its UID if it is free, and gets the next one of the folder otherwise.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import { instant } from '../../mail/instant.js';
import { deliveryKey } from './schema.js';
import type { LostFiling, WriteHandlers } from './write-calls.js';
import type { FolderWrites } from './write-folders.js';
import type { InsertMessage } from './write-messages.js';

export function prepareRestore(
  database: Database.Database,
  folders: FolderWrites,
  insertMessage: InsertMessage,
): WriteHandlers['restore'] {
  const findStore = database.prepare<[string], StoreId>('SELECT id FROM store WHERE guid = ?').pluck();
  const readPlaces = database
    .prepare<[number], [number, number]>('SELECT prefix_segment, prefix_offset FROM message WHERE store_id = ?')
    .raw();
  const isTaken = database
    .prepare<[{ storeId: number; folder: string; uid: number; uidValidity: number }], number>(
      `SELECT f.uid_validity <> @uidValidity OR EXISTS (SELECT 1 FROM message m WHERE m.store_id = f.store_id AND m.folder_id = f.id AND m.uid = @uid)
         OR EXISTS (SELECT 1 FROM expunged e WHERE e.store_id = f.store_id AND e.folder_id = f.id AND e.uid = @uid)
       FROM folder f WHERE f.store_id = @storeId AND f.name = @folder`,
    )
    .pluck();
  const setUidNext = database.prepare<[number, number, string]>(
    'UPDATE folder SET uid_next = ? WHERE store_id = ? AND name = ?',
  );
  const readUidNext = database
    .prepare<[number, string], number>('SELECT uid_next FROM folder WHERE store_id = ? AND name = ?')
    .pluck();
  const charge = database.prepare<[number, number]>('UPDATE store SET used_bytes = used_bytes + ? WHERE id = ?');
  const remember = database.prepare<[number, Buffer, number]>(
    'INSERT OR IGNORE INTO delivery (store_id, delivery_id, made_at) VALUES (?, ?, ?)',
  );

  const restore = ({ filing, prefix, body }: LostFiling, places: Map<StoreId, Set<string>>): boolean => {
    const receivedAt = instant(filing.receivedAt);
    const storeId = findStore.get(filing.storeGuid) ?? folders.createStore(filing.storeGuid, receivedAt);
    // May have been committed since the check.
    const filed = places.get(storeId) ?? new Set(readPlaces.all(storeId).map((place) => place.join(':')));
    places.set(storeId, filed);
    if (filed.has(`${prefix.segment}:${prefix.offset}`)) return false;
    folders.ensureFolder(storeId, filing.folder, filing.uidValidity);
    const uidNext = readUidNext.get(storeId, filing.folder) ?? 1;
    const { folder, uid, uidValidity } = filing;
    const isFree = isTaken.get({ storeId, folder, uid, uidValidity }) === 0;
    if (isFree) setUidNext.run(filing.uid, storeId, filing.folder);
    const taken = folders.takeUid(storeId, filing.folder, !filing.flags.includes('\\Seen'), receivedAt);
    if (isFree) setUidNext.run(Math.max(uidNext, filing.uid + 1), storeId, filing.folder);
    const { flags, outsideQuota } = filing;
    insertMessage({ ...taken, storeId, flags, receivedAt, outsideQuota, prefix, body });
    if (!outsideQuota) charge.run(prefix.length + body.length, storeId);
    remember.run(storeId, deliveryKey(filing.deliveryId), receivedAt);
    return true;
  };
  return ({ lost }) => {
    const places = new Map<StoreId, Set<string>>();
    return lost.filter((filing) => restore(filing, places)).length;
  };
}
