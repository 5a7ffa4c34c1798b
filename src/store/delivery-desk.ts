/**
 * The delivery desk, a store port: what a decision about a message is made from, and the commits that write decisions,
 * so that nothing is lost and nothing is decided twice. A commit changes everything that belongs to it: messages,
 * calendars, the duplicate index, counts, the answer log, the outbox and the audit log.
 *
 * Path: delivery/deliver.ts reads a snapshot, plans, and passes the plans to `deliver`; resources/ revises calendars;
 * submission/submit.ts submits.
 */
import type { BusyInterval, CalendarChange, CalendarEntry, Tombstone } from '../booking/calendar-entry.js';
import type { DecisionRecord } from '../booking/decision-record.js';
import type { StoreId } from '../directory/account.js';
import type { Instant, Interval } from '../mail/instant.js';
import type { MessageBytes } from '../mail/received-message.js';
import type { LastAnswer } from '../out-of-office/account-rules.js';
import type { QuotaTold } from '../quota/quota-told.js';
import type { AuditRecord } from './audit.js';
import type { OutgoingMessage } from './outbox.js';

/** Idempotency key of a delivery: hex of a SHA-256. Together with the store, it identifies one delivery. */
export type DeliveryId = string;

export interface SnapshotRequest {
  readonly storeId: StoreId;
  readonly deliveryId: DeliveryId;
  readonly now: Instant;
  /** Only requested when booking processes the message. */
  readonly calendar: { readonly uids: readonly string[]; readonly busyIn: readonly Interval[] } | null;
  /** Only requested when a vacation response is possible; `sender` is a senderKey. */
  readonly answerLog?: { readonly sender: string } | null;
}

/** What a plan is made from, read in one transaction. */
export interface DeskSnapshot {
  /** Whether this delivery was already made within the duplicate window. */
  readonly duplicate: boolean;
  readonly usedBytes: number;
  readonly calendar: CalendarSnapshot | null;
  /** null or absent: not requested. */
  readonly answerLog?: AnswerLogSnapshot | null;
}

/** The log of vacation responses, from all rounds. */
export interface AnswerLogSnapshot {
  /** null: this sender never got a response, or the entry has expired. */
  readonly lastAnswer: LastAnswer | null;
  /** Responses of this store to any sender. */
  readonly answersInLastHour: number;
}

export interface CalendarSnapshot {
  /** The version of this store's calendar, which changes with every change. A plan names the version it was made from. */
  readonly version: number;
  /** Entries with one of the requested UIDs, of any organizer, or with such a UID in a pending approval. */
  readonly entries: readonly CalendarEntry[];
  readonly tombstones: readonly Tombstone[];
  /** All that overlaps one of the requested intervals, including the entries' own intervals, ordered by start. */
  readonly busy: readonly BusyInterval[];
}

/** What is written for one recipient, in one commit. */
export interface DeliveryPlan {
  readonly storeId: StoreId;
  readonly deliveryId: DeliveryId;
  /** The same object for all recipients of a message, so that its body is written once. */
  readonly message: MessageBytes;
  readonly filing: Filing;
  /** Checked again in the commit: used + size must not exceed it. 0: no limit. */
  readonly hardLimitBytes: number;
  readonly calendar: PlannedChange | null;
  /** Calendars of other stores that change with it; if one of them has changed, the whole plan is `stale`. */
  readonly otherCalendars?: readonly OtherCalendarChange[];
  /** Other calendars that the decision depends on; if one of them has changed, the whole plan is `stale`. */
  readonly readVersions?: readonly CalendarState[];
  readonly decision: DecisionRecord | null;
  readonly outgoing: readonly OutgoingMessage[];
  /** The keys that its outgoing messages count against. Absent: none. */
  readonly counts?: readonly MessageCount[];
  /** For a quota notice: what the user of the store has been notified of after this delivery. */
  readonly quotaTold?: QuotaTold;
  readonly vacation?: VacationResponse | null;
  readonly receivedAt: Instant;
}

/** Messages sent because of a received one, counted against a key (delivery/planning/flood-limits.ts). */
export interface MessageCount {
  readonly key: string;
  /** At least one. */
  readonly messages: number;
}

export interface DeliverPlansOptions {
  /** Whether more plans of the same messages follow in later calls. */
  readonly moreToCome: boolean;
}

/**
 * A vacation response. Checked again in the commit, so that two simultaneous messages of one sender get one response;
 * otherwise the message is filed without it.
 */
export interface VacationResponse {
  /** senderKey of the recipient of the response. */
  readonly sender: string;
  readonly round: number;
  /** Minimum time until the same sender gets another response in this round. */
  readonly againAfterMs: number;
  /** Maximum number of responses of this store per hour; 0: no limit. */
  readonly maxPerHour: number;
  /** Its `createdAt` is the time of the response. */
  readonly mail: OutgoingMessage;
}

export interface PlannedChange {
  readonly basedOn: number;
  /**
   * The version after the change, a random number that no other change uses. With it, the next plan can be made before
   * this one is written, and is only valid if this one is written. Absent: the engine increments the version.
   */
  readonly nextVersion?: number;
  readonly change: CalendarChange;
}

/** A change of another store's calendar that belongs to a plan, such as that of a pool's member. */
export interface OtherCalendarChange extends PlannedChange {
  readonly storeId: StoreId;
  readonly decision: DecisionRecord | null;
}

/** The version at which a store's calendar was read. */
export interface CalendarState {
  readonly storeId: StoreId;
  readonly version: number;
}

export interface Filing {
  /** Created if it does not exist: `Inbox`, `Junk`, `Handled`. */
  readonly folder: string;
  /** Used instead if a folder of this name exists, case-insensitively; never created. */
  readonly preferred?: string | null;
  /** IMAP flags: `\Seen`. */
  readonly flags: readonly string[];
  /** Return-Path, Delivered-To and Received in CRLF lines, stored before the bytes as received. */
  readonly prefix: Uint8Array;
  /** Whether it does not count towards the quota (Handled). */
  readonly outsideQuota: boolean;
}

/** A change of a calendar without a message, made by a schedule or an administrator. */
export interface CalendarPlan {
  readonly storeId: StoreId;
  /** The version of the calendar that the plan was made from. */
  readonly basedOn: number;
  readonly change: CalendarChange;
  /** Calendars of other stores that change with it; if one of them has changed, the whole plan is `stale`. */
  readonly otherCalendars?: readonly OtherCalendarChange[];
  readonly decision: DecisionRecord | null;
  readonly outgoing: readonly OutgoingMessage[];
  /** The keys that its outgoing messages count against. Absent: none. */
  readonly counts?: readonly MessageCount[];
  readonly plannedAt: Instant;
}

export type DeliveryOutcome =
  | {
      readonly kind: 'delivered';
      readonly uid: number;
      readonly folder: string;
      /** The result for the plan's vacation response; absent: it had none. */
      readonly vacation?: 'sent' | 'withheld';
    }
  /** Already made: nothing was written. */
  | { readonly kind: 'duplicate' }
  /** A calendar has changed since the plan's snapshot: plan again with the same MessageBytes object. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'over-quota' };

/** A message that an account sends: written to the outbox, Sent folders and the audit log in one commit. */
export interface SubmissionPlan {
  readonly copies: readonly SentCopyPlan[];
  /** At least one; more if recipients need separate messages. */
  readonly outgoing: readonly OutgoingMessage[];
  /** The calendar of the organizer of a meeting in it; if it has changed, the whole submission is `stale`. */
  readonly calendar?: OtherCalendarChange | null;
  /** Who has written to whom: addresses as senderKeys. */
  readonly correspondence: { readonly storeIds: readonly StoreId[]; readonly addresses: readonly string[] };
  readonly audit: AuditRecord;
}

export interface SentCopyPlan {
  readonly storeId: StoreId;
  /** The same object for the same bytes. */
  readonly message: MessageBytes;
}

/**
 * Contract of every method: a call that rejects with StoreError('unavailable') wrote nothing; an unknown store is
 * StoreError('not-found'). What a commit wrote is seen by every later call of any process that shares the engine.
 */
export interface DeliveryDesk {
  /**
   * Reads in one transaction; sees every commit that has resolved, in this process and in others. The snapshot is the
   * caller's own: later commits do not change it.
   */
  read(request: SnapshotRequest): Promise<DeskSnapshot>;
  /**
   * Writes the plans in one commit, together with others that wait at that moment; durable when it resolves. Idempotent
   * by (store, delivery id). One outcome per plan, in order.
   *
   * Order: first in, first out per store. Plans of one store get their UIDs in the order of the calls and of the plans in
   * a call; a plan sees what the earlier ones have changed, so that a plan may name the `nextVersion` of an earlier one
   * that is not written yet. Between stores there is no order.
   *
   * Buffers: the bytes of a message in memory are transferred, so the caller must not use them after the call, unless more
   * plans of the message follow in later calls (`moreToCome`). The body is written once in either case.
   */
  deliver(plans: readonly DeliveryPlan[], options: DeliverPlansOptions): Promise<readonly DeliveryOutcome[]>;
  /**
   * Writes the change, its decision and its messages in one commit; durable when it resolves. `stale`: the calendar has
   * changed since the plan was made, in this process or in another one, and nothing was written. The buffers of its
   * messages remain the caller's.
   */
  revise(plan: CalendarPlan): Promise<'done' | 'stale'>;
  /**
   * One commit; durable when it resolves. `stale`: a calendar has changed, and nothing was written. Sent copies ignore the
   * hard limit; the soft limit was checked before. The bytes of the copies are transferred, those of the outgoing
   * messages remain the caller's.
   */
  submit(plan: SubmissionPlan): Promise<'done' | 'stale'>;
  /**
   * The number of messages of all stores that were counted against each key within the window before now. Counted by the
   * minute, kept for a day.
   *
   * @returns one number per key, in order
   */
  messagesCounted(keys: readonly string[], windowMs: number, now: Instant): Promise<readonly number[]>;
}
