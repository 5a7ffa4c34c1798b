/** Folders and messages of the memory store. */
import type { StoreId } from '../../src/directory/account.js';
import type { DeliveryOutcome, DeliveryPlan } from '../../src/store/delivery-desk.js';
import type { LocalChangeFeed } from '../../src/store/change-feed.js';
import {
  folderName,
  foldersAbove,
  INBOX,
  newFolderName,
  type RenamedFolder,
  renamedFolders,
} from '../../src/store/folder-name.js';
import { MAX_STORE_PAGE, type Folder, type MailStore, type Store } from '../../src/store/mail-store.js';
import { StoreError } from '../../src/store/store-error.js';
import type { MemoryFolder, MemoryStoreData } from './memory-data.js';
import { addMessage, memoryMessages } from './memory-messages.js';
import { settle } from './settle.js';

export interface MemoryFolders {
  readonly mailStore: Omit<MailStore, 'createStore'>;
  file(store: MemoryStoreData, plan: DeliveryPlan, body: Uint8Array): DeliveryOutcome;
}

export function memoryFolders(
  stores: ReadonlyMap<StoreId, MemoryStoreData>,
  storeOf: (id: StoreId) => MemoryStoreData,
  changes: LocalChangeFeed,
): MemoryFolders {
  const find = (storeId: StoreId, name: string): { store: MemoryStoreData; folder: MemoryFolder } => {
    const store = storeOf(storeId);
    const folder = store.folders.get(folderName(name));
    if (folder === undefined) throw new StoreError('not-found', `there is no folder ${name} in store ${storeId}`);
    return { store, folder };
  };
  return {
    file(store, plan, body) {
      const { preferred = null, flags, prefix, outsideQuota } = plan.filing;
      const like = preferred === null ? undefined : folderLike(store, preferred);
      const folder = like ?? ensureFolder(store, folderName(plan.filing.folder), changes);
      const bytes = Buffer.concat([prefix, body]);
      const { receivedAt } = plan;
      const charged = outsideQuota ? 0 : bytes.length;
      const { uid, modSeq } = addMessage(folder, { bytes, charged, receivedAt, savedAt: receivedAt, flags });
      const told = { storeId: store.id, folder: folder.name, modSeq, uids: [uid], origin: null };
      changes.tell([{ kind: 'appended', ...told }]);
      return { kind: 'delivered', uid, folder: folder.name };
    },
    mailStore: {
      ...memoryMessages(find, changes).mailStore,
      ...folderCalls(storeOf, find, changes),
      stores: ({ after, limit } = { after: null, limit: MAX_STORE_PAGE }) =>
        settle(() =>
          [...stores.values()]
            .filter(({ id }) => id > (after ?? 0))
            .slice(0, Math.min(limit, MAX_STORE_PAGE))
            .map(describeStore),
        ),
      store: (id) =>
        settle(() => {
          const store = stores.get(id);
          return store === undefined ? null : describeStore(store);
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

type FolderCalls = Pick<
  MailStore,
  'folders' | 'createFolder' | 'renameFolder' | 'deleteFolder' | 'subscriptions' | 'subscribe' | 'unsubscribe'
>;

function folderCalls(
  storeOf: (id: StoreId) => MemoryStoreData,
  find: (storeId: StoreId, name: string) => { store: MemoryStoreData; folder: MemoryFolder },
  changes: LocalChangeFeed,
): FolderCalls {
  return {
    folders: (storeId) => settle(() => [...storeOf(storeId).folders.values()].map(describeFolder)),
    createFolder: (storeId, given, { mustBeNew = false } = {}) =>
      settle(() => {
        const store = storeOf(storeId);
        const name = newFolderName(given);
        if (mustBeNew && store.folders.has(name)) throw new StoreError('exists', `there is already a folder ${name}`);
        return describeFolder(ensureWithParents(store, name, changes));
      }),
    renameFolder: (storeId, given, target) =>
      settle(() => {
        const store = storeOf(storeId);
        const from = folderName(given);
        const to = newFolderName(target);
        if (from === INBOX) {
          emptyInbox(store, to, changes);
          return;
        }
        for (const each of renamedFolders([...store.folders.keys()], from, to)) renameOne(store, each, changes);
        const parent = foldersAbove(to).at(-1);
        if (parent !== undefined) ensureWithParents(store, parent, changes);
      }),
    deleteFolder: (storeId, name) =>
      settle(() => {
        const { store, folder } = find(storeId, name);
        if (folder.name === INBOX) throw new StoreError('not-allowed', 'Inbox cannot be deleted');
        store.usedBytes -= [...folder.messages.values()].reduce((sum, { charged }) => sum + charged, 0);
        store.folders.delete(folder.name);
        store.left = store.left.filter((each) => each.folder !== folder.name);
        changes.tell([{ kind: 'folder', storeId, before: folder.name, after: null }]);
      }),
    subscriptions: (storeId) => settle(() => [...storeOf(storeId).subscriptions].sort()),
    subscribe: (storeId, given) =>
      settle(() => {
        const { subscriptions } = storeOf(storeId);
        const name = newFolderName(given);
        if (!subscriptions.has(name)) changes.tell([{ kind: 'subscriptions', storeId }]);
        subscriptions.add(name);
      }),
    unsubscribe: (storeId, name) =>
      settle(() => {
        if (storeOf(storeId).subscriptions.delete(folderName(name))) changes.tell([{ kind: 'subscriptions', storeId }]);
      }),
  };
}

function ensureFolder(store: MemoryStoreData, name: string, changes: LocalChangeFeed): MemoryFolder {
  const known = store.folders.get(name);
  if (known !== undefined) return known;
  const uidValidity = ++store.foldersMade;
  const folder = { name, uidValidity, uidNext: 1, highestModSeq: 1, messages: new Map(), vanished: [] };
  store.folders.set(name, folder);
  changes.tell([{ kind: 'folder', storeId: store.id, before: null, after: name }]);
  return folder;
}

function ensureWithParents(store: MemoryStoreData, name: string, changes: LocalChangeFeed): MemoryFolder {
  for (const parent of foldersAbove(name)) ensureFolder(store, parent, changes);
  return ensureFolder(store, name, changes);
}

function renameOne(store: MemoryStoreData, { from, to }: RenamedFolder, changes: LocalChangeFeed): void {
  const folder = store.folders.get(from);
  if (folder === undefined) return;
  folder.name = to;
  store.left = store.left.map((each) => (each.folder === from ? { ...each, folder: to } : each));
  // In their order of creation, as before.
  const folders = [...store.folders.values()];
  store.folders.clear();
  for (const each of folders) store.folders.set(each.name, each);
  changes.tell([{ kind: 'folder', storeId: store.id, before: from, after: to }]);
}

function emptyInbox(store: MemoryStoreData, to: string, changes: LocalChangeFeed): void {
  if (to === INBOX || store.folders.has(to)) throw new StoreError('exists', `there is already a folder ${to}`);
  const inbox = store.folders.get(INBOX);
  if (inbox === undefined) throw new StoreError('not-found', 'there is no folder Inbox');
  const target = ensureWithParents(store, to, changes);
  const { uidNext, highestModSeq, messages } = inbox;
  Object.assign(target, { uidNext, highestModSeq, messages });
  inbox.messages = new Map();
  store.left = store.left.map((each) => (each.folder === INBOX ? { ...each, folder: to } : each));
  if (messages.size === 0) return;
  const modSeq = ++inbox.highestModSeq;
  const uids = [...messages.keys()];
  inbox.vanished.push(...uids.map((uid) => ({ uid, modSeq })));
  changes.tell([{ kind: 'expunged', storeId: store.id, folder: INBOX, modSeq, uids, origin: null }]);
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
