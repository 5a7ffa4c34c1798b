/**
 * Writes delivery plans inside the writer's open transaction. Bodies only get their locations here; the writer writes and
 * syncs them before the commit.
 *
 * Order of the checks: already made (duplicate), calendar changed (stale), too large (over-quota). The first failed check
 * is the outcome, and nothing of the plan is written.
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import type { CalendarState, DeliveryOutcome } from '../delivery-desk.js';
import { StoreError } from '../store-error.js';
import type { ChangeMaker, ChangesMade, StoreState } from './make-changes.js';
import { placeRecords, type FilingToPlace, type PlaceParts, type RecordToPlace } from './place-records.js';
import type { BodyLocation, FiledAt } from './recorded-change.js';
import { folderName } from '../folder-name.js';
import { deliveryKey } from './schema.js';
import type { DeliverAnswer, PlanBody, PlanToWrite, WriteHandlers } from './write-calls.js';
import type { FolderWrites } from './write-folders.js';

export interface DeliveryParts extends PlaceParts {
  readonly database: Database.Database;
  readonly folders: FolderWrites;
  readonly changes: ChangeMaker;
  readonly duplicateWindowMs: number;
}

type DeliverAsk = Parameters<WriteHandlers['deliver']>[0];

/** Plans that were checked and written, except for their message rows, which need the locations of their records. */
interface PreparedDelivery {
  readonly outcomes: readonly DeliveryOutcome[];
  readonly records: readonly RecordToPlace[];
  /** The record that has each body; a location of an earlier call; null: not needed. */
  readonly bodies: readonly (RecordToPlace | BodyLocation | null)[];
}

export type PrepareDelivery = (ask: DeliverAsk) => PreparedDelivery;

/** The handler of `deliver`. */
export function deliveryHandler(prepare: PrepareDelivery, parts: PlaceParts): WriteHandlers['deliver'] {
  return (ask) => {
    const { outcomes, records, bodies } = prepare(ask);
    const placed = placeRecords(parts, records);
    const locationOf = (body: RecordToPlace | BodyLocation | null): BodyLocation | null =>
      body === null || 'offset' in body ? body : (placed.get(body) ?? null);
    return { outcomes, bodies: bodies.map(locationOf) } satisfies DeliverAnswer;
  };
}

export function prepareDelivery(parts: DeliveryParts): PrepareDelivery {
  const storeOf = (storeId: StoreId): StoreState => parts.changes.storeOf(storeId);
  const refusal = prepareRefusal(parts);
  const file = prepareFile(parts);
  return ({ bodies, plans }) => {
    for (const plan of plans) for (const storeId of storesOf(plan)) storeOf(storeId);
    const records = collectRecords(bodies);
    const outcomes = plans.map((plan): DeliveryOutcome => {
      const store = storeOf(plan.storeId);
      const hasMoved = statesOf(plan).some(({ storeId, version }) => version !== storeOf(storeId).calendarVersion);
      const refused = refusal(plan, store, hasMoved, sizeOf(plan, bodies));
      if (refused !== null) {
        // The plan is made again, and its body is written already.
        if (refused.kind === 'stale') records.need(plan.body);
        return refused;
      }
      const { filing, vacation } = file(plan, store, sizeOf(plan, bodies));
      records.add(plan.body, filing);
      const { uid, folder } = filing;
      return { kind: 'delivered', uid, folder, ...(vacation === null ? {} : { vacation }) };
    });
    return { outcomes, ...records.done() };
  };
}

/** Makes all changes of a plan except its message row. */
function prepareFile({
  database,
  folders,
  changes,
}: DeliveryParts): (
  plan: PlanToWrite,
  store: StoreState,
  sizeBytes: number,
) => { readonly filing: FilingToPlace; readonly vacation: 'sent' | 'withheld' | null } {
  const insertMade = database.prepare<[number, Buffer, number]>(
    'INSERT OR REPLACE INTO delivery (store_id, delivery_id, made_at) VALUES (?, ?, ?)',
  );
  const charge = database.prepare<[number, number]>('UPDATE store SET used_bytes = used_bytes + ? WHERE id = ?');
  return (plan, store, sizeBytes) => {
    const { storeId, deliveryId, receivedAt, filing } = plan;
    const folder = chooseFolder(plan, folders);
    insertMade.run(storeId, deliveryKey(deliveryId), receivedAt);
    if (!filing.outsideQuota) charge.run(sizeBytes, storeId);
    const made = changes.begin();
    const taken = folders.takeUid(storeId, folder, !filing.flags.includes('\\Seen'), receivedAt);
    const vacation = makeChanges(plan, made, { store: store.guid, filed: { folder, uid: taken.uid } });
    const { flags, prefix, outsideQuota } = filing;
    const { guid: storeGuid } = store;
    return {
      filing: {
        ...taken,
        storeId,
        storeGuid,
        deliveryId,
        folder,
        flags,
        prefix,
        receivedAt,
        savedAt: null,
        outsideQuota,
        changes: made.made,
      },
      vacation,
    };
  };
}

/** Returns the result for the plan's vacation response; null: it has none. */
function makeChanges(
  plan: PlanToWrite,
  made: ChangesMade,
  { store, filed }: { readonly store: string; readonly filed: FiledAt },
): 'sent' | 'withheld' | null {
  const { storeId, calendar, decision, outgoing, quotaTold, counts = [], vacation = null, receivedAt } = plan;
  if (calendar !== null) made.calendar(storeId, calendar, receivedAt);
  if (decision !== null) made.decision(storeId, decision, filed);
  for (const other of plan.otherCalendars ?? []) {
    made.calendar(other.storeId, other, receivedAt);
    if (other.decision !== null) made.decision(other.storeId, other.decision, null);
  }
  for (const message of outgoing) made.outgoing(message);
  if (quotaTold !== undefined) made.make({ kind: 'quota-told', store, told: quotaTold });
  if (counts.length > 0) made.make({ kind: 'counts', counts, at: receivedAt });
  return vacation === null ? null : made.vacation(storeId, vacation);
}

/** Gathers filings into records: consecutive filings of one body are one record, which has the body if it is the first. */
function collectRecords(bodies: readonly PlanBody[]): {
  need(body: number): void;
  add(body: number, filing: FilingToPlace): void;
  done(): Pick<PreparedDelivery, 'records' | 'bodies'>;
} {
  interface Gathering extends RecordToPlace {
    readonly bodyIndex: number;
    readonly filings: FilingToPlace[];
  }
  const records: Gathering[] = [];
  const placesOf = new Map<number, RecordToPlace | BodyLocation>();
  const begin = (bodyIndex: number): Gathering => {
    const body = bodyOf(bodyIndex, bodies);
    const place = placesOf.get(bodyIndex) ?? (body.kind === 'stored' ? body.at : null);
    const record: Gathering = { bodyIndex, body: place ?? asSource(body), filings: [], changes: [] };
    placesOf.set(bodyIndex, place ?? record);
    records.push(record);
    return record;
  };
  return {
    need(bodyIndex) {
      const body = bodyOf(bodyIndex, bodies);
      if (body.kind === 'stored') placesOf.set(bodyIndex, body.at);
      else if (!placesOf.has(bodyIndex)) begin(bodyIndex);
    },
    add(bodyIndex, filing) {
      const last = records.at(-1);
      const record = last?.bodyIndex === bodyIndex ? last : begin(bodyIndex);
      record.filings.push(filing);
    },
    done: () => ({ records, bodies: bodies.map((_, index) => placesOf.get(index) ?? null) }),
  };
}

function asSource(body: PlanBody): RecordToPlace['body'] {
  return body.kind === 'stored' ? body.at : body;
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
  store: StoreState,
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
    if (plan.hardLimitBytes > 0 && store.usedBytes + charged > plan.hardLimitBytes) return { kind: 'over-quota' };
    return null;
  };
}
