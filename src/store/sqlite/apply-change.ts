/**
 * Applies a recorded change to the tables, inside the writer's open transaction: when it is made, and when the log is
 * replayed. Every value is in the change; what depends on the tables is decided before (write-delivery.ts).
 */
import type Database from 'better-sqlite3';
import type { StoreId } from '../../directory/account.js';
import type { OutgoingMessage } from '../outbox.js';
import { prepareLookUpFolder } from './find-folder.js';
import { type ChangeNotes, noNotes } from './note-changes.js';
import { prepareRemoval } from './write-expunge.js';
import { prepareAnswerWrite } from './answer-log.js';
import { prepareMessageCount } from './count-messages.js';
import { prepareQuotaNote } from './quota-told.js';
import type { RecordedChange } from './recorded-change.js';
import { prepareCalendarWrites } from './write-calendar.js';
import { prepareDecisionWrite } from './write-decision.js';

export interface ApplyParts {
  readonly database: Database.Database;
  readonly enqueue: (mail: OutgoingMessage) => void;
  /** The id of a store in this database. */
  readonly idOf: (guid: string) => StoreId;
  /** Absent: nobody listens. */
  readonly notes?: ChangeNotes;
}

/** @param bytes of an outgoing message */
export type ApplyChange = (change: RecordedChange, bytes: Uint8Array) => void;

type Kind = RecordedChange['kind'];
type Appliers = {
  readonly [Each in Kind]: (change: Extract<RecordedChange, { kind: Each }>, bytes: Uint8Array) => void;
};

export function prepareApplyChange({ database, enqueue, idOf, notes = noNotes }: ApplyParts): ApplyChange {
  const changeCalendar = prepareCalendarWrites(database);
  const recordDecision = prepareDecisionWrite(database);
  const countMessages = prepareMessageCount(database);
  const noteQuotaTold = prepareQuotaNote(database);
  const noteAnswer = prepareAnswerWrite(database);
  const findFolder = prepareLookUpFolder(database);
  const removal = prepareRemoval(database, notes);
  const insertAudit = database.prepare<[number, string, string | null, string]>(
    'INSERT INTO audit (sent_at, actor, owner, record) VALUES (?, ?, ?, ?)',
  );
  const correspond = database.prepare<[number, string]>(
    'INSERT INTO correspondent (store_id, address) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const appliers: Appliers = {
    calendar: ({ store, change, version, at }) => changeCalendar(idOf(store), change, version, at),
    decision: ({ store, number, decision, filed = null }) => recordDecision(idOf(store), number, decision, filed),
    outgoing: ({ store, mail }, bytes) => enqueue({ ...mail, storeId: store === null ? null : idOf(store), bytes }),
    counts: ({ counts, at }) => countMessages(counts, at),
    'quota-told': ({ store, told }) => noteQuotaTold({ storeId: idOf(store), told }),
    vacation: ({ store, ...answer }) => noteAnswer(idOf(store), answer),
    correspondents({ stores, addresses }) {
      for (const store of stores) for (const address of addresses) correspond.run(idOf(store), address);
    },
    expunge({ store, folder, uidValidity, uids, modSeq }) {
      const found = findFolder(idOf(store), folder);
      // After a rebuild, the folder may be another one, or may not have these messages.
      if (found?.uidValidity === uidValidity) removal.remove(found, uids, modSeq);
    },
    audit: ({ audit }) => insertAudit.run(audit.sentAt, audit.actor, audit.owner, JSON.stringify(audit)),
  };
  return (change, bytes) => {
    const apply = appliers[change.kind] as (change: RecordedChange, bytes: Uint8Array) => void;
    apply(change, bytes);
  };
}
