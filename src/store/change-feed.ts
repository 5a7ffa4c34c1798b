/**
 * The change feed: tells every listener of the process what has changed in the stores, after it is durable and visible,
 * in the order of the commits. It has ids only; a listener reads the rest from the mail store. Nothing is queued: a
 * change is told once, and a listener that is not subscribed at that moment reads `changedSince` and `vanishedSince`.
 */
import type { StoreId } from '../directory/account.js';

/** A change of more messages names none of them: the listener reads what has changed since it last looked. */
export const MAX_UIDS_TOLD = 1_000;

/** Changes of messages in one folder by one call. */
export interface MessagesChanged {
  readonly kind: 'appended' | 'flags' | 'expunged';
  readonly storeId: StoreId;
  readonly folder: string;
  /** The highest mod-sequence of the changes. */
  readonly modSeq: number;
  /** Ascending; null: more than MAX_UIDS_TOLD. */
  readonly uids: readonly number[] | null;
  /** Who made the change, as the caller named itself; null: delivery, or a caller without a name. */
  readonly origin: string | null;
}

/** A folder was created, renamed or deleted. */
export interface FolderChanged {
  readonly kind: 'folder';
  readonly storeId: StoreId;
  /** null: it was created. */
  readonly before: string | null;
  /** null: it was deleted. */
  readonly after: string | null;
}

export interface SubscriptionsChanged {
  readonly kind: 'subscriptions';
  readonly storeId: StoreId;
}

/** Changes may have been missed, as the engine has started again: everything must be read again. */
export interface ChangesMissed {
  readonly kind: 'missed';
}

export type StoreChange = MessagesChanged | FolderChanged | SubscriptionsChanged;
export type ToldChange = StoreChange | ChangesMissed;
/** Must return quickly; what it throws is dropped. */
export type ChangeListener = (change: ToldChange) => void;

export interface ChangeFeed {
  /**
   * @param storeId whose changes are told; null: those of all stores
   * @returns ends the subscription; calling it again has no effect
   */
  subscribe(storeId: StoreId | null, listener: ChangeListener): () => void;
}

/** The feed of an engine in this process, with its sending end. */
export interface LocalChangeFeed extends ChangeFeed {
  /** Tells the changes after the promises that were resolved before have continued. */
  tell(changes: readonly ToldChange[]): void;
}

export function createChangeFeed(): LocalChangeFeed {
  const listeners = new Map<StoreId | null, Set<ChangeListener>>();
  const tellOne = (change: ToldChange): void => {
    const addressed =
      change.kind === 'missed' ? [...listeners.values()] : [listeners.get(change.storeId), listeners.get(null)];
    // A copy: a listener may subscribe or end subscriptions.
    for (const listener of addressed.flatMap((each) => [...(each ?? [])])) {
      try {
        listener(change);
      } catch {
        // One listener must not keep a change from the others.
      }
    }
  };
  return {
    subscribe(storeId, listener) {
      const own: ChangeListener = (change) => listener(change);
      const known = listeners.get(storeId) ?? new Set();
      listeners.set(storeId, known.add(own));
      return () => {
        known.delete(own);
        if (known.size === 0 && listeners.get(storeId) === known) listeners.delete(storeId);
      };
    },
    tell(changes) {
      if (changes.length === 0 || listeners.size === 0) return;
      setImmediate(() => {
        for (const change of changes) tellOne(change);
      });
    },
  };
}
