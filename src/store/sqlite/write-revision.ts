/**
 * The writer's part for a change of a calendar that no mail brings: the change, its decision and its mails, inside the
 * transaction that the writer has open. A plan made from an older calendar writes nothing.
 */
import type Database from 'better-sqlite3';
import type { OutgoingMail } from '../desk.js';
import { StoreError } from '../store-error.js';
import { prepareCalendarWrites } from './write-calendar.js';
import type { WriteHandlers } from './write-calls.js';
import { prepareDecisionWrite } from './write-decision.js';

export function prepareRevise(
  database: Database.Database,
  enqueue: (mail: OutgoingMail) => void,
): WriteHandlers['revise'] {
  const readVersion = database.prepare<[number], number>('SELECT calendar_version FROM store WHERE id = ?').pluck();
  const changeCalendar = prepareCalendarWrites(database);
  const recordDecision = prepareDecisionWrite(database);
  return ({ storeId, basedOn, change, decision, outgoing, plannedAt }) => {
    const version = readVersion.get(storeId);
    if (version === undefined) throw new StoreError('not-found', `there is no store ${storeId}`);
    if (version !== basedOn) return 'stale';
    changeCalendar(storeId, change, plannedAt);
    if (decision !== null) recordDecision(storeId, decision);
    for (const mail of outgoing) enqueue(mail);
    return 'done';
  };
}
