/**
 * The desk port: the data for decisions about messages, so that nothing is lost and nothing is decided twice: duplicate
 * index, calendars, answer log, decisions, quota, outbox. Always in a local SQL database; mail-store.ts has folders and
 * messages.
 *
 * Way of a message: delivery/deliver.ts reads a snapshot, plans, and passes the plans to `deliver`.
 */
import type { CalendarChange, CalendarEntry, BusyInterval, Tombstone } from '../booking/calendar-entry.js';
import type { DecisionRecord } from '../booking/decision-record.js';
import type { StoreId } from '../directory/account.js';
import type { Address } from '../mail/address.js';
import type { Instant, Interval } from '../mail/instant.js';
import type { MessageBytes } from '../mail/received-message.js';
import type { LastAnswer } from '../out-of-office/account-rules.js';
import type { QuotaTold } from '../quota/quota-told.js';

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

/** The quota state of a store, without the limits, which are in the directory. */
export interface QuotaState {
  readonly usedBytes: number;
  readonly told: QuotaTold;
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

/** An outgoing message for the outbox; durable with its commit. */
export interface OutgoingMessage {
  /** The same id means the same message: adding it again changes nothing. */
  readonly id: string;
  readonly storeId: StoreId | null;
  readonly reversePath: Address | null;
  readonly recipients: readonly Address[];
  readonly messageId: string;
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly createdAt: Instant;
  /** Absent or null: not requested. */
  readonly dsn?: DsnRequest | null;
  /** Messages of one lane are relayed in the order in which they were added. Absent or null: no lane. */
  readonly lane?: string | null;
}

/** An outgoing message that may be composed again, to more or fewer recipients. */
export interface OnceMessage extends OutgoingMessage {
  /** Identifies its source: each recipient gets one message per source. Absent: the message's id identifies it. */
  readonly madeFrom?: string;
}

/** The delivery status notifications that a client requested (RFC 3461), passed on unchanged. */
export interface DsnRequest {
  readonly ret: 'FULL' | 'HDRS' | null;
  readonly envid: string | null;
  /** By `addressKey`; nothing is requested for a missing recipient. */
  readonly byRecipient: Readonly<Record<string, { readonly notify: string | null; readonly orcpt: string | null }>>;
}

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

/** Who sent as whom. */
export interface AuditRecord {
  readonly sentAt: Instant;
  /** Name of the account that was logged in. */
  readonly actor: string;
  /** Name of the account, contact or group that it was sent for; null: the actor's own message. */
  readonly owner: string | null;
  readonly right: 'own' | 'on-behalf' | 'send-as';
  readonly author: string;
  readonly reversePath: string | null;
  readonly recipients: readonly string[];
  readonly messageId: string;
  /** Ids of the messages in the outbox. */
  readonly queueIds: readonly string[];
  /** IP address of the client; null: submitted on this machine. */
  readonly ip: string | null;
}

export interface AuditQuestion {
  /** Account name, as actor or owner. */
  readonly account: string | null;
  readonly since: Instant | null;
  readonly limit: number;
}

/** held: not relayed until it is retried, because nobody knows whether it was sent already (a restored backup). */
export const outboxStates = ['waiting', 'held', 'failed'] as const;
export type OutboxState = (typeof outboxStates)[number];

export interface OutboxEntry {
  readonly id: string;
  readonly state: OutboxState;
  readonly reversePath: Address | null;
  /** Recipients that are still waiting or have failed. */
  readonly recipients: readonly Address[];
  readonly messageId: string;
  readonly subject: string;
  readonly sizeBytes: number;
  readonly attempts: number;
  readonly createdAt: Instant;
  readonly nextAttemptAt: Instant;
  /** The last reply or error in one line. */
  readonly lastError: string | null;
  readonly dsn: DsnRequest | null;
  readonly lane: string | null;
  /** Whether an earlier message of its lane waits: this one is not due, whatever its time. */
  readonly isBehind: boolean;
}

/** The number of messages in a state. */
export interface OutboxDepth {
  readonly state: OutboxState;
  readonly messages: number;
  /** When the oldest message was created; null: there is none. */
  readonly oldestAt: Instant | null;
}

/** The result of an attempt to relay; recipients in neither list are done. */
export interface RelayOutcome {
  readonly retry: readonly Address[];
  /** Rejected without a notification of the sender: kept in the entry as failed, shown by `queue list`. */
  readonly failed: readonly Address[];
  /** Notifies the sender of other rejected recipients, which are then done; added to the outbox in the same commit. */
  readonly report?: OutgoingMessage;
  readonly nextAttemptAt: Instant;
  readonly error: string | null;
}

export interface Desk {
  /** Reads in one transaction; sees every commit that has resolved. */
  read(request: SnapshotRequest): Promise<DeskSnapshot>;
  /**
   * Writes the plans in one commit, together with others that wait at that moment; durable when it resolves. Idempotent
   * by (store, delivery id). One outcome per plan, in order. Throws StoreError('unavailable') if nothing was written.
   * The bytes of a message in memory are transferred, so the caller must not use them after the call, unless more plans
   * of the message follow in later calls. The body is written once in either case.
   */
  deliver(plans: readonly DeliveryPlan[], options: DeliverPlansOptions): Promise<readonly DeliveryOutcome[]>;
  /**
   * Writes the change, its decision and its messages in one commit; durable when it resolves. `stale`: the calendar has
   * changed since the plan was made, and nothing was written. Throws StoreError like `deliver`.
   */
  revise(plan: CalendarPlan): Promise<'done' | 'stale'>;

  /** The store's occurrences overlapping the interval, ordered by start. */
  agenda(storeId: StoreId, interval: Interval): Promise<readonly BusyInterval[]>;
  entries(storeId: StoreId, uids: readonly string[]): Promise<readonly CalendarEntry[]>;
  /** Endless series whose busy intervals end before this instant. */
  entriesIndexedBefore(storeId: StoreId, before: Instant): Promise<readonly CalendarEntry[]>;
  /**
   * The number of messages of all stores that were counted against each key within the window before now. Counted by the
   * minute, kept for a day.
   *
   * @returns one number per key, in order
   */
  messagesCounted(keys: readonly string[], windowMs: number, now: Instant): Promise<readonly number[]>;
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
  usedBytes(storeId: StoreId): Promise<number>;
  quotaState(storeId: StoreId): Promise<QuotaState>;
  /** Durable when it resolves. */
  noteQuotaTold(storeId: StoreId, told: QuotaTold): Promise<void>;

  enqueue(messages: readonly OutgoingMessage[]): Promise<void>;
  /**
   * One commit; durable when it resolves. `stale`: a calendar has changed, and nothing was written. Sent copies ignore the
   * hard limit; the soft limit was checked before.
   */
  submit(plan: SubmissionPlan): Promise<'done' | 'stale'>;
  /** Whether this store's account has ever written to the address (`senderKey`). */
  hasWrittenTo(storeId: StoreId, address: string): Promise<boolean>;
  /** Newest first. */
  auditRecords(question: AuditQuestion): Promise<readonly AuditRecord[]>;
  /** Deletes older records; resolves to their number. */
  pruneAudit(before: Instant): Promise<number>;
  /**
   * As `enqueue`, but a message that this function has added within the duplicate window is not added again, even if it
   * has been relayed since: a repeated delivery does not send it twice.
   */
  enqueueOnce(messages: readonly OnceMessage[], now: Instant): Promise<void>;
  /**
   * Waiting entries that are due, oldest first, of each lane only the first. They are followed by entries that are due
   * after `farthest` (null: no bound), as such a time can only come from a clock that was ahead.
   */
  due(now: Instant, limit: number, farthest: Instant | null): Promise<readonly OutboxEntry[]>;
  /** When the next entry that is not behind another is due; null if none waits. */
  nextDueAt(): Promise<Instant | null>;
  outboxEntries(): Promise<readonly OutboxEntry[]>;
  /** One for each state. */
  outboxDepths(): Promise<readonly OutboxDepth[]>;
  outboxEntry(id: string): Promise<OutboxEntry | null>;
  outboxBytes(id: string): Promise<Uint8Array | null>;
  /** Records an attempt durably; an entry without remaining recipients is deleted. */
  recordRelay(id: string, outcome: RelayOutcome, now: Instant): Promise<void>;
  /** Makes an entry due now; a failed one returns to its place in its lane. false: there is no such entry. */
  retryNow(id: string, now: Instant): Promise<boolean>;
  deleteOutgoing(id: string): Promise<boolean>;
  /** Deletes messages that failed before then; resolves to their number. */
  pruneFailed(before: Instant): Promise<number>;
}
