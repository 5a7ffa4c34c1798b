/**
 * The writes of the mail-store port, as calls of the writer thread.
 */
import type { MailStore } from '../mail-store.js';
import { StoreError } from '../store-error.js';
import type { BodySource } from './stage-record.js';
import { sourceOf, transferOf } from './deliver-plans.js';
import type { WriterClient } from './writer-client.js';

export type MailStoreWrites = Pick<
  MailStore,
  | 'createStore'
  | 'createFolder'
  | 'renameFolder'
  | 'deleteFolder'
  | 'subscribe'
  | 'unsubscribe'
  | 'append'
  | 'copy'
  | 'move'
  | 'changeFlags'
  | 'expunge'
>;

export function mailStoreWrites(writer: WriterClient): MailStoreWrites {
  return {
    createStore: (now) => writer.call('createStore', { now }),
    createFolder: (storeId, name, { mustBeNew = false } = {}) =>
      writer.call('createFolder', { storeId, name, mustBeNew }),
    async renameFolder(storeId, from, to) {
      await writer.call('renameFolder', { storeId, from, to });
    },
    async deleteFolder(storeId, folder) {
      await writer.call('deleteFolder', { storeId, folder });
    },
    async subscribe(storeId, name) {
      await writer.call('subscribe', { storeId, name, isSubscribed: true });
    },
    async unsubscribe(storeId, name) {
      await writer.call('subscribe', { storeId, name, isSubscribed: false });
    },
    append: prepareAppend(writer),
    copy: (from, uids, to, options) => writer.call('copy', { ...options, from, uids, to, isMove: false }),
    move: (from, uids, to, options) => writer.call('copy', { ...options, from, uids, to, isMove: true }),
    changeFlags: (storeId, folder, uids, { origin, ...change }) =>
      writer.call('changeFlags', { storeId, folder, uids, change, ...(origin === undefined ? {} : { origin }) }),
    expunge: (storeId, folder, uids, options) => writer.call('expunge', { ...options, storeId, folder, uids }),
  };
}

/** The bytes of each message are transferred once. */
function prepareAppend(writer: WriterClient): MailStore['append'] {
  return async (to, messages, options) => {
    const sources = [...new Set(messages.map(({ message }) => message))];
    const bodies = sources.map((message): BodySource => {
      const source = sourceOf(message);
      if (source.kind === 'stored') throw new StoreError('unavailable', 'an appended message must bring its bytes');
      return source;
    });
    const appended = messages.map(({ message, ...rest }) => ({ ...rest, body: sources.indexOf(message) }));
    return await writer.call('append', { ...options, to, bodies, messages: appended }, bodies.flatMap(transferOf));
  };
}
