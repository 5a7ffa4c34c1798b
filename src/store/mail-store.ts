/**
 * The mail-store port: folders, messages, flags, UIDs. What IMAP and `frontdesk message` read and change; delivery
 * writes through delivery-desk.ts. May be remote later.
 *
 * Every list of messages is a page, and no call takes more than MAX_UIDS_PER_CALL messages, so that none holds up the
 * others. What a call has resolved is durable and visible to every later read; change-feed.ts tells it to listeners.
 * A call that throws has changed nothing. Any call throws StoreError: `not-found` for a store, folder or message that
 * does not exist, `not-allowed` beyond a bound, `unavailable` if the engine cannot do it now.
 */
import type { StoreId } from '../directory/account.js';
import type { Instant } from '../mail/instant.js';
import type { MessageBytes } from '../mail/received-message.js';

/** The largest page, and the size of a page without a limit. */
export const MAX_PAGE = 1_000;
/** The most bytes that one read of a range returns. */
export const MAX_RANGE_BYTES = 1024 * 1024;
/** Callers divide a larger set; each part is a change of its own. */
export const MAX_UIDS_PER_CALL = 10_000;
/** Ranges of expunged UIDs that a folder remembers; the oldest are forgotten first. */
export const MAX_REMEMBERED_EXPUNGES = 10_000;
/** Of one store, created by name; delivery creates its own beyond it. */
export const MAX_FOLDERS = 10_000;
export const MAX_SUBSCRIPTIONS = 10_000;

export interface Store {
  readonly id: StoreId;
  /** Lower-case UUID. */
  readonly guid: string;
  readonly createdAt: Instant;
  readonly messageCount: number;
  readonly usedBytes: number;
}

export interface Folder {
  readonly name: string;
  /** RFC 9051 §2.3.1.1 */
  readonly uidValidity: number;
  readonly uidNext: number;
  /** RFC 7162 §3.1.2.1 */
  readonly highestModSeq: number;
  readonly messageCount: number;
  readonly unseenCount: number;
}

export interface StoredMessage {
  readonly uid: number;
  readonly folder: string;
  /** Size of the stored message, including its prefix. */
  readonly sizeBytes: number;
  readonly flags: readonly string[];
  readonly modSeq: number;
  /** RFC 9051 §2.3.3, the internal date. */
  readonly receivedAt: Instant;
  /** RFC 8514: when it came into this folder. */
  readonly savedAt: Instant;
}

/** A folder of a store. */
export interface FolderPlace {
  readonly storeId: StoreId;
  readonly folder: string;
}

export interface AppendedMessage {
  /** Given away with the call. */
  readonly message: MessageBytes;
  readonly flags: readonly string[];
  readonly receivedAt: Instant;
}

/** How the caller names itself in the change feed, such as an IMAP session; absent: it does not. */
export interface ChangeOptions {
  readonly origin?: string;
}

export interface SaveOptions extends ChangeOptions {
  /** Of the store that gets the messages; checked in the commit. 0: no limit. */
  readonly hardLimitBytes: number;
  readonly now: Instant;
}

/** The UIDs that saved messages got, in order; for APPENDUID and COPYUID (RFC 9051 §7.1). */
export interface SavedMessages {
  readonly uidValidity: number;
  readonly uids: readonly number[];
}

export interface CopiedMessages extends SavedMessages {
  /** The UIDs they were copied from, ascending; as many as `uids`. */
  readonly from: readonly number[];
}

export interface FlagChange {
  readonly kind: 'set' | 'add' | 'remove';
  readonly flags: readonly string[];
}

export interface FlagsChange extends FlagChange, ChangeOptions {
  /** RFC 7162 §3.1.3: messages with a higher mod-sequence are not changed. Absent: all are. */
  readonly unchangedSince?: number;
}

export interface ChangedFlags {
  /** All that exist and did not fail, with what they have now; flags that were the same keep their mod-sequence. */
  readonly messages: readonly { readonly uid: number; readonly modSeq: number; readonly flags: readonly string[] }[];
  /** UIDs with a higher mod-sequence than `unchangedSince`, ascending (the MODIFIED response code). */
  readonly failed: readonly number[];
}

/** A place in the order of mod-sequences: behind this message, or behind all with this mod-sequence. */
export interface ModSeqPosition {
  readonly modSeq: number;
  readonly uid?: number;
}

/** From the first to the last, both included. */
export interface UidRange {
  readonly first: number;
  readonly last: number;
}

export interface Vanished {
  /**
   * false: expunges after the given mod-sequence have been forgotten, and the ranges are only the later ones. The caller
   * compares the UIDs it knows with those that exist (RFC 7162 §3.2.5.1).
   */
  readonly isComplete: boolean;
  /** The lowest mod-sequence with a complete answer. */
  readonly horizon: number;
  /** Ascending, at most MAX_REMEMBERED_EXPUNGES. */
  readonly ranges: readonly UidRange[];
}

export interface StoreProblem {
  readonly storeId: StoreId | null;
  /** One line for people. */
  readonly what: string;
}

export interface StoreCheck {
  readonly messages: number;
  readonly problems: readonly StoreProblem[];
  /** Rows restored from the segments; 0 without `rebuild`. */
  readonly rebuilt: number;
}

/** The most stores in a page. */
export const MAX_STORE_PAGE = 1_000;

export interface StorePage {
  /** The last store of the page before; null: from the beginning. */
  readonly after: StoreId | null;
  readonly limit: number;
}

export interface MailStore {
  createStore(now: Instant): Promise<Store>;
  /** A page of the stores, by id. Absent: the first stores. At most `MAX_STORE_PAGE` of them. */
  stores(page?: StorePage): Promise<readonly Store[]>;
  store(id: StoreId): Promise<Store | null>;

  folders(storeId: StoreId): Promise<readonly Folder[]>;
  /**
   * Creates the folder, and the parents that it does not have (RFC 9051 §6.3.4). One that exists is returned, or
   * `exists` is thrown if it must be new.
   */
  createFolder(storeId: StoreId, name: string, options?: { readonly mustBeNew?: boolean }): Promise<Folder>;
  /**
   * Renames the folder with its children, and creates missing parents of the new name; the new folders keep UIDVALIDITY,
   * UIDs and mod-sequences. Inbox stays: its messages are moved to a new folder, its children are not (RFC 9051 §6.3.6).
   * Throws `exists`.
   */
  renameFolder(storeId: StoreId, from: string, to: string): Promise<void>;
  /** Deletes the folder and its messages, not its children (RFC 9051 §6.3.5). `not-allowed`: Inbox. */
  deleteFolder(storeId: StoreId, name: string): Promise<void>;
  /** The subscribed names in order; a folder of a name need not exist (RFC 9051 §6.3.7). */
  subscriptions(storeId: StoreId): Promise<readonly string[]>;
  subscribe(storeId: StoreId, name: string): Promise<void>;
  /** A name that is not subscribed is no error. */
  unsubscribe(storeId: StoreId, name: string): Promise<void>;

  /** Ordered by UID, from `fromUid` (1), at most `limit` and MAX_PAGE. */
  messages(
    storeId: StoreId,
    folder: string,
    range?: { readonly fromUid?: number; readonly limit?: number },
  ): Promise<readonly StoredMessage[]>;
  /**
   * Messages that were saved or changed behind the position, in the order of (mod-sequence, UID), at most `limit` and
   * MAX_PAGE. The next page is behind the last message (RFC 7162 §3.1.4).
   */
  changedSince(
    storeId: StoreId,
    folder: string,
    since: ModSeqPosition,
    limit?: number,
  ): Promise<readonly StoredMessage[]>;
  /** What was expunged after the mod-sequence (RFC 7162 §3.2.5). */
  vanishedSince(storeId: StoreId, folder: string, modSeq: number): Promise<Vanished>;
  /** The whole message: its prefix and the bytes as received. Throws `corrupt`. */
  readMessage(storeId: StoreId, folder: string, uid: number): Promise<Uint8Array>;
  /** The first `maxBytes` of it, for header sections. */
  readMessageHead(storeId: StoreId, folder: string, uid: number, maxBytes: number): Promise<Uint8Array>;
  /** Bytes from the offset on, at most `length` and MAX_RANGE_BYTES; fewer at the end of the message. */
  readRange(storeId: StoreId, folder: string, uid: number, offset: number, length: number): Promise<Uint8Array>;

  /**
   * Adds the messages to a folder that exists, all or none, at most MAX_UIDS_PER_CALL (RFC 9051 §6.3.12). Throws
   * `over-quota`.
   */
  append(to: FolderPlace, messages: readonly AppendedMessage[], options: SaveOptions): Promise<SavedMessages>;
  /**
   * Copies the messages with flags and internal date, all or none; UIDs that do not exist are skipped (RFC 9051 §6.4.7).
   * The bytes are not written again. Throws `over-quota`.
   */
  copy(from: FolderPlace, uids: readonly number[], to: FolderPlace, options: SaveOptions): Promise<CopiedMessages>;
  /**
   * As `copy`, and removes them from the first folder in the same commit (RFC 9051 §6.4.8). Within a store it needs no
   * space.
   */
  move(from: FolderPlace, uids: readonly number[], to: FolderPlace, options: SaveOptions): Promise<CopiedMessages>;
  /** Changes the flags of all messages in one commit; UIDs that do not exist are skipped (RFC 9051 §6.4.6). */
  changeFlags(storeId: StoreId, folder: string, uids: readonly number[], change: FlagsChange): Promise<ChangedFlags>;
  /** Removes messages permanently; UIDs that do not exist are skipped. Resolves to the number of removed messages. */
  expunge(storeId: StoreId, folder: string, uids: readonly number[], options?: ChangeOptions): Promise<number>;

  /** Verifies the index, and every row against the bytes it points at; `rebuild` restores lost rows from the segments. */
  check(options: { readonly rebuild: boolean }): Promise<StoreCheck>;
}
