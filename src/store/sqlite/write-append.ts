/**
 * Appends messages that a client brings, inside the writer's open transaction. They are records like deliveries, but
 * have no prefix and no delivery id.
 * Standards: RFC 9051 §6.3.12 (APPEND), RFC 3502 (MULTIAPPEND: all or none), RFC 9208 §4 (over-quota).
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import { instant } from '../../mail/instant.js';
import { MAX_UIDS_PER_CALL } from '../mail-store.js';
import { storedFlags } from '../message-flags.js';
import { StoreError } from '../store-error.js';
import type { FindFolder, FoundFolder } from './find-folder.js';
import type { ChangeMaker, StoreState } from './make-changes.js';
import { type FilingToPlace, placeRecords, type PlaceParts, type RecordToPlace } from './place-records.js';
import { sizeOf } from './stage-record.js';
import type { WriteHandlers } from './write-calls.js';
import type { FolderWrites } from './write-folders.js';

export interface SaveParts extends PlaceParts {
  readonly database: Database.Database;
  readonly folders: FolderWrites;
  readonly changes: ChangeMaker;
  readonly findFolder: FindFolder;
}

export function appendHandler(parts: SaveParts): WriteHandlers['append'] {
  const charge = prepareCharge(parts);
  const fileIn = prepareFileIn(parts);
  return ({ to, bodies, messages, hardLimitBytes, now }) => {
    if (messages.length > MAX_UIDS_PER_CALL)
      throw new StoreError('not-allowed', `one call appends at most ${MAX_UIDS_PER_CALL} messages`);
    const folder = parts.findFolder(to.storeId, to.folder);
    const wanted = messages.map(({ flags, ...message }) => ({ ...message, flags: storedFlags(flags) }));
    charge(
      to.storeId,
      messages.reduce((sum, { body }) => sum + sizeOfBody(bodies, body), 0),
      hardLimitBytes,
    );
    const recordOf = new Map<number, RecordToPlace>();
    const records = wanted.map(({ body, flags, receivedAt }): RecordToPlace => {
      const filing = fileIn(folder, { flags, receivedAt, savedAt: now, prefix: new Uint8Array(0) });
      // The same bytes in two messages are written once.
      const record = { body: recordOf.get(body) ?? bodies[body] ?? null, filings: [filing], changes: [] };
      if (!recordOf.has(body)) recordOf.set(body, record);
      return record;
    });
    placeRecords(parts, records);
    return { uidValidity: folder.uidValidity, uids: uidsOf(records) };
  };
}

function sizeOfBody(bodies: Parameters<WriteHandlers['append']>[0]['bodies'], index: number): number {
  const body = bodies[index];
  if (body === undefined) throw new StoreError('unavailable', 'a message names a body that is not part of the call');
  return sizeOf(body);
}

export function uidsOf(records: readonly RecordToPlace[]): readonly number[] {
  return records.flatMap(({ filings }) => filings.map(({ uid }) => uid));
}

/**
 * Charges the bytes to the quota account of the store. Throws StoreError('over-quota') before anything is written.
 *
 * @param bytes fewer than 0 if more is freed than used
 */
export function prepareCharge({
  database,
  changes,
}: SaveParts): (storeId: StoreId, bytes: number, hardLimitBytes: number) => void {
  const charge = database.prepare<[number, number]>('UPDATE store SET used_bytes = used_bytes + ? WHERE id = ?');
  return (storeId, bytes, hardLimitBytes) => {
    const { usedBytes } = changes.storeOf(storeId);
    if (hardLimitBytes > 0 && bytes > 0 && usedBytes + bytes > hardLimitBytes)
      throw new StoreError('over-quota', `store ${storeId} would exceed its hard limit of ${hardLimitBytes} bytes`);
    charge.run(bytes, storeId);
  };
}

type Saved = Pick<FilingToPlace, 'flags' | 'receivedAt' | 'savedAt' | 'prefix'>;

/** Takes the numbers of a message that is saved in a folder. */
export function prepareFileIn({ folders, changes }: SaveParts): (folder: FoundFolder, message: Saved) => FilingToPlace {
  let known: { readonly storeId: StoreId; readonly state: StoreState } | null = null;
  return ({ storeId, name }, message) => {
    if (known?.storeId !== storeId) known = { storeId, state: changes.storeOf(storeId) };
    const taken = folders.takeUid(storeId, name, !message.flags.includes('\\Seen'), instant(message.receivedAt));
    const { guid: storeGuid } = known.state;
    return {
      ...taken,
      ...message,
      storeId,
      storeGuid,
      deliveryId: null,
      folder: name,
      outsideQuota: false,
      changes: [],
    };
  };
}
