/**
 * The mail-store port: folders, messages, flags, UIDs. What IMAP and `frontdesk message` read and change; delivery
 * writes through delivery-desk.ts. May be remote later.
 */
import type { StoreId } from '../directory/account.js';
import type { Instant } from '../mail/instant.js';

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
  readonly receivedAt: Instant;
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

export interface MailStore {
  createStore(now: Instant): Promise<Store>;
  stores(): Promise<readonly Store[]>;
  store(id: StoreId): Promise<Store | null>;

  folders(storeId: StoreId): Promise<readonly Folder[]>;
  createFolder(storeId: StoreId, name: string): Promise<Folder>;
  /** Ordered by UID, from `fromUid` (1), at most `limit`. A folder that does not exist throws StoreError('not-found'). */
  messages(
    storeId: StoreId,
    folder: string,
    range?: { fromUid?: number; limit?: number },
  ): Promise<readonly StoredMessage[]>;
  /** The whole message: its prefix and the bytes as received. Throws StoreError `not-found` or `corrupt`. */
  readMessage(storeId: StoreId, folder: string, uid: number): Promise<Uint8Array>;
  /** The first `maxBytes` of it, for header sections. */
  readMessageHead(storeId: StoreId, folder: string, uid: number, maxBytes: number): Promise<Uint8Array>;
  /** Sets the flags to exactly these; resolves to the message's new mod-sequence. */
  setFlags(storeId: StoreId, folder: string, uid: number, flags: readonly string[]): Promise<number>;
  /** Removes messages permanently; UIDs that do not exist are skipped. Resolves to the number of removed messages. */
  expunge(storeId: StoreId, folder: string, uids: readonly number[]): Promise<number>;

  /** Verifies the index, and every row against the bytes it points at; `rebuild` restores lost rows from the segments. */
  check(options: { readonly rebuild: boolean }): Promise<StoreCheck>;
}
