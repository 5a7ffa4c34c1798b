/**
 * The two store ports in memory, for tests of the code above them. It passes the contract suites in test/contracts, as the SQLite
 * engine does. Nothing outlives the object.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BusyInterval, CalendarEntry, EntryKey, Tombstone } from '../../src/booking/calendar-entry.js';
import type { StoreId } from '../../src/directory/account.js';
import type { Instant, Interval } from '../../src/mail/instant.js';
import type { MessageBytes } from '../../src/mail/received-message.js';
import { nothingTold } from '../../src/quota/quota-told.js';
import type {
  DeliveryOutcome,
  DeliveryPlan,
  MessageCount,
  DeskSnapshot,
  PlannedChange,
  SnapshotRequest,
  DeliveryDesk,
} from '../../src/store/delivery-desk.js';
import type { Audit } from '../../src/store/audit.js';
import type { Calendars } from '../../src/store/calendars.js';
import type { Outbox } from '../../src/store/outbox.js';
import type { QuotaLedger } from '../../src/store/quota-ledger.js';
import { type ChangeFeed, createChangeFeed } from '../../src/store/change-feed.js';
import type { MailStore } from '../../src/store/mail-store.js';
import { sentCopy } from '../../src/store/sent-copy.js';
import { StoreError } from '../../src/store/store-error.js';
import { memoryAnswerLog } from './memory-answer-log.js';
import { memoryAudit } from './memory-audit.js';
import type { MemoryStoreData } from './memory-data.js';
import { memoryFolders } from './memory-folders.js';
import { countLeft, leftIn, noteDecision } from './memory-left.js';
import { memoryOutbox } from './memory-outbox.js';
import { settle } from './settle.js';

const MAX_TOMBSTONES = 1_000;
const MINUTE_MS = 60_000;

export interface MemoryStore {
  readonly desk: DeliveryDesk;
  readonly calendars: Calendars;
  readonly outbox: Outbox;
  readonly audit: Audit;
  readonly quotas: QuotaLedger;
  readonly mailStore: MailStore;
  readonly changes: ChangeFeed;
}

export function openMemoryStore(options: { readonly duplicateWindowMs: number }): MemoryStore {
  const stores = new Map<StoreId, MemoryStoreData>();
  const storeOf = (id: StoreId): MemoryStoreData => {
    const store = stores.get(id);
    if (store === undefined) throw new StoreError('not-found', `there is no store ${id}`);
    return store;
  };
  const outbox = memoryOutbox(options.duplicateWindowMs);
  const audit = memoryAudit();
  const answerLog = memoryAnswerLog();
  const counts: (MessageCount & { readonly at: Instant })[] = [];
  const bodies = new WeakMap<MessageBytes, Uint8Array>();
  const isDuplicate = (store: MemoryStoreData, deliveryId: string, now: Instant): boolean => {
    const madeAt = store.made.get(deliveryId);
    return madeAt !== undefined && madeAt > now - options.duplicateWindowMs;
  };

  const deliverOne = (plan: DeliveryPlan): DeliveryOutcome => {
    const store = storeOf(plan.storeId);
    const body = bodyOf(plan.message, bodies);
    const size = plan.filing.prefix.length + body.length;
    if (isDuplicate(store, plan.deliveryId, plan.receivedAt)) return { kind: 'duplicate' };
    const { otherCalendars = [], readVersions = [] } = plan;
    if (plan.calendar !== null && plan.calendar.basedOn !== store.calendarVersion) return { kind: 'stale' };
    if (otherCalendars.some(({ storeId, basedOn }) => basedOn !== storeOf(storeId).calendarVersion))
      return { kind: 'stale' };
    if (readVersions.some(({ storeId, version }) => version !== storeOf(storeId).calendarVersion))
      return { kind: 'stale' };
    const charged = plan.filing.outsideQuota ? 0 : size;
    if (plan.hardLimitBytes > 0 && store.usedBytes + charged > plan.hardLimitBytes) return { kind: 'over-quota' };
    store.made.set(plan.deliveryId, plan.receivedAt);
    store.usedBytes += charged;
    if (plan.calendar !== null) changeCalendar(store, plan.calendar, plan.receivedAt);
    for (const each of otherCalendars) {
      const other = storeOf(each.storeId);
      changeCalendar(other, each, plan.receivedAt);
      if (each.decision !== null) noteDecision(other, each.decision, null);
    }
    for (const mail of plan.outgoing) outbox.put(mail);
    if (plan.quotaTold !== undefined) store.quotaTold = plan.quotaTold;
    for (const { key, messages } of plan.counts ?? []) counts.push({ key, messages, at: plan.receivedAt });
    const filed = folders.file(store, plan, body);
    if (plan.decision !== null && filed.kind === 'delivered') noteDecision(store, plan.decision, filed);
    const vacation = plan.vacation ?? null;
    if (vacation === null || filed.kind !== 'delivered') return filed;
    if (!answerLog.answer(plan.storeId, vacation)) return { ...filed, vacation: 'withheld' };
    outbox.put(vacation.mail);
    return { ...filed, vacation: 'sent' };
  };
  const changes = createChangeFeed();
  const folders = memoryFolders(stores, storeOf, changes);

  return {
    changes,
    desk: {
      submit: (submission) =>
        settle(() => {
          const calendar = submission.calendar ?? null;
          if (calendar !== null) {
            const owner = storeOf(calendar.storeId);
            if (calendar.basedOn !== owner.calendarVersion) return 'stale';
            changeCalendar(owner, calendar, submission.audit.sentAt);
          }
          for (const { storeId, message } of submission.copies) {
            deliverOne({ ...sentCopy(storeId, submission.audit.sentAt), message });
          }
          for (const mail of submission.outgoing) outbox.put(mail);
          audit.put(submission);
          return 'done';
        }),
      read: (request) =>
        settle(() => ({
          ...snapshot(storeOf(request.storeId), request, isDuplicate),
          answerLog: request.answerLog ? answerLog.read(request.storeId, request.answerLog.sender, request.now) : null,
        })),
      deliver: (plans) =>
        settle(() => {
          for (const plan of plans) {
            for (const { storeId } of [plan, ...(plan.otherCalendars ?? []), ...(plan.readVersions ?? [])])
              storeOf(storeId);
          }
          return plans.map(deliverOne);
        }),
      revise: ({ outgoing, plannedAt, otherCalendars = [], counts: counted = [], ...plan }) =>
        settle(() => {
          const changes = [plan, ...otherCalendars];
          if (changes.some(({ storeId, basedOn }) => basedOn !== storeOf(storeId).calendarVersion)) return 'stale';
          for (const each of changes) {
            changeCalendar(storeOf(each.storeId), each, plannedAt);
            if (each.decision !== null) noteDecision(storeOf(each.storeId), each.decision, null);
          }
          for (const mail of outgoing) outbox.put(mail);
          for (const { key, messages } of counted) counts.push({ key, messages, at: plannedAt });
          return 'done';
        }),
      messagesCounted: (keys, windowMs, now) =>
        settle(() =>
          keys.map((key) =>
            counts
              .filter((each) => each.key === key && each.at > now - windowMs && each.at <= now + MINUTE_MS)
              .reduce((sum, { messages }) => sum + messages, 0),
          ),
        ),
    },
    calendars: {
      agenda: (storeId, interval) => settle(() => busyIn(storeOf(storeId), [interval])),
      entries: (storeId, uids) => settle(() => entriesOf(storeOf(storeId), uids)),
      entriesIndexedBefore: (storeId, before) => settle(() => indexedBefore(storeOf(storeId), before)),
      entriesPendingUntil: (storeId, now) => settle(() => pendingUntil(storeOf(storeId), now)),
      entriesWaiting: (storeId) => settle(() => waitingIn(storeOf(storeId)).map(({ entry }) => entry)),
      storesWaitingUntil: (now) =>
        settle(() =>
          [...stores.values()]
            .filter((store) => waitingIn(store).some(({ until }) => until <= now))
            .map(({ id }) => id)
            .toSorted((one, other) => one - other),
        ),
      decisions: (storeId, limit) => settle(() => storeOf(storeId).decisions.slice(0, limit)),
      leftToPerson: (storeId, asked) => settle(() => leftIn(storeOf(storeId), asked)),
      leftCounts: (now) => settle(() => [...stores.values()].flatMap((store) => countLeft(store, now))),
    },
    outbox: outbox.port,
    audit: audit.port,
    quotas: {
      quotaState: (storeId) =>
        settle(() => ({ usedBytes: storeOf(storeId).usedBytes, told: storeOf(storeId).quotaTold })),
      noteQuotaTold: (storeId, told) =>
        settle(() => {
          storeOf(storeId).quotaTold = told;
        }),
      usedBytes: (storeId) => settle(() => storeOf(storeId).usedBytes),
    },
    mailStore: {
      ...folders.mailStore,
      createStore: (createdAt) =>
        settle(() => {
          const id = (stores.size + 1) as StoreId;
          const guid = randomUUID();
          stores.set(id, emptyStore(id, guid, createdAt));
          return { id, guid, createdAt, messageCount: 0, usedBytes: 0 };
        }),
    },
  };
}

function emptyStore(id: StoreId, guid: string, createdAt: Instant): MemoryStoreData {
  return {
    id,
    guid,
    createdAt,
    folders: new Map(),
    foldersMade: 0,
    subscriptions: new Set(),
    usedBytes: 0,
    quotaTold: nothingTold,
    made: new Map(),
    calendarVersion: 0,
    entries: new Map(),
    tombstones: [],
    decisions: [],
    left: [],
  };
}

/** The bytes are copied at the first call, as they are given away with it. */
function bodyOf(message: MessageBytes, bodies: WeakMap<MessageBytes, Uint8Array>): Uint8Array {
  const known = bodies.get(message);
  if (known !== undefined) return known;
  const body = message.kind === 'memory' ? new Uint8Array(message.bytes) : readFileSync(message.path);
  bodies.set(message, body);
  return body;
}

function snapshot(
  store: MemoryStoreData,
  { deliveryId, now, calendar }: SnapshotRequest,
  isDuplicate: (store: MemoryStoreData, deliveryId: string, now: Instant) => boolean,
): DeskSnapshot {
  return {
    duplicate: isDuplicate(store, deliveryId, now),
    usedBytes: store.usedBytes,
    calendar: calendar && {
      version: store.calendarVersion,
      entries: entriesOf(store, calendar.uids),
      tombstones: store.tombstones.filter(({ uid, expiresAt }) => calendar.uids.includes(uid) && expiresAt > now),
      busy: busyIn(store, calendar.busyIn),
    },
  };
}

function entriesOf(store: MemoryStoreData, uids: readonly string[]): readonly CalendarEntry[] {
  return [...store.entries.values()]
    .map(({ entry }) => entry)
    .filter(({ uid, pending }) => uids.includes(uid) || (pending !== undefined && uids.includes(pending.uid)));
}

function indexedBefore(store: MemoryStoreData, before: Instant): readonly CalendarEntry[] {
  return [...store.entries.values()]
    .map(({ entry }) => entry)
    .filter(({ indexedUntil }) => indexedUntil !== null && indexedUntil < before)
    .sort((one, other) => (one.indexedUntil ?? 0) - (other.indexedUntil ?? 0));
}

function pendingUntil(store: MemoryStoreData, now: Instant): readonly CalendarEntry[] {
  return [...store.entries.values()]
    .map(({ entry }) => entry)
    .filter(({ pending }) => pending !== undefined && pending.expiresAt <= now)
    .sort((one, other) => (one.pending?.expiresAt ?? 0) - (other.pending?.expiresAt ?? 0));
}

function waitingIn(store: MemoryStoreData): readonly { readonly entry: CalendarEntry; readonly until: Instant }[] {
  return [...store.entries.values()]
    .flatMap(({ entry }) => (entry.waiting === undefined ? [] : [{ entry, ...entry.waiting }]))
    .toSorted((one, other) => one.since - other.since);
}

function busyIn(store: MemoryStoreData, intervals: readonly Interval[]): readonly BusyInterval[] {
  return [...store.entries.values()]
    .flatMap(({ busy }) => busy)
    .filter(({ start, end }) => intervals.some((asked) => start < asked.end && end > asked.start))
    .sort((one, other) => one.start - other.start || one.end - other.end);
}

function changeCalendar(
  store: MemoryStoreData,
  { change, nextVersion }: Pick<PlannedChange, 'change' | 'nextVersion'>,
  now: Instant,
): void {
  const { remove, put, extend = [], tombstones } = change;
  if (remove.length + put.length + extend.length + tombstones.length === 0) return;
  for (const key of remove) store.entries.delete(keyOf(key));
  for (const each of put) store.entries.set(keyOf(each.entry), each);
  for (const { entry, busy } of extend) {
    const before = store.entries.get(keyOf(entry))?.busy ?? [];
    store.entries.set(keyOf(entry), { entry, busy: [...before, ...busy] });
  }
  for (const tombstone of tombstones) addTombstone(store, tombstone);
  if (tombstones.length > 0) {
    store.tombstones = store.tombstones
      .filter(({ expiresAt }) => expiresAt > now)
      .sort((one, other) => other.expiresAt - one.expiresAt)
      .slice(0, MAX_TOMBSTONES);
  }
  store.calendarVersion = nextVersion ?? store.calendarVersion + 1;
}

function addTombstone(store: MemoryStoreData, tombstone: Tombstone): void {
  const isSame = (other: Tombstone): boolean =>
    keyOf(other) === keyOf(tombstone) &&
    other.recurrenceId === tombstone.recurrenceId &&
    (other.thisAndFuture ?? false) === (tombstone.thisAndFuture ?? false);
  const earlier = store.tombstones.find(isSame) ?? tombstone;
  const cancelledAt = Math.max(earlier.cancelledAt, tombstone.cancelledAt) as Instant;
  const expiresAt = Math.max(earlier.expiresAt, tombstone.expiresAt) as Instant;
  store.tombstones = [...store.tombstones.filter((other) => !isSame(other)), { ...tombstone, cancelledAt, expiresAt }];
}

function keyOf({ uid, organizer }: EntryKey): string {
  return JSON.stringify([uid, organizer]);
}
