/**
 * What the contract suites of the store ports need of an engine, and the values they deliver.
 */
import { createHash } from 'node:crypto';
import type { BusyInterval, CalendarChange, CalendarEntry } from '../../src/booking/calendar-entry.js';
import type { DecisionRecord } from '../../src/booking/decision-record.js';
import type { StoreId } from '../../src/directory/account.js';
import { type Address, parseAddress } from '../../src/mail/address.js';
import { instant, type Instant } from '../../src/mail/instant.js';
import type { MessageBytes } from '../../src/mail/received-message.js';
import type { DeliveryPlan, DeliveryDesk, SubmissionPlan } from '../../src/store/delivery-desk.js';
import type { Audit, AuditRecord } from '../../src/store/audit.js';
import type { Calendars } from '../../src/store/calendars.js';
import type { Outbox, OutboxEntry, OutgoingMessage } from '../../src/store/outbox.js';
import type { QuotaLedger } from '../../src/store/quota-ledger.js';
import type { ChangeFeed } from '../../src/store/change-feed.js';
import type { MailStore } from '../../src/store/mail-store.js';

export interface StoreUnderTest {
  readonly desk: DeliveryDesk;
  readonly calendars: Calendars;
  readonly outbox: Outbox;
  readonly audit: Audit;
  readonly quotas: QuotaLedger;
  readonly mailStore: MailStore;
  readonly changes: ChangeFeed;
  /** The same data, opened again; an engine that keeps nothing gives itself. */
  reopen(): Promise<StoreUnderTest>;
  close(): Promise<void>;
}

/** An engine, and a store in it without messages. */
export type StoreOfContract = StoreUnderTest & { readonly storeId: StoreId };

/** Opens an engine on no data, with a duplicate window of a day. */
export type OpenStore = () => Promise<StoreUnderTest>;

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const noon = instant(Date.UTC(2026, 10, 22, 12));

export function at(hours: number): Instant {
  return instant(noon + hours * HOUR_MS);
}

export function address(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed === null) throw new Error(`no address: ${text}`);
  return parsed;
}

export function deliveryId(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

export function message(text: string): MessageBytes {
  const bytes = new Uint8Array(Buffer.from(text, 'latin1'));
  return { kind: 'memory', bytes, sizeBytes: bytes.length };
}

/** A plan for a plain message; `name` stands for what is delivered. */
export function plan(storeId: StoreId, name: string, change: Partial<DeliveryPlan> = {}): DeliveryPlan {
  return {
    storeId,
    deliveryId: deliveryId(name),
    message: change.message ?? message(`Subject: ${name}\r\n\r\nHello\r\n`),
    filing: filing(),
    hardLimitBytes: 0,
    calendar: null,
    decision: null,
    outgoing: [],
    receivedAt: noon,
    ...change,
  };
}

export function filing(change: Partial<DeliveryPlan['filing']> = {}): DeliveryPlan['filing'] {
  return { folder: 'Inbox', flags: [], prefix: Buffer.from('Return-Path: <>\r\n'), outsideQuota: false, ...change };
}

/** The plans are all that there are of their messages. */
export const noMore = { moreToCome: false };

export const noChange: CalendarChange = { remove: [], put: [], tombstones: [] };

export function entry(uid: string, change: Partial<CalendarEntry> = {}): CalendarEntry {
  return {
    uid,
    organizer: 'ann@example.org',
    revision: { sequence: 0, stampedAt: noon },
    partstat: 'accepted',
    occurrences: [],
    ical: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n',
    summary: uid,
    indexedUntil: null,
    ...change,
  };
}

export function busy(uid: string, start: Instant, end: Instant, change: Partial<BusyInterval> = {}): BusyInterval {
  return {
    uid,
    organizer: 'ann@example.org',
    start,
    end,
    recurrenceId: null,
    partstat: 'accepted',
    summary: uid,
    ...change,
  };
}

export function decision(explanation: string): DecisionRecord {
  return {
    decidedAt: noon,
    messageId: '<m@example.org>',
    method: 'REQUEST',
    uid: 'u',
    organizer: 'ann@example.org',
    revision: null,
    decision: 'accept',
    because: null,
    explanation,
    occurrences: [{ start: at(1), end: at(2), free: true }],
    answered: true,
    milliseconds: 1,
  };
}

/** What is due, released at once. */
export async function due(
  outbox: Outbox,
  now: Instant,
  limit: number,
  farthest: Instant | null = null,
): Promise<readonly OutboxEntry[]> {
  const entries = await outbox.claim({ owner: 'asks', now, leaseMs: HOUR_MS }, limit, farthest);
  await outbox.release(
    entries.map(({ id }) => id),
    'asks',
  );
  return entries;
}

export function outgoing(id: string, change: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    id,
    storeId: null,
    reversePath: address('room@example.org'),
    recipients: [address('ann@example.org')],
    messageId: `<${id}@example.org>`,
    subject: `Accepted: ${id}`,
    bytes: Buffer.from(`Subject: ${id}\r\n\r\n`),
    createdAt: noon,
    ...change,
  };
}

/** The record of a submission. */
export function audited(change: Partial<AuditRecord> = {}): AuditRecord {
  return {
    sentAt: noon,
    actor: 'mary',
    owner: 'john',
    right: 'on-behalf',
    author: 'john@example.org',
    reversePath: 'mary@example.org',
    recipients: ['ann@example.org'],
    messageId: '<m@example.org>',
    queueIds: ['one'],
    ip: '127.0.0.1',
    ...change,
  };
}

/** A submission of one message. */
export function submission(change: Partial<SubmissionPlan> = {}): SubmissionPlan {
  return {
    copies: [],
    outgoing: [outgoing('one')],
    correspondence: { storeIds: [], addresses: [] },
    audit: audited(),
    ...change,
  };
}
