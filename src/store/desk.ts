/**
 * The desk port: what decides about mail and keeps the promise that nothing is lost and nothing is decided twice:
 * duplicate index, calendars, answer log, decisions, quota account, outbox. Always in SQL near us; mail-store.ts has
 * folders and messages.
 *
 * Way of a message: delivery/deliver.ts reads a snapshot, plans, and hands the plans to `deliver`.
 */
import type { CalendarChange, CalendarEntry, BusyInterval, Tombstone } from '../booking/calendar-entry.js';
import type { DecisionRecord } from '../booking/decision-record.js';
import type { StoreId } from '../directory/account.js';
import type { Address } from '../mail/address.js';
import type { Instant, Interval } from '../mail/instant.js';
import type { MessageBytes } from '../mail/received-message.js';
import type { LastAnswer } from '../out-of-office/account-rules.js';
import type { QuotaTold } from '../quota/quota-told.js';

/** Idempotency key of a delivery: hex of a SHA-256. With the store it names one delivery. */
export type DeliveryId = string;

export interface SnapshotRequest {
  readonly storeId: StoreId;
  readonly deliveryId: DeliveryId;
  readonly now: Instant;
  /** Asked only when booking will look at the message. */
  readonly calendar: { readonly uids: readonly string[]; readonly busyIn: readonly Interval[] } | null;
  /** Asked only when the account may be away and answer; `sender` is a senderKey. */
  readonly answerLog?: { readonly sender: string } | null;
}

/** What a plan is made from: all of it read at one moment. */
export interface DeskSnapshot {
  /** This delivery was made inside the duplicate window. */
  readonly duplicate: boolean;
  readonly usedBytes: number;
  readonly calendar: CalendarSnapshot | null;
  /** null or absent: it was not asked for. */
  readonly answerLog?: AnswerLogSnapshot | null;
}

/** What the log of vacation responses says, whatever round they were of. */
export interface AnswerLogSnapshot {
  /** null: this sender was never answered, or so long ago that nobody remembers. */
  readonly lastAnswer: LastAnswer | null;
  /** Of this store, to whomever. */
  readonly answersInLastHour: number;
}

export interface CalendarSnapshot {
  /** Names the state of this store's calendar: another after each change. A plan names the one it was made from. */
  readonly version: number;
  /** Entries with one of the asked UIDs, whoever organizes them, or whose pending approval has it. */
  readonly entries: readonly CalendarEntry[];
  readonly tombstones: readonly Tombstone[];
  /** Whatever overlaps one of the asked intervals, the entries' own intervals included, ordered by start. */
  readonly busy: readonly BusyInterval[];
}

/** What is to be written for one recipient, in one commit. */
export interface DeliveryPlan {
  readonly storeId: StoreId;
  readonly deliveryId: DeliveryId;
  /** The same object for all recipients of a message: its body is written once. */
  readonly message: MessageBytes;
  readonly filing: Filing;
  /** Checked again in the commit: used + size may not pass it. 0 = no limit. */
  readonly hardLimitBytes: number;
  readonly calendar: PlannedChange | null;
  /** Calendars of other stores that change with it; if one of them moved, the whole plan is `stale`. */
  readonly otherCalendars?: readonly OtherCalendarChange[];
  /** Further calendars that it was decided by; if one of them moved, the whole plan is `stale`. */
  readonly readVersions?: readonly CalendarState[];
  readonly decision: DecisionRecord | null;
  readonly outgoing: readonly OutgoingMessage[];
  /** What its outgoing messages count against. Absent: nothing. */
  readonly counts?: readonly MessageCount[];
  /** The message is a notice: from now on this was told of the store's quota. */
  readonly quotaTold?: QuotaTold;
  readonly vacation?: VacationResponse | null;
  readonly receivedAt: Instant;
}

/** Messages that go out because of one that came in, counted against a key (delivery/planning/flood-keys.ts). */
export interface MessageCount {
  readonly key: string;
  /** At least one. */
  readonly messages: number;
}

export interface DeliverPlansOptions {
  /** Default: no. */
  readonly moreToCome?: boolean;
}

/**
 * The answer of somebody who is away. Checked again in the commit, so that two mails of one sender at one moment are
 * answered once: then the mail is filed and this is left out.
 */
export interface VacationResponse {
  /** senderKey of whom it answers. */
  readonly sender: string;
  readonly round: number;
  /** Before that the sender is not answered again in this round. */
  readonly againAfterMs: number;
  /** Answers of this store in an hour; 0: no limit. */
  readonly maxPerHour: number;
  /** Its `createdAt` is when the sender was answered. */
  readonly mail: OutgoingMessage;
}

export interface PlannedChange {
  readonly basedOn: number;
  /**
   * The version after it, drawn so that no other change ever gives a calendar the same: with it, the next plan can be
   * made before this one is written, and holds only if this one came to be. Absent: the engine counts on.
   */
  readonly nextVersion?: number;
  readonly change: CalendarChange;
}

/** What a change in one store does to the calendar of another: a pool's to its member's. */
export interface OtherCalendarChange extends PlannedChange {
  readonly storeId: StoreId;
  readonly decision: DecisionRecord | null;
}

/** A store's calendar as it was read. */
export interface CalendarState {
  readonly storeId: StoreId;
  readonly version: number;
}

export interface Filing {
  /** Created if it does not exist: `Inbox`, `Junk`, `Handled`. */
  readonly folder: string;
  /** Taken instead, if a folder of this name is there, in any case of letters; never created. */
  readonly preferred?: string | null;
  /** IMAP flags: `\Seen`. */
  readonly flags: readonly string[];
  /** Return-Path, Delivered-To and Received, CRLF lines, before the bytes as they came. */
  readonly prefix: Uint8Array;
  /** Outside the quota account (Handled). */
  readonly outsideQuota: boolean;
}

/** Of a store; without the limits, which are the directory's. */
export interface QuotaState {
  readonly usedBytes: number;
  readonly told: QuotaTold;
}

/** A change of a calendar that no mail brings: the clock's, or an administrator's. */
export interface CalendarPlan {
  readonly storeId: StoreId;
  /** The version of the calendar it was made from. */
  readonly basedOn: number;
  readonly change: CalendarChange;
  /** Calendars of other stores that change with it; if one of them moved, the whole plan is `stale`. */
  readonly otherCalendars?: readonly OtherCalendarChange[];
  readonly decision: DecisionRecord | null;
  readonly outgoing: readonly OutgoingMessage[];
  readonly plannedAt: Instant;
}

export type DeliveryOutcome =
  | {
      readonly kind: 'delivered';
      readonly uid: number;
      readonly folder: string;
      /** What became of the plan's vacation response; absent: it had none. */
      readonly vacation?: 'sent' | 'withheld';
    }
  /** Made before: nothing was written. */
  | { readonly kind: 'duplicate' }
  /** A calendar moved since the plan's snapshot: plan again with the same MessageBytes object. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'over-quota' };

/** A mail of ours for the outbox; durable with the commit it is in. */
export interface OutgoingMessage {
  /** Same id, same mail: putting it in again changes nothing. */
  readonly id: string;
  readonly storeId: StoreId | null;
  readonly reversePath: Address | null;
  readonly recipients: readonly Address[];
  readonly messageId: string;
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly createdAt: Instant;
  /** Absent or null: nothing was asked for. */
  readonly dsn?: DsnRequest | null;
  /** Mails of one lane leave in the order in which they were put in. Absent or null: in none. */
  readonly lane?: string | null;
}

/** A mail that may be made again, to more recipients or fewer. */
export interface OnceMessage extends OutgoingMessage {
  /** Names what it is made from: each recipient gets that once, in whichever mail. Absent: the mail's id stands for all of it. */
  readonly madeFrom?: string;
}

/** What a client asked the MTAs to report (RFC 3461), passed on as it is. */
export interface DsnRequest {
  readonly ret: 'FULL' | 'HDRS' | null;
  readonly envid: string | null;
  /** By `addressKey`; a recipient that is not named has no wish. */
  readonly byRecipient: Readonly<Record<string, { readonly notify: string | null; readonly orcpt: string | null }>>;
}

/** A mail that somebody sends: into the outbox, into Sent folders and into the audit, in one commit. */
export interface SubmissionPlan {
  readonly copies: readonly SentCopyPlan[];
  /** At least one; more where recipients are to be served apart. */
  readonly outgoing: readonly OutgoingMessage[];
  /** Who has written to whom: addresses as `senderKey` makes them. */
  /** Of the organizer of a meeting in it; if that calendar moved, the whole submission is `stale`. */
  readonly calendar?: OtherCalendarChange | null;
  readonly correspondence: { readonly storeIds: readonly StoreId[]; readonly addresses: readonly string[] };
  readonly audit: AuditRecord;
}

export interface SentCopyPlan {
  readonly storeId: StoreId;
  /** The same object where the same bytes are meant. */
  readonly message: MessageBytes;
}

/** Who sent as whom. */
export interface AuditRecord {
  readonly sentAt: Instant;
  /** Name of the account that was logged in. */
  readonly actor: string;
  /** Name of the account, contact or group that it was written for; null: the actor's own mail. */
  readonly owner: string | null;
  readonly right: 'own' | 'on-behalf' | 'send-as';
  readonly author: string;
  readonly reversePath: string | null;
  readonly recipients: readonly string[];
  readonly messageId: string;
  /** Ids in the outbox. */
  readonly queueIds: readonly string[];
  /** Of the client; null: injected on this machine. */
  readonly ip: string | null;
}

export interface AuditQuestion {
  /** Account name, as actor or as owner. */
  readonly account: string | null;
  readonly since: Instant | null;
  readonly limit: number;
}

export const outboxStates = ['waiting', 'failed'] as const;
export type OutboxState = (typeof outboxStates)[number];

export interface OutboxEntry {
  readonly id: string;
  readonly state: OutboxState;
  readonly reversePath: Address | null;
  /** Still to be served. */
  readonly recipients: readonly Address[];
  readonly messageId: string;
  readonly subject: string;
  readonly sizeBytes: number;
  readonly attempts: number;
  readonly createdAt: Instant;
  readonly nextAttemptAt: Instant;
  /** The last answer or error, one line. */
  readonly lastError: string | null;
  readonly dsn: DsnRequest | null;
  readonly lane: string | null;
  /** An earlier mail of its lane still waits: this one is not due, whatever its time. */
  readonly isBehind: boolean;
}

/** How many mails of a state there are. */
export interface OutboxDepth {
  readonly state: OutboxState;
  readonly messages: number;
  /** When the oldest was made; null: there is none. */
  readonly oldestAt: Instant | null;
}

/** What an attempt to relay came to; recipients that are in neither list are done. */
export interface RelayOutcome {
  readonly retry: readonly Address[];
  /** Refused for good and nobody is told: kept in the entry as failed, shown by `queue list`. */
  readonly failed: readonly Address[];
  /** Tells the sender of others that were refused for good, who are done by that; goes into the outbox with the record. */
  readonly report?: OutgoingMessage;
  readonly nextAttemptAt: Instant;
  readonly error: string | null;
}

export interface Desk {
  /** Reads at one moment; sees every commit that has resolved. */
  read(request: SnapshotRequest): Promise<DeskSnapshot>;
  /**
   * Writes the plans, in one commit with others that wait at that moment; durable when it resolves. Idempotent by
   * (store, delivery id). One outcome a plan, in order. Throws StoreError('unavailable') when nothing was written.
   * The bytes of a message in memory are given away: nobody reads them after the call, unless more plans of it are to
   * come in calls of their own; the body is written once all the same.
   */
  deliver(plans: readonly DeliveryPlan[], options?: DeliverPlansOptions): Promise<readonly DeliveryOutcome[]>;
  /**
   * Writes the change, its decision and its mails in one commit; durable when it resolves. `stale`: the calendar moved
   * since the plan was made, and nothing was written. Throws StoreError like `deliver`.
   */
  revise(plan: CalendarPlan): Promise<'done' | 'stale'>;

  /** The store's occurrences overlapping the interval, ordered by start. */
  agenda(storeId: StoreId, interval: Interval): Promise<readonly BusyInterval[]>;
  entries(storeId: StoreId, uids: readonly string[]): Promise<readonly CalendarEntry[]>;
  /** Endless series whose busy intervals are there only up to some instant before this one. */
  entriesIndexedBefore(storeId: StoreId, before: Instant): Promise<readonly CalendarEntry[]>;
  /**
   * How many messages were counted against each key, whatever store they came from, within the window before now: counted
   * by the minute, kept for a day.
   *
   * @returns as many as there are keys, in their order
   */
  messagesCounted(keys: readonly string[], windowMs: number, now: Instant): Promise<readonly number[]>;
  /** Those whose pending approval has expired by now, the longest waiting first. */
  entriesPendingUntil(storeId: StoreId, now: Instant): Promise<readonly CalendarEntry[]>;
  /** Newest first. */
  decisions(storeId: StoreId, limit: number): Promise<readonly DecisionRecord[]>;
  usedBytes(storeId: StoreId): Promise<number>;
  quotaState(storeId: StoreId): Promise<QuotaState>;
  /** Durable when it resolves. */
  noteQuotaTold(storeId: StoreId, told: QuotaTold): Promise<void>;

  enqueue(messages: readonly OutgoingMessage[]): Promise<void>;
  /** All of it in one commit; durable when it resolves. `stale`: the calendar moved, and nothing was written. Sent copies pass the hard limit: the soft one was asked before. */
  submit(plan: SubmissionPlan): Promise<'done' | 'stale'>;
  /** Whether a mail went from this store's account to the address (`senderKey`) at any time. */
  hasWrittenTo(storeId: StoreId, address: string): Promise<boolean>;
  /** Newest first. */
  auditRecords(question: AuditQuestion): Promise<readonly AuditRecord[]>;
  /** Forgets what was sent before; resolves to how many records went. */
  pruneAudit(before: Instant): Promise<number>;
  /**
   * The same; but a mail whose id was put in by this function inside the duplicate window is not put in again, also when
   * it has left since: what a repeated delivery brings goes out once.
   */
  enqueueOnce(messages: readonly OnceMessage[], now: Instant): Promise<void>;
  /**
   * Waiting entries whose time has come, oldest first, of each lane no more than its first; behind them those whose time is said to come after `farthest`
   * (default: there is no such bound), as only a clock that ran ahead can have said so.
   */
  due(now: Instant, limit: number, farthest?: Instant): Promise<readonly OutboxEntry[]>;
  /** When the next waiting entry is due that is behind no other; null if none waits. */
  nextDueAt(): Promise<Instant | null>;
  outboxEntries(): Promise<readonly OutboxEntry[]>;
  /** One of each state. */
  outboxDepths(): Promise<readonly OutboxDepth[]>;
  outboxEntry(id: string): Promise<OutboxEntry | null>;
  outboxBytes(id: string): Promise<Uint8Array | null>;
  /** Records an attempt, durably; an entry whose recipients are all served is gone. */
  recordRelay(id: string, outcome: RelayOutcome, now: Instant): Promise<void>;
  /** Due at once, failed ones too, which take their old place in their lane; false if there is none. */
  retryNow(id: string, now: Instant): Promise<boolean>;
  deleteOutgoing(id: string): Promise<boolean>;
  /** Drops what failed before; resolves to how many mails went. */
  pruneFailed(before: Instant): Promise<number>;
}
