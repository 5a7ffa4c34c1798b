/**
 * The writer's part of `store check --rebuild`: writes what is in the segments but not in the tables.
 */
import type Database from 'better-sqlite3';
import { prepareApplyEntry } from './apply-entry.js';
import { prepareHoldOutbox } from './hold-outbox.js';
import type { FilingPlace } from './log-entry.js';
import { openSegmentReader } from './segment-files.js';
import type { WriteHandlers } from './write-calls.js';

/** The handler of `restore`. Returns the number of restored messages. */
export function prepareRestore(database: Database.Database, segmentFolder: string): WriteHandlers['restore'] {
  const applyEntry = prepareApplyEntry(database);
  const holdOutbox = prepareHoldOutbox(database);
  const findFiled = prepareFindFiled(database);
  return ({ lost }) => {
    const isFiled = findFiled();
    // May have been committed since the check.
    const missing = lost.filter(({ filing }) => filing === null || !isFiled(filing));
    const segments = openSegmentReader(segmentFolder);
    try {
      for (const entry of missing) applyEntry(entry, segments);
    } finally {
      segments.close();
    }
    if (missing.length > 0) holdOutbox();
    return missing.filter(({ filing }) => filing !== null).length;
  };
}

/** Whether a message row points at the filing; reads the rows of each store once. */
function prepareFindFiled(database: Database.Database): () => (place: FilingPlace) => boolean {
  const readPlaces = database
    .prepare<[string], [number, number]>(
      'SELECT prefix_segment, prefix_offset FROM store s JOIN message m ON m.store_id = s.id WHERE s.guid = ?',
    )
    .raw();
  return () => {
    const places = new Map<string, ReadonlySet<string>>();
    return ({ filing: { storeGuid }, prefix: { segment, offset } }) => {
      const filed = places.get(storeGuid) ?? new Set(readPlaces.all(storeGuid).map((place) => place.join(':')));
      places.set(storeGuid, filed);
      return filed.has(`${segment}:${offset}`);
    };
  };
}
