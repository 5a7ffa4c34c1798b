/**
 * Writes message rows, flags and expunges.
 * Standards: RFC 9051 §2.3.2 (flags), RFC 7162 §3.1 (every change of a message has a new mod-sequence).
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import type { ChangedFlags } from '../mail-store.js';
import { changeFlags, storedFlags } from '../message-flags.js';
import { type FindFolder, type FoundFolder, uidsOfCall } from './find-folder.js';
import type { ChangeNotes } from './note-changes.js';
import type { BodyLocation } from './recorded-change.js';
import type { WriteHandlers } from './write-calls.js';
import type { Removal } from './write-expunge.js';

export interface MessageToInsert {
  readonly storeId: StoreId;
  readonly folderId: number;
  readonly uid: number;
  readonly modSeq: number;
  readonly flags: readonly string[];
  readonly receivedAt: number;
  /** null: when it was received. */
  readonly savedAt: number | null;
  readonly outsideQuota: boolean;
  readonly prefix: BodyLocation;
  readonly body: BodyLocation;
}

export type InsertMessage = (message: MessageToInsert) => void;

export function prepareInsertMessage(database: Database.Database): InsertMessage {
  const insert = database.prepare<(number | string | null)[]>(
    `INSERT INTO message (store_id, folder_id, uid, mod_seq, flags, received_at, saved_at, outside_quota, prefix_segment,
       prefix_offset, prefix_length, body_segment, body_offset, body_length)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return ({ storeId, folderId, uid, modSeq, flags, receivedAt, savedAt, outsideQuota, prefix, body }) => {
    insert.run(
      storeId,
      folderId,
      uid,
      modSeq,
      JSON.stringify(flags),
      receivedAt,
      savedAt,
      outsideQuota ? 1 : 0,
      prefix.segment,
      prefix.offset,
      prefix.length,
      body.segment,
      body.offset,
      body.length,
    );
  };
}

export interface MessageParts {
  readonly database: Database.Database;
  readonly findFolder: FindFolder;
  readonly removal: Removal;
  readonly notes: ChangeNotes;
}

export function messageHandlers(parts: MessageParts): Pick<WriteHandlers, 'changeFlags' | 'expunge'> {
  const { findFolder, removal } = parts;
  return {
    changeFlags: flagChanger(parts),
    expunge({ storeId, folder, uids }) {
      const wanted = uidsOfCall(uids);
      const found = findFolder(storeId, folder);
      return removal.remove(found, wanted, found.highestModSeq + 1);
    },
  };
}

interface FlagsRow {
  readonly flags: string;
  readonly mod_seq: number;
}

interface FlaggedMessage {
  readonly uid: number;
  readonly before: readonly string[];
  readonly modSeq: number;
  /** null: the same. */
  readonly after: readonly string[] | null;
}

function flagChanger({ database, findFolder, notes }: MessageParts): WriteHandlers['changeFlags'] {
  const find = database.prepare<[number, number, number], FlagsRow>(
    'SELECT flags, mod_seq FROM message WHERE store_id = ? AND folder_id = ? AND uid = ?',
  );
  const write = prepareWriteFlags(database);
  return ({ storeId, folder: name, uids, change }) => {
    const { unchangedSince = Infinity } = change;
    const wanted = uidsOfCall(uids);
    storedFlags(change.flags);
    const folder = findFolder(storeId, name);
    const failed: number[] = [];
    const found: FlaggedMessage[] = [];
    for (const uid of wanted) {
      const row = find.get(storeId, folder.id, uid);
      if (row === undefined) continue;
      const before = JSON.parse(row.flags) as readonly string[];
      if (row.mod_seq > unchangedSince) failed.push(uid);
      else found.push({ uid, before, modSeq: row.mod_seq, after: changeFlags(before, change) });
    }
    // RFC 7162 §3.1: one mod-sequence for all messages of a call.
    const modSeq = folder.highestModSeq + 1;
    const changed = found.flatMap((each) => (each.after === null ? [] : [{ ...each, after: each.after }]));
    if (changed.length > 0) {
      write(folder, changed, modSeq);
      const changedUids = changed.map(({ uid }) => uid);
      notes.messages('flags', { storeId, folder: folder.name }, modSeq, changedUids);
    }
    const messages = found.map(({ uid, before, after, ...had }) => ({
      uid,
      flags: after ?? before,
      modSeq: after === null ? had.modSeq : modSeq,
    }));
    return { messages, failed } satisfies ChangedFlags;
  };
}

type ChangedMessage = FlaggedMessage & { readonly after: readonly string[] };

function prepareWriteFlags(
  database: Database.Database,
): (folder: FoundFolder, changed: readonly ChangedMessage[], modSeq: number) => void {
  const update = database.prepare<[string, number, number, number, number]>(
    'UPDATE message SET flags = ?, mod_seq = ? WHERE store_id = ? AND folder_id = ? AND uid = ?',
  );
  const count = database.prepare<[number, number, number, number]>(
    'UPDATE folder SET highest_mod_seq = ?, unseen_count = unseen_count + ? WHERE store_id = ? AND id = ?',
  );
  return ({ storeId, id }, changed, modSeq) => {
    for (const { uid, after } of changed) update.run(JSON.stringify(after), modSeq, storeId, id, uid);
    const unseenMore = changed.reduce((sum, { before, after }) => sum + unseen(after) - unseen(before), 0);
    count.run(modSeq, unseenMore, storeId, id);
  };
}

/** 1 for an unseen message (RFC 9051 §2.3.2). */
function unseen(flags: readonly string[]): 0 | 1 {
  return flags.includes('\\Seen') ? 0 : 1;
}
