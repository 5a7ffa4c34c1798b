/**
 * Writes delivery plans inside the writer's open transaction. Bodies only get their locations here; the writer writes and
 * syncs them before the commit.
 *
 * Order of the checks: already made (duplicate), calendar changed (stale), too large (over-quota). The first failed check
 * is the outcome, and nothing of the plan is written.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import type { CalendarState, DeliveryOutcome, OutgoingMessage } from '../desk.js';
import { StoreError } from '../store-error.js';
import { prepareAnswerOnce } from './answer-log.js';
import { prepareMessageCount } from './count-messages.js';
import { deliveryKey, folderName } from './schema.js';
import type { FilingToRecord, SegmentAppender } from './segment-appender.js';
import type { BodyLocation } from './segment-record.js';
import { prepareCalendarWrites } from './write-calendar.js';
import { prepareDecisionWrite } from './write-decision.js';
import type { DeliverAnswer, PlanBody, PlanToWrite, WriteHandlers } from './write-calls.js';
import type { FolderWrites, TakenUid } from './write-folders.js';
import type { InsertMessage } from './write-messages.js';
import { prepareQuotaNote } from './quota-told.js';

export interface DeliveryParts {
  readonly database: Database.Database;
  readonly appender: SegmentAppender;
  readonly folders: FolderWrites;
  readonly insertMessage: InsertMessage;
  readonly enqueue: (mail: OutgoingMessage) => void;
  readonly duplicateWindowMs: number;
}

interface StoreRow {
  readonly guid: string;
  readonly used_bytes: number;
  readonly calendar_version: number;
}

/** A delivered plan with its folder and UID. */
interface Filed {
  readonly plan: PlanToWrite;
  readonly storeGuid: string;
  readonly folder: string;
  readonly taken: TakenUid;
}

export function prepareDelivery(parts: DeliveryParts): WriteHandlers['deliver'] {
  const { database } = parts;
  const findStore = database.prepare<[number], StoreRow>(
    'SELECT guid, used_bytes, calendar_version FROM store WHERE id = ?',
  );
  const storeOf = (storeId: StoreId): StoreRow => {
    const store = findStore.get(storeId);
    if (store === undefined) throw new StoreError('not-found', `there is no store ${storeId}`);
    return store;
  };
  const refusal = prepareRefusal(parts);
  const record = prepareRecord(parts);

  return ({ bodies, plans }) => {
    for (const plan of plans) for (const storeId of storesOf(plan)) storeOf(storeId);
    const filed: Filed[] = [];
    const neededBodies = new Set<number>();
    const outcomes = plans.map((plan): DeliveryOutcome => {
      const store = storeOf(plan.storeId);
      const hasMoved = statesOf(plan).some(({ storeId, version }) => version !== storeOf(storeId).calendar_version);
      const refused = refusal(plan, store, hasMoved, sizeOf(plan, bodies));
      if (refused !== null) {
        // The plan is made again, and its body is written already.
        if (refused.kind === 'stale') neededBodies.add(plan.body);
        return refused;
      }
      const folder = chooseFolder(plan, parts.folders);
      const vacation = record(plan, sizeOf(plan, bodies));
      const isUnseen = !plan.filing.flags.includes('\\Seen');
      const taken = parts.folders.takeUid(plan.storeId, folder, isUnseen, plan.receivedAt);
      neededBodies.add(plan.body);
      filed.push({ plan, storeGuid: store.guid, folder, taken });
      return { kind: 'delivered', uid: taken.uid, folder, ...(vacation === null ? {} : { vacation }) };
    });
    return { outcomes, bodies: placeBodies(parts, bodies, neededBodies, filed) };
  };
}

function chooseFolder({ storeId, filing }: PlanToWrite, folders: FolderWrites): string {
  const preferred = filing.preferred ?? null;
  return (preferred === null ? null : folders.folderLike(storeId, preferred)) ?? folderName(filing.folder);
}

function storesOf({ storeId, otherCalendars = [], readVersions = [] }: PlanToWrite): readonly StoreId[] {
  return [storeId, ...[...otherCalendars, ...readVersions].map((each) => each.storeId)];
}

/** All calendars that the plan was made from. */
function statesOf({
  storeId,
  calendar,
  otherCalendars = [],
  readVersions = [],
}: PlanToWrite): readonly CalendarState[] {
  const changed = [...(calendar === null ? [] : [{ ...calendar, storeId }]), ...otherCalendars];
  return [...changed.map((each) => ({ storeId: each.storeId, version: each.basedOn })), ...readVersions];
}

function sizeOf(plan: PlanToWrite, bodies: readonly PlanBody[]): number {
  return plan.filing.prefix.length + bodyLength(bodyOf(plan.body, bodies));
}

function bodyOf(index: number, bodies: readonly PlanBody[]): PlanBody {
  const body = bodies[index];
  if (body === undefined) throw new StoreError('unavailable', 'a plan names a body that is not part of the call');
  return body;
}

function bodyLength(body: PlanBody): number {
  if (body.kind === 'memory') return body.bytes.length;
  return body.kind === 'spill' ? body.sizeBytes : body.at.length;
}

function prepareRefusal({
  database,
  duplicateWindowMs,
}: DeliveryParts): (
  plan: PlanToWrite,
  store: StoreRow,
  hasMoved: boolean,
  sizeBytes: number,
) => DeliveryOutcome | null {
  const findMade = database
    .prepare<[number, Buffer], number>('SELECT made_at FROM delivery WHERE store_id = ? AND delivery_id = ?')
    .pluck();
  return (plan, store, hasMoved, sizeBytes) => {
    const madeAt = findMade.get(plan.storeId, deliveryKey(plan.deliveryId));
    if (madeAt !== undefined && madeAt > plan.receivedAt - duplicateWindowMs) return { kind: 'duplicate' };
    if (hasMoved) return { kind: 'stale' };
    const charged = plan.filing.outsideQuota ? 0 : sizeBytes;
    if (plan.hardLimitBytes > 0 && store.used_bytes + charged > plan.hardLimitBytes) return { kind: 'over-quota' };
    return null;
  };
}

/** Writes all parts of a delivered plan except its message row; returns the result for its vacation response. */
function prepareRecord({
  database,
  enqueue,
}: DeliveryParts): (plan: PlanToWrite, sizeBytes: number) => 'sent' | 'withheld' | null {
  const insertMade = database.prepare<[number, Buffer, number]>(
    'INSERT OR REPLACE INTO delivery (store_id, delivery_id, made_at) VALUES (?, ?, ?)',
  );
  const charge = database.prepare<[number, number]>('UPDATE store SET used_bytes = used_bytes + ? WHERE id = ?');
  const recordDecision = prepareDecisionWrite(database);
  const changeCalendar = prepareCalendarWrites(database);
  const countMessages = prepareMessageCount(database);
  const noteQuotaTold = prepareQuotaNote(database);
  const answerOnce = prepareAnswerOnce(database);

  return (plan, sizeBytes) => {
    insertMade.run(plan.storeId, deliveryKey(plan.deliveryId), plan.receivedAt);
    if (!plan.filing.outsideQuota) charge.run(sizeBytes, plan.storeId);
    if (plan.calendar !== null) changeCalendar(plan.storeId, plan.calendar, plan.receivedAt);
    if (plan.decision !== null) recordDecision(plan.storeId, plan.decision);
    for (const otherCalendars of plan.otherCalendars ?? []) {
      changeCalendar(otherCalendars.storeId, otherCalendars, plan.receivedAt);
      if (otherCalendars.decision !== null) recordDecision(otherCalendars.storeId, otherCalendars.decision);
    }
    for (const mail of plan.outgoing) enqueue(mail);
    if (plan.quotaTold !== undefined) noteQuotaTold({ storeId: plan.storeId, told: plan.quotaTold });
    countMessages(plan.counts ?? [], plan.receivedAt);
    const vacation = plan.vacation ?? null;
    if (vacation === null) return null;
    if (!answerOnce(plan.storeId, vacation)) return 'withheld';
    enqueue(vacation.mail);
    return 'sent';
  };
}

/** Places one record per body with all its recipients, then writes their rows, which point into it. */
function placeBodies(
  { appender, insertMessage }: DeliveryParts,
  bodies: readonly PlanBody[],
  needed: ReadonlySet<number>,
  filed: readonly Filed[],
): DeliverAnswer['bodies'] {
  return bodies.map((body, index) => {
    if (!needed.has(index)) return null;
    const stored = body.kind === 'stored' ? body.at : null;
    const recipients = filed.filter(({ plan }) => plan.body === index);
    if (stored !== null && recipients.length === 0) return stored;
    const filings = recipients.map((recipient) => filingOf(recipient, stored));
    const placed = appender.place(filings, body.kind === 'stored' ? null : body);
    const location: BodyLocation = stored ?? placed.body;
    for (const [position, { plan, taken }] of recipients.entries()) {
      insertMessage({
        ...taken,
        storeId: plan.storeId,
        flags: plan.filing.flags,
        receivedAt: plan.receivedAt,
        outsideQuota: plan.filing.outsideQuota,
        prefix: {
          segment: placed.body.segment,
          offset: placed.prefixOffsets[position] ?? 0,
          length: plan.filing.prefix.length,
        },
        body: location,
      });
    }
    return location;
  });
}

function filingOf({ plan, storeGuid, folder, taken }: Filed, body: BodyLocation | null): FilingToRecord {
  const { filing, deliveryId, receivedAt } = plan;
  return {
    filing: {
      storeGuid,
      deliveryId,
      folder,
      uidValidity: taken.uidValidity,
      uid: taken.uid,
      flags: filing.flags,
      receivedAt,
      outsideQuota: filing.outsideQuota,
      body,
    },
    prefix: filing.prefix,
  };
}
