/** Folders and messages of the memory store. */
import type { DecisionRecord } from '../../src/booking/decision-record.js';
import type { CalendarEntry, BusyInterval, Tombstone } from '../../src/booking/calendar-entry.js';
import type { StoreId } from '../../src/directory/account.js';
import type { QuotaTold } from '../../src/quota/quota-told.js';
import type { Instant } from '../../src/mail/instant.js';
import type { LeftMessage } from '../../src/store/calendars.js';
import type { DeliveryOutcome, DeliveryPlan } from '../../src/store/delivery-desk.js';
import type { Folder, MailStore, Store, StoredMessage } from '../../src/store/mail-store.js';
import { StoreError } from '../../src/store/store-error.js';
import { settle } from './settle.js';

interface MemoryMessage {
  readonly uid: number;
  readonly bytes: Uint8Array;
  readonly charged: number;
  readonly receivedAt: StoredMessage['receivedAt'];
  flags: readonly string[];
  modSeq: number;
}

export interface MemoryFolder {
  readonly name: string;
  readonly uidValidity: number;
  uidNext: number;
  highestModSeq: number;
  readonly messages: Map<number, MemoryMessage>;
}

export interface MemoryFolders {
  readonly mailStore: Omit<MailStore, 'createStore'>;
  file(store: MemoryStoreData, plan: DeliveryPlan, body: Uint8Array): DeliveryOutcome;
}

export function memoryFolders(
  stores: ReadonlyMap<StoreId, MemoryStoreData>,
  storeOf: (id: StoreId) => MemoryStoreData,
): MemoryFolders {
  const folderOf = (storeId: StoreId, name: string): MemoryFolder => {
    const folder = storeOf(storeId).folders.get(canonical(name));
    if (folder === undefined) throw new StoreError('not-found', `there is no folder ${name} in store ${storeId}`);
    return folder;
  };
  const messageOf = (storeId: StoreId, folder: string, uid: number): MemoryMessage => {
    const message = folderOf(storeId, folder).messages.get(uid);
    if (message === undefined) throw new StoreError('not-found', `there is no message ${uid} in ${folder}`);
    return message;
  };
  return {
    file(store, plan, body) {
      const { preferred = null } = plan.filing;
      const like = preferred === null ? undefined : folderLike(store, preferred);
      const folder = like ?? ensureFolder(store, plan.filing.folder);
      const bytes = Buffer.concat([plan.filing.prefix, body]);
      const charged = plan.filing.outsideQuota ? 0 : bytes.length;
      const uid = folder.uidNext++;
      const modSeq = ++folder.highestModSeq;
      folder.messages.set(uid, { uid, bytes, charged, receivedAt: plan.receivedAt, flags: plan.filing.flags, modSeq });
      return { kind: 'delivered', uid, folder: folder.name };
    },
    mailStore: {
      stores: () => settle(() => [...stores.values()].map(describeStore)),
      store: (id) =>
        settle(() => {
          const store = stores.get(id);
          return store === undefined ? null : describeStore(store);
        }),
      folders: (storeId) => settle(() => [...storeOf(storeId).folders.values()].map(describeFolder)),
      createFolder: (storeId, name) => settle(() => describeFolder(ensureFolder(storeOf(storeId), name))),
      messages: (storeId, name, { fromUid = 1, limit = Infinity } = {}) =>
        settle(() => {
          const folder = folderOf(storeId, name);
          return [...folder.messages.values()]
            .filter(({ uid }) => uid >= fromUid)
            .slice(0, limit)
            .map(({ uid, bytes, flags, modSeq, receivedAt }) => {
              return { uid, folder: folder.name, sizeBytes: bytes.length, flags, modSeq, receivedAt };
            });
        }),
      readMessage: (storeId, folder, uid) => settle(() => messageOf(storeId, folder, uid).bytes),
      readMessageHead: (storeId, folder, uid, maxBytes) =>
        settle(() => messageOf(storeId, folder, uid).bytes.subarray(0, maxBytes)),
      setFlags: (storeId, folder, uid, flags) =>
        settle(() => {
          const message = messageOf(storeId, folder, uid);
          message.flags = [...new Set(flags)];
          message.modSeq = ++folderOf(storeId, folder).highestModSeq;
          return message.modSeq;
        }),
      expunge: (storeId, name, uids) =>
        settle(() => {
          const folder = folderOf(storeId, name);
          const gone = [...new Set(uids)].flatMap((uid) => folder.messages.get(uid) ?? []);
          for (const { uid, charged } of gone) {
            folder.messages.delete(uid);
            storeOf(storeId).usedBytes -= charged;
          }
          if (gone.length > 0) folder.highestModSeq++;
          return gone.length;
        }),
      check: () =>
        settle(() => ({
          messages: [...stores.values()].reduce((sum, store) => sum + describeStore(store).messageCount, 0),
          problems: [],
          rebuilt: 0,
        })),
    },
  };
}

function canonical(name: string): string {
  return name.toLowerCase() === 'inbox' ? 'Inbox' : name;
}

function ensureFolder(store: MemoryStoreData, name: string): MemoryFolder {
  const key = canonical(name);
  const known = store.folders.get(key);
  if (known !== undefined) return known;
  const folder = { name: key, uidValidity: store.folders.size + 1, uidNext: 1, highestModSeq: 1, messages: new Map() };
  store.folders.set(key, folder);
  return folder;
}

function describeFolder({ name, uidValidity, uidNext, highestModSeq, messages }: MemoryFolder): Folder {
  const unseenCount = [...messages.values()].filter(({ flags }) => !flags.includes('\\Seen')).length;
  return { name, uidValidity, uidNext, highestModSeq, messageCount: messages.size, unseenCount };
}

function describeStore({ id, guid, createdAt, usedBytes, folders }: MemoryStoreData): Store {
  const messageCount = [...folders.values()].reduce((sum, { messages }) => sum + messages.size, 0);
  return { id, guid, createdAt, usedBytes, messageCount };
}

function folderLike({ folders }: MemoryStoreData, name: string): MemoryFolder | undefined {
  const folded = (each: string): string => each.normalize('NFC').toLowerCase();
  const names = [...folders.keys()].sort();
  const like = names.find((each) => each === name) ?? names.find((each) => folded(each) === folded(name));
  return like === undefined ? undefined : folders.get(like);
}
export interface MemoryStoreData {
  readonly id: StoreId;
  readonly guid: string;
  readonly createdAt: Instant;
  readonly folders: Map<string, MemoryFolder>;
  usedBytes: number;
  quotaTold: QuotaTold;
  readonly made: Map<string, Instant>;
  calendarVersion: number;
  readonly entries: Map<string, { readonly entry: CalendarEntry; readonly busy: readonly BusyInterval[] }>;
  tombstones: Tombstone[];
  readonly decisions: DecisionRecord[];
  left: readonly LeftMessage[];
}
