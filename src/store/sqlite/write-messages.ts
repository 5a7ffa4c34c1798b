/**
 * Writes message rows, flags and expunges.
 * Standards: RFC 9051 §2.3.2 (flags), RFC 7162 §3.1.1 (every change of a message has a new mod-sequence), §3.2.7
 * (expunged UIDs are stored with the mod-sequence of the expunge; here also with the location of their bytes, for
 * `store check`).
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import { StoreError } from '../store-error.js';
import { folderName } from './schema.js';
import type { BodyLocation } from './recorded-change.js';
import type { WriteHandlers } from './write-calls.js';

export interface MessageToInsert {
  readonly storeId: StoreId;
  readonly folderId: number;
  readonly uid: number;
  readonly modSeq: number;
  readonly flags: readonly string[];
  readonly receivedAt: number;
  readonly outsideQuota: boolean;
  readonly prefix: BodyLocation;
  readonly body: BodyLocation;
}

export type InsertMessage = (message: MessageToInsert) => void;

export function prepareInsertMessage(database: Database.Database): InsertMessage {
  const insert = database.prepare<(number | string)[]>(
    `INSERT INTO message (store_id, folder_id, uid, mod_seq, flags, received_at, outside_quota, prefix_segment,
       prefix_offset, prefix_length, body_segment, body_offset, body_length) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return ({ storeId, folderId, uid, modSeq, flags, receivedAt, outsideQuota, prefix, body }) => {
    insert.run(
      storeId,
      folderId,
      uid,
      modSeq,
      JSON.stringify(flags),
      receivedAt,
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

interface GoneRow {
  readonly flags: string;
  readonly charged: number;
  readonly prefix_segment: number;
  readonly prefix_offset: number;
}

export function messageHandlers(database: Database.Database): Pick<WriteHandlers, 'setFlags' | 'expunge'> {
  const folderOf = prepareFindFolder(database);
  const nextModSeq = prepareNextModSeq(database);
  return {
    setFlags: flagSetter(database, folderOf, nextModSeq),
    expunge: expunger(database, folderOf, nextModSeq),
  };
}

type FindFolder = (storeId: StoreId, name: string) => number;

/** Throws StoreError('not-found'). */
function prepareFindFolder(database: Database.Database): FindFolder {
  const find = database
    .prepare<[number, string], number>('SELECT id FROM folder WHERE store_id = ? AND name = ?')
    .pluck();
  return (storeId, name) => {
    const id = find.get(storeId, folderName(name));
    if (id === undefined) throw new StoreError('not-found', `there is no folder ${name} in store ${storeId}`);
    return id;
  };
}

/** Assigns the next mod-sequence of a folder, and updates its counts by the removed messages. */
type NextModSeq = (
  storeId: StoreId,
  folderId: number,
  gone: { readonly messages: number; readonly unseen: number },
) => number;

function prepareNextModSeq(database: Database.Database): NextModSeq {
  const next = database
    .prepare<[number, number, number, number], number>(
      `UPDATE folder SET highest_mod_seq = highest_mod_seq + 1, message_count = message_count - ?,
         unseen_count = unseen_count - ? WHERE store_id = ? AND id = ? RETURNING highest_mod_seq`,
    )
    .pluck();
  return (storeId, folderId, gone) => next.get(gone.messages, gone.unseen, storeId, folderId) ?? 0;
}

function flagSetter(
  database: Database.Database,
  folderOf: FindFolder,
  nextModSeq: NextModSeq,
): WriteHandlers['setFlags'] {
  const find = database
    .prepare<[number, number, number], string>(
      'SELECT flags FROM message WHERE store_id = ? AND folder_id = ? AND uid = ?',
    )
    .pluck();
  const update = database.prepare<[string, number, number, number, number]>(
    'UPDATE message SET flags = ?, mod_seq = ? WHERE store_id = ? AND folder_id = ? AND uid = ?',
  );
  return ({ storeId, folder, uid, flags }) => {
    const folderId = folderOf(storeId, folder);
    const before = find.get(storeId, folderId, uid);
    if (before === undefined) throw new StoreError('not-found', `there is no message ${uid} in ${folder}`);
    const after = JSON.stringify([...new Set(flags)]);
    const modSeq = nextModSeq(storeId, folderId, { messages: 0, unseen: unseen(before) - unseen(after) });
    update.run(after, modSeq, storeId, folderId, uid);
    return modSeq;
  };
}

function expunger(database: Database.Database, folderOf: FindFolder, nextModSeq: NextModSeq): WriteHandlers['expunge'] {
  const remove = database.prepare<[number, number, number], GoneRow>(
    `DELETE FROM message WHERE store_id = ? AND folder_id = ? AND uid = ?
     RETURNING flags, iif(outside_quota, 0, prefix_length + body_length) AS charged, prefix_segment, prefix_offset`,
  );
  const remember = database.prepare<[number, number, number, number, number, number]>(
    `INSERT INTO expunged (store_id, folder_id, uid, mod_seq, prefix_segment, prefix_offset) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const discharge = database.prepare<[number, number]>('UPDATE store SET used_bytes = used_bytes - ? WHERE id = ?');
  return ({ storeId, folder, uids }) => {
    const folderId = folderOf(storeId, folder);
    const gone = [...new Set(uids)].flatMap((uid) => {
      const row = remove.get(storeId, folderId, uid);
      return row === undefined ? [] : [{ uid, ...row }];
    });
    if (gone.length === 0) return 0;
    const unseenGone = gone.reduce((sum, { flags }) => sum + unseen(flags), 0);
    const modSeq = nextModSeq(storeId, folderId, { messages: gone.length, unseen: unseenGone });
    for (const row of gone) {
      remember.run(storeId, folderId, row.uid, modSeq, row.prefix_segment, row.prefix_offset);
    }
    const charged = gone.reduce((sum, row) => sum + row.charged, 0);
    discharge.run(charged, storeId);
    return gone.length;
  };
}

/** 1 for an unseen message (RFC 9051 §2.3.2). */
function unseen(flagsJson: string): 0 | 1 {
  return (JSON.parse(flagsJson) as readonly string[]).includes('\\Seen') ? 0 : 1;
}
