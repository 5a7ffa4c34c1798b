/**
 * The access port: who may do what in which folder. Kept with the folders it is about; access/effective-rights.ts says
 * what entries come to. Beside mail-store.ts and desk.ts, and implemented with them.
 *
 * A deputy's grant is the directory's word; the entries that follow from it are marked here, remember what stood there
 * before, and are changed by `settleGrants` alone.
 */
import type { AccessEntry, Identifier } from '../access/effective-rights.js';
import type { Rights } from '../access/rights.js';
import type { StoreId } from '../directory/account.js';

/** The store itself: its entries are what a new folder at the top starts with. */
export const WHOLE_STORE = '/';

export interface FolderEntry extends AccessEntry {
  /** It follows from a deputy's grant. */
  readonly granted: boolean;
  /** Of a granted entry: what stood there before; null: nothing did. */
  readonly previous: Rights | null;
}

export interface FolderAccess {
  /** Or WHOLE_STORE. */
  readonly folder: string;
  readonly entries: readonly FolderEntry[];
}

/** What a grant makes of a folder, which is made if it is not there. */
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
  /** null: the entry goes. Empty rights are an entry, which hides the folder. */
  readonly rights: Rights | null;
  /** In every folder below it too. */
  readonly recursive: boolean;
}

export type AccessOutcome =
  /** How many folders have changed. */
  | { readonly kind: 'done'; readonly folders: number }
  /** The entry of this folder follows from a grant; nothing was changed anywhere. */
  | { readonly kind: 'granted'; readonly folder: string };

export interface AccessStore {
  /** Folders that have entries, the whole store first, then by name. Throws not-found for a store that is not there. */
  access(storeId: StoreId): Promise<readonly FolderAccess[]>;
  /**
   * The folders above a folder from the outermost, then the folder itself; the whole store is none of them.
   * Throws StoreError('not-found').
   */
  accessDownTo(storeId: StoreId, folder: string): Promise<readonly FolderAccess[]>;
  /** One commit for all folders. Throws StoreError('not-found'). */
  changeAccess(change: AccessChange): Promise<AccessOutcome>;
  /**
   * Makes the granted entries of a store just these: new ones keep what stood there, those that went give it back. In
   * one commit, and again without effect: whoever was stopped before it begins anew.
   */
  settleGrants(storeId: StoreId, granted: readonly GrantedAccess[]): Promise<void>;
  /** Stores with entries that follow from a grant. */
  storesWithGrants(): Promise<readonly StoreId[]>;
}
