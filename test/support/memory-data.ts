/** What the memory store keeps of one store. */
import type { BusyInterval, CalendarEntry, Tombstone } from '../../src/booking/calendar-entry.js';
import type { DecisionRecord } from '../../src/booking/decision-record.js';
import type { StoreId } from '../../src/directory/account.js';
import type { Instant } from '../../src/mail/instant.js';
import type { QuotaTold } from '../../src/quota/quota-told.js';
import type { LeftMessage } from '../../src/store/calendars.js';

export interface MemoryMessage {
  readonly uid: number;
  readonly bytes: Uint8Array;
  readonly charged: number;
  readonly receivedAt: Instant;
  readonly savedAt: Instant;
  flags: readonly string[];
  modSeq: number;
}

export interface MemoryFolder {
  name: string;
  readonly uidValidity: number;
  uidNext: number;
  highestModSeq: number;
  messages: Map<number, MemoryMessage>;
  /** Nothing is forgotten: the process of a test is short. */
  readonly vanished: { readonly uid: number; readonly modSeq: number }[];
}

export interface MemoryStoreData {
  readonly id: StoreId;
  readonly guid: string;
  readonly createdAt: Instant;
  readonly folders: Map<string, MemoryFolder>;
  foldersMade: number;
  readonly subscriptions: Set<string>;
  usedBytes: number;
  quotaTold: QuotaTold;
  readonly made: Map<string, Instant>;
  calendarVersion: number;
  readonly entries: Map<string, { readonly entry: CalendarEntry; readonly busy: readonly BusyInterval[] }>;
  tombstones: Tombstone[];
  readonly decisions: DecisionRecord[];
  left: readonly LeftMessage[];
}
