/**
 * The access port: who may do what in which folder. Entries are stored with their folders; access/effective-rights.ts
 * computes the rights. Implemented together with mail-store.ts and the other ports.
 *
 * Deputy grants are part of the directory. The entries that follow from a grant are marked here, keep the earlier rights,
 * and are only changed by `settleGrants`.
 */
import type { AccessEntry, Identifier } from '../access/effective-rights.js';
import type { Rights } from '../access/rights.js';
import type { StoreId } from '../directory/account.js';

/** The store itself: new top-level folders inherit its entries. */
export const WHOLE_STORE = '/';

export interface FolderEntry extends AccessEntry {
  /** Whether it follows from a deputy's grant. */
  readonly granted: boolean;
  /** For a granted entry: the earlier rights; null: there was no entry. */
  readonly previous: Rights | null;
}

export interface FolderAccess {
  /** Or WHOLE_STORE. */
  readonly folder: string;
  readonly entries: readonly FolderEntry[];
}

/** The access that a grant gives to a folder, which is created if it does not exist. */
export interface GrantedAccess {
  readonly folder: string;
  readonly who: Identifier;
  readonly rights: Rights;
}

export interface AccessChange {
  readonly storeId: StoreId;
  /** Or WHOLE_STORE. */
  readonly folder: string;
  readonly who: Identifier;
  /** null: removes the entry. Empty rights are an entry that hides the folder. */
  readonly rights: Rights | null;
  /** Includes all subfolders. */
  readonly recursive: boolean;
}

export type AccessOutcome =
  /** The number of folders changed. */
  | { readonly kind: 'done'; readonly folders: number }
  /** The entry of this folder follows from a grant; no folder was changed. */
  | { readonly kind: 'granted'; readonly folder: string };

export interface AccessStore {
  /** Folders that have entries, the whole store first, then by name. Throws StoreError('not-found'). */
  access(storeId: StoreId): Promise<readonly FolderAccess[]>;
  /**
   * The parent folders of a folder from the outermost, then the folder itself, without the whole store.
   * Throws StoreError('not-found').
   */
  accessDownTo(storeId: StoreId, folder: string): Promise<readonly FolderAccess[]>;
  /** One commit for all folders. Throws StoreError('not-found'). */
  changeAccess(change: AccessChange): Promise<AccessOutcome>;
  /**
   * Replaces the granted entries of a store by these: new ones keep the earlier rights, removed ones restore them. One
   * commit, and idempotent, so that it can be repeated after a crash.
   */
  settleGrants(storeId: StoreId, granted: readonly GrantedAccess[]): Promise<void>;
  /** Stores with entries that follow from a grant. */
  storesWithGrants(): Promise<readonly StoreId[]>;
}
