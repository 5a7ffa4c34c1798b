/**
 * Makes changes inside the writer's open transaction: assigns their values from the tables, applies them, and collects
 * them for the record of the call.
 */
import type Database from 'better-sqlite3';
import type { DecisionRecord } from '../../booking/decision-record.js';
import type { StoreId } from '../../directory/account.js';
import type { Instant } from '../../mail/instant.js';
import type { OutgoingMessage } from '../outbox.js';
import type { PlannedChange, VacationResponse } from '../delivery-desk.js';
import { StoreError } from '../store-error.js';
import { forgetAnswerAt, prepareMayAnswer } from './answer-log.js';
import type { ApplyChange } from './apply-change.js';
import type { FiledAt, ChangeToRecord, RecordedChange } from './recorded-change.js';
import { isEmptyChange } from './write-calendar.js';
import { prepareNextDecision } from './write-decision.js';

const noBytes = new Uint8Array(0);

export interface StoreState {
  readonly guid: string;
  readonly usedBytes: number;
  readonly calendarVersion: number;
}

/** Collects the changes of one entry. */
export interface ChangesMade {
  readonly made: readonly ChangeToRecord[];
  make(change: RecordedChange): void;
  calendar(storeId: StoreId, planned: PlannedChange, at: Instant): void;
  /** @param filed the place of the message that it is about; null: it was made without one */
  decision(storeId: StoreId, decision: DecisionRecord, filed: FiledAt | null): void;
  /** @param body bytes that the record has as its body; an equal message is not recorded again */
  outgoing(mail: OutgoingMessage, body?: Uint8Array | null): void;
  vacation(storeId: StoreId, response: VacationResponse): 'sent' | 'withheld';
}

export interface ChangeMaker {
  /** Throws StoreError('not-found'). */
  storeOf(storeId: StoreId): StoreState;
  begin(): ChangesMade;
}

export function prepareChangeMaker(database: Database.Database, apply: ApplyChange): ChangeMaker {
  const findStore = database.prepare<[number], StoreState>(
    'SELECT guid, used_bytes AS usedBytes, calendar_version AS calendarVersion FROM store WHERE id = ?',
  );
  const nextDecision = prepareNextDecision(database);
  const mayAnswer = prepareMayAnswer(database);
  const storeOf = (storeId: StoreId): StoreState => {
    const store = findStore.get(storeId);
    if (store === undefined) throw new StoreError('not-found', `there is no store ${storeId}`);
    return store;
  };
  const begin = (): ChangesMade => {
    const made: ChangeToRecord[] = [];
    const add = (change: RecordedChange, bytes: Uint8Array, blob: Uint8Array | null): void => {
      apply(change, bytes);
      made.push({ change, blob });
    };
    const make = (change: RecordedChange): void => add(change, noBytes, null);
    const outgoing = (message: OutgoingMessage, body: Uint8Array | null = null): void => {
      const { bytes, storeId, ...mail } = message;
      const store = storeId === null ? null : (findStore.get(storeId)?.guid ?? null);
      const isBody = body !== null && Buffer.compare(body, bytes) === 0;
      add({ kind: 'outgoing', store, mail, sizeBytes: bytes.length, isBody }, bytes, isBody ? null : bytes);
    };
    return {
      made,
      make,
      outgoing,
      calendar(storeId, { basedOn, nextVersion, change }, at) {
        if (isEmptyChange(change)) return;
        const { guid: store, calendarVersion } = storeOf(storeId);
        make({ kind: 'calendar', store, change, basedOn, version: nextVersion ?? calendarVersion + 1, at });
      },
      decision(storeId, decision, filed) {
        const place = filed === null ? {} : { filed };
        make({ kind: 'decision', store: storeOf(storeId).guid, number: nextDecision(storeId), decision, ...place });
      },
      vacation(storeId, response) {
        if (!mayAnswer(storeId, response)) return 'withheld';
        const { sender, round, mail } = response;
        const store = storeOf(storeId).guid;
        make({ kind: 'vacation', store, sender, round, at: mail.createdAt, forgetAt: forgetAnswerAt(response) });
        outgoing(mail);
        return 'sent';
      },
    };
  };
  return { storeOf, begin };
}
