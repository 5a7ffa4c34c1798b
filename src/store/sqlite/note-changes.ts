/**
 * Collects what the calls of a group change, for the change feed. The writer passes it on with the answers after the
 * commit, and drops it if the group is rolled back.
 */
import type { StoreId } from '../../directory/account.js';
import { MAX_UIDS_TOLD, type MessagesChanged, type StoreChange } from '../change-feed.js';

export interface ChangeNotes {
  /** A call begins; its changes of one kind and folder are one change. */
  begin(origin: string | null): void;
  messages(kind: MessagesChanged['kind'], place: ChangedPlace, modSeq: number, uids: readonly number[]): void;
  folder(storeId: StoreId, before: string | null, after: string | null): void;
  subscriptions(storeId: StoreId): void;
  /** Returns what was collected, and begins again. */
  take(): readonly StoreChange[];
}

export interface ChangedPlace {
  readonly storeId: StoreId;
  readonly folder: string;
}

/** For replays, which nobody listens to. */
export const noNotes: ChangeNotes = {
  begin: () => undefined,
  messages: () => undefined,
  folder: () => undefined,
  subscriptions: () => undefined,
  take: () => [],
};

type Gathering = Omit<MessagesChanged, 'modSeq' | 'uids'> & { modSeq: number; uids: number[] | null };

export function createChangeNotes(): ChangeNotes {
  let noted: (StoreChange | Gathering)[] = [];
  let origin: string | null = null;
  let last: Gathering | null = null;
  return {
    begin(by) {
      origin = by;
      last = null;
    },
    messages(kind, { storeId, folder }, modSeq, uids) {
      if (last?.kind !== kind || last.storeId !== storeId || last.folder !== folder) {
        last = { kind, storeId, folder, modSeq, uids: [], origin };
        noted.push(last);
      }
      last.modSeq = Math.max(last.modSeq, modSeq);
      if (last.uids === null || last.uids.length + uids.length > MAX_UIDS_TOLD) last.uids = null;
      else last.uids.push(...uids);
    },
    folder(storeId, before, after) {
      noted.push({ kind: 'folder', storeId, before, after });
      last = null;
    },
    subscriptions(storeId) {
      noted.push({ kind: 'subscriptions', storeId });
    },
    take() {
      const taken = noted;
      noted = [];
      last = null;
      return taken;
    },
  };
}
