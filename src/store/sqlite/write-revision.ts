/**
 * Writes a change of a calendar without a message: the change, its decision and its outgoing messages, inside the
 * writer's open transaction. A plan made from an older version of the calendar writes nothing.
 */
import type Database from 'better-sqlite3';
import type { OtherCalendarChange, OutgoingMessage } from '../desk.js';
import { StoreError } from '../store-error.js';
import { prepareMessageCount } from './count-messages.js';
import { prepareCalendarWrites } from './write-calendar.js';
import type { WriteHandlers } from './write-calls.js';
import { prepareDecisionWrite } from './write-decision.js';

export function prepareRevise(
  database: Database.Database,
  enqueue: (mail: OutgoingMessage) => void,
): WriteHandlers['revise'] {
  const readVersion = database.prepare<[number], number>('SELECT calendar_version FROM store WHERE id = ?').pluck();
  const changeCalendar = prepareCalendarWrites(database);
  const countMessages = prepareMessageCount(database);
  const recordDecision = prepareDecisionWrite(database);
  const hasMoved = ({ storeId, basedOn }: Pick<OtherCalendarChange, 'storeId' | 'basedOn'>): boolean => {
    const version = readVersion.get(storeId);
    if (version === undefined) throw new StoreError('not-found', `there is no store ${storeId}`);
    return version !== basedOn;
  };
  return ({ outgoing, plannedAt, otherCalendars = [], counts = [], ...plan }) => {
    const changes = [plan, ...otherCalendars];
    if (changes.map(hasMoved).includes(true)) return 'stale';
    for (const each of changes) {
      changeCalendar(each.storeId, each, plannedAt);
      if (each.decision !== null) recordDecision(each.storeId, each.decision);
    }
    for (const mail of outgoing) enqueue(mail);
    countMessages(counts, plannedAt);
    return 'done';
  };
}
