/** Messages of the memory store: what mail clients change, with a bounded memory of expunges. */
import { readFileSync } from 'node:fs';
import type { StoreId } from '../../src/directory/account.js';
import type { MessageBytes } from '../../src/mail/received-message.js';
import type { LocalChangeFeed } from '../../src/store/change-feed.js';
import {
  type MailStore,
  MAX_PAGE,
  MAX_RANGE_BYTES,
  MAX_UIDS_PER_CALL,
  type SaveOptions,
  type StoredMessage,
} from '../../src/store/mail-store.js';
import { changeFlags, storedFlags } from '../../src/store/message-flags.js';
import { StoreError } from '../../src/store/store-error.js';
import type { MemoryFolder, MemoryMessage, MemoryStoreData } from './memory-data.js';
import { settle } from './settle.js';

export interface MemoryMessages {
  readonly mailStore: Pick<
    MailStore,
    | 'messages'
    | 'changedSince'
    | 'vanishedSince'
    | 'readMessage'
    | 'readMessageHead'
    | 'readRange'
    | 'append'
    | 'copy'
    | 'move'
    | 'changeFlags'
    | 'expunge'
  >;
}

interface Found {
  readonly store: MemoryStoreData;
  readonly folder: MemoryFolder;
}

type Find = (storeId: StoreId, name: string) => Found;

export function memoryMessages(find: Find, changes: LocalChangeFeed): MemoryMessages {
  const messageOf = (storeId: StoreId, name: string, uid: number): MemoryMessage => {
    const message = find(storeId, name).folder.messages.get(uid);
    if (message === undefined) throw new StoreError('not-found', `there is no message ${uid} in ${name}`);
    return message;
  };
  const expunge = ({ store, folder }: Found, uids: readonly number[], origin: string | null): number => {
    const gone = uidsOf(uids).flatMap((uid) => folder.messages.get(uid) ?? []);
    if (gone.length === 0) return 0;
    const modSeq = ++folder.highestModSeq;
    for (const { uid, charged } of gone) {
      folder.messages.delete(uid);
      folder.vanished.push({ uid, modSeq });
      store.usedBytes -= charged;
    }
    const told = gone.map(({ uid }) => uid);
    changes.tell([{ kind: 'expunged', storeId: store.id, folder: folder.name, modSeq, uids: told, origin }]);
    return gone.length;
  };
  return {
    mailStore: {
      messages: (storeId, name, { fromUid = 1, limit = MAX_PAGE } = {}) =>
        settle(() => page(find(storeId, name).folder, limit, ({ uid }) => uid >= fromUid)),
      changedSince: (storeId, name, since, limit = MAX_PAGE) =>
        settle(() => {
          const { folder } = find(storeId, name);
          const { modSeq: from, uid: after = Infinity } = since;
          const changed = { ...folder, messages: new Map(inModSeqOrder(folder).map((each) => [each.uid, each])) };
          return page(changed, limit, ({ modSeq, uid }) => modSeq > from || (modSeq === from && uid > after));
        }),
      vanishedSince: (storeId, name, since) =>
        settle(() => {
          const gone = find(storeId, name).folder.vanished.filter(({ modSeq }) => modSeq > since);
          const ranges = uidsOf(gone.map(({ uid }) => uid)).map((uid) => ({ first: uid, last: uid }));
          return { isComplete: true, horizon: 0, ranges };
        }),
      readMessage: (storeId, folder, uid) => settle(() => messageOf(storeId, folder, uid).bytes),
      readMessageHead: (storeId, folder, uid, maxBytes) =>
        settle(() => messageOf(storeId, folder, uid).bytes.subarray(0, maxBytes)),
      readRange: (storeId, folder, uid, offset, length) =>
        settle(() =>
          messageOf(storeId, folder, uid).bytes.subarray(offset, offset + Math.min(length, MAX_RANGE_BYTES)),
        ),
      append: (to, messages, options) =>
        settle(() => {
          const target = find(to.storeId, to.folder);
          const saved = messages.map(({ message, flags, receivedAt }) => {
            return { bytes: bytesOf(message), flags: storedFlags(flags), receivedAt };
          });
          return save(target, saved, options, changes);
        }),
      copy: (from, uids, to, options) =>
        settle(() => {
          const copied = messagesOf(find(from.storeId, from.folder), uids);
          const saved = save(find(to.storeId, to.folder), copied, options, changes);
          return { ...saved, from: copied.map(({ uid }) => uid) };
        }),
      move: (from, uids, to, options) =>
        settle(() => {
          const source = find(from.storeId, from.folder);
          const target = find(to.storeId, to.folder);
          const moved = messagesOf(source, uids);
          const needed = moved.reduce((sum, { bytes, charged }) => sum + bytes.length - charged, 0);
          const { hardLimitBytes } = options;
          const isWithin = source.store === target.store;
          const freed = isWithin ? moved.reduce((sum, { charged }) => sum + charged, 0) : 0;
          const limit = hardLimitBytes === 0 || (isWithin && needed <= 0) ? 0 : hardLimitBytes + freed;
          const saved = save(target, moved, { ...options, hardLimitBytes: limit }, changes);
          const gone = moved.map(({ uid }) => uid);
          expunge(source, gone, options.origin ?? null);
          return { ...saved, from: gone };
        }),
      changeFlags: (storeId, name, uids, { unchangedSince = Infinity, origin, ...change }) =>
        settle(() => {
          storedFlags(change.flags);
          const { folder } = find(storeId, name);
          const found = uidsOf(uids).flatMap((uid) => folder.messages.get(uid) ?? []);
          const failed = found.filter(({ modSeq }) => modSeq > unchangedSince);
          const tried = found.filter((each) => !failed.includes(each));
          const after = tried.map((message) => ({ message, flags: changeFlags(message.flags, change) }));
          const changed = after.filter(({ flags }) => flags !== null);
          if (changed.length > 0) {
            const modSeq = ++folder.highestModSeq;
            for (const { message, flags } of changed) Object.assign(message, { modSeq, flags });
            const told = changed.map(({ message }) => message.uid);
            const by = origin ?? null;
            changes.tell([{ kind: 'flags', storeId, folder: folder.name, modSeq, uids: told, origin: by }]);
          }
          return {
            messages: tried.map(({ uid, modSeq, flags }) => ({ uid, modSeq, flags })),
            failed: failed.map(({ uid }) => uid),
          };
        }),
      expunge: (storeId, name, uids, { origin } = {}) =>
        settle(() => expunge(find(storeId, name), uids, origin ?? null)),
    },
  };
}

export type SavedMessage = Pick<MemoryMessage, 'bytes' | 'flags' | 'receivedAt'>;

function save(
  { store, folder }: Found,
  messages: readonly SavedMessage[],
  { hardLimitBytes, now, origin }: SaveOptions,
  changes: LocalChangeFeed,
): { readonly uidValidity: number; readonly uids: readonly number[] } {
  if (messages.length > MAX_UIDS_PER_CALL) throw new StoreError('not-allowed', 'too many messages');
  const size = messages.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (hardLimitBytes > 0 && size > 0 && store.usedBytes + size > hardLimitBytes)
    throw new StoreError('over-quota', `store ${store.id} would exceed its hard limit`);
  const uids = messages.map(({ bytes, flags, receivedAt }) => {
    store.usedBytes += bytes.length;
    return addMessage(folder, { bytes, flags, receivedAt, savedAt: now, charged: bytes.length }).uid;
  });
  const { uidValidity, name, highestModSeq: modSeq } = folder;
  const told = { storeId: store.id, folder: name, modSeq, uids, origin: origin ?? null };
  if (uids.length > 0) changes.tell([{ kind: 'appended', ...told }]);
  return { uidValidity, uids };
}

/** Gives it the next UID and mod-sequence. */
export function addMessage(folder: MemoryFolder, message: Omit<MemoryMessage, 'uid' | 'modSeq'>): MemoryMessage {
  const added = { ...message, uid: folder.uidNext++, modSeq: ++folder.highestModSeq };
  folder.messages.set(added.uid, added);
  return added;
}

function messagesOf({ folder }: Found, uids: readonly number[]): readonly MemoryMessage[] {
  return uidsOf(uids).flatMap((uid) => folder.messages.get(uid) ?? []);
}

function uidsOf(uids: readonly number[]): readonly number[] {
  if (uids.length > MAX_UIDS_PER_CALL) throw new StoreError('not-allowed', 'too many messages');
  return [...new Set(uids)].sort((one, other) => one - other);
}

function inModSeqOrder({ messages }: MemoryFolder): readonly MemoryMessage[] {
  return [...messages.values()].sort((one, other) => one.modSeq - other.modSeq || one.uid - other.uid);
}

function page(
  folder: MemoryFolder,
  limit: number,
  isWanted: (message: MemoryMessage) => boolean,
): readonly StoredMessage[] {
  return [...folder.messages.values()]
    .filter(isWanted)
    .slice(0, Math.min(limit, MAX_PAGE))
    .map(({ bytes, charged: _, ...message }) => ({ ...message, folder: folder.name, sizeBytes: bytes.length }));
}

function bytesOf(message: MessageBytes): Uint8Array {
  return message.kind === 'memory' ? new Uint8Array(message.bytes) : readFileSync(message.path);
}
