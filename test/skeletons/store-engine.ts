/**
 * Skeleton of a store engine (HACKING.md): every call of the ports, refused until it is written. The groups are in
 * the order in which they are best written; the contract suites in test/contracts say what each call must do.
 */
import type { AccessStore } from '../../src/store/access-store.js';
import type { Audit } from '../../src/store/audit.js';
import type { Calendars } from '../../src/store/calendars.js';
import type { DeliveryDesk } from '../../src/store/delivery-desk.js';
import type { MailStore } from '../../src/store/mail-store.js';
import type { Outbox } from '../../src/store/outbox.js';
import type { QuotaLedger } from '../../src/store/quota-ledger.js';
import { StoreError } from '../../src/store/store-error.js';

export interface SkeletonStore {
  readonly desk: DeliveryDesk;
  readonly calendars: Calendars;
  readonly outbox: Outbox;
  readonly audit: Audit;
  readonly quotas: QuotaLedger;
  readonly mailStore: MailStore;
  readonly access: AccessStore;
  /** Finishes what was asked before. */
  close(): Promise<void>;
}

/** `unavailable` is the safe answer: delivery tells the peer 451, and the MTA keeps the message. */
const notYet = (): Promise<never> => Promise.reject(new StoreError('unavailable', 'this engine is not written yet'));

/** Throws StoreError: `locked`, `not-found` or `unavailable`, as openSqliteStore does. */
export function openSkeletonStore(): Promise<SkeletonStore> {
  return Promise.resolve({ desk, calendars, outbox, audit, quotas, mailStore, access, close: () => Promise.resolve() });
}

const mailStore: MailStore = {
  // 1. Stores and folders.
  createStore: notYet,
  store: notYet,
  stores: notYet,
  folders: notYet,
  createFolder: notYet,
  renameFolder: notYet,
  deleteFolder: notYet,
  subscriptions: notYet,
  subscribe: notYet,
  unsubscribe: notYet,
  // 3. What was delivered.
  messages: notYet,
  readMessage: notYet,
  readMessageHead: notYet,
  readRange: notYet,
  changedSince: notYet,
  vanishedSince: notYet,
  append: notYet,
  copy: notYet,
  move: notYet,
  changeFlags: notYet,
  expunge: notYet,
  check: notYet,
};

// 2. Deliveries: the duplicate index, the quota account, calendars, decisions and the outbox change in one commit.
const desk: DeliveryDesk = {
  read: notYet,
  deliver: notYet,
  // 4. Changes without a message.
  revise: notYet,
  messagesCounted: notYet,
  // 6. Submission.
  submit: notYet,
};

const quotas: QuotaLedger = {
  usedBytes: notYet,
  quotaState: notYet,
  noteQuotaTold: notYet,
};

// 4. Calendars.
const calendars: Calendars = {
  agenda: notYet,
  entries: notYet,
  entriesIndexedBefore: notYet,
  entriesPendingUntil: notYet,
  entriesWaiting: notYet,
  storesWaitingUntil: notYet,
  decisions: notYet,
  leftToPerson: notYet,
  leftCounts: notYet,
};

// 5. The outbox.
const outbox: Outbox = {
  enqueue: notYet,
  enqueueOnce: notYet,
  claim: notYet,
  renew: notYet,
  release: notYet,
  nextDueAt: notYet,
  recordRelay: notYet,
  retryNow: notYet,
  deleteOutgoing: notYet,
  pruneFailed: notYet,
  outboxEntries: notYet,
  outboxEntry: notYet,
  outboxBytes: notYet,
  outboxDepths: notYet,
};

// 6. Submission.
const audit: Audit = {
  hasWrittenTo: notYet,
  auditRecords: notYet,
  pruneAudit: notYet,
};

const access: AccessStore = {
  // 7. Permissions of folders.
  access: notYet,
  accessDownTo: notYet,
  changeAccess: notYet,
  settleGrants: notYet,
  storesWithGrants: notYet,
};
