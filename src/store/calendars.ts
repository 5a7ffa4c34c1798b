/**
 * The calendars of the stores, a store port: reads beside a delivery, for schedules and administrators. Calendars change
 * only through the delivery desk, in the commit of the decision that changes them.
 *
 * Path: resources/ and housekeeping/ look for entries with work to do; admin/actions lists agendas and decisions.
 */
import type { BusyInterval, CalendarEntry } from '../booking/calendar-entry.js';
import type { DecisionRecord } from '../booking/decision-record.js';
import type { StoreId } from '../directory/account.js';
import type { Instant, Interval } from '../mail/instant.js';

export interface LeftQuestion {
  readonly now: Instant;
  /** Only messages with a higher number; 0: all. */
  readonly after: number;
  readonly limit: number;
}

/** A message that waits for a person. */
export interface LeftMessage {
  /** Of the decision that left it: unique in its store, never used again. */
  readonly number: number;
  readonly folder: string;
  readonly uid: number;
  readonly record: DecisionRecord;
}

export interface LeftCount {
  readonly storeId: StoreId;
  readonly messages: number;
  /** When the oldest of them was decided. */
  readonly oldestAt: Instant;
}

/**
 * Contract of every method: it sees every commit that has resolved, in this process and in others; what it returns is
 * the caller's own. Throws StoreError: `unavailable` if the engine cannot answer.
 */
export interface Calendars {
  /** The store's occurrences overlapping the interval, ordered by start. */
  agenda(storeId: StoreId, interval: Interval): Promise<readonly BusyInterval[]>;
  /** Entries with one of the UIDs, of any organizer, or with such a UID in a pending approval. */
  entries(storeId: StoreId, uids: readonly string[]): Promise<readonly CalendarEntry[]>;
  /** Endless series whose busy intervals end before this instant, in the order of that end. */
  entriesIndexedBefore(storeId: StoreId, before: Instant): Promise<readonly CalendarEntry[]>;
  /** Entries whose pending approval has expired, the longest waiting first. */
  entriesPendingUntil(storeId: StoreId, now: Instant): Promise<readonly CalendarEntry[]>;
  /** Entries with a waiting request, held or declined, in the order of `since`. */
  entriesWaiting(storeId: StoreId): Promise<readonly CalendarEntry[]>;
  /** Stores with an entry whose request waits no longer than until then, by id. */
  storesWaitingUntil(now: Instant): Promise<readonly StoreId[]>;
  /** Newest first. */
  decisions(storeId: StoreId, limit: number): Promise<readonly DecisionRecord[]>;
  /**
   * Messages that wait for a person, ordered by number: those whose decision has `left`, that no later decision has settled
   * (booking/settles.ts), whose time has not passed, and that are still in the folder where they were filed. Decisions are
   * kept up to a number for each store; what was left by one that is gone is not listed.
   */
  leftToPerson(storeId: StoreId, question: LeftQuestion): Promise<readonly LeftMessage[]>;
  /** Their number for each store that has any. */
  leftCounts(now: Instant): Promise<readonly LeftCount[]>;
}
