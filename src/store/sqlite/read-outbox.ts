/**
 * Reads the outbox: claims of due messages, the next due time, and entries for administrators.
 */
import type Database from 'better-sqlite3';
import type { Address } from '../../mail/address.js';
import type { Instant } from '../../mail/instant.js';
import {
  MAX_OUTBOX_PAGE,
  outboxStates,
  type DsnRequest,
  type OutboxDepth,
  type OutboxEntry,
  type OutboxState,
  type Outbox,
} from '../outbox.js';
import { answering } from './answering.js';
import { createOutboxClaims, earlier } from './outbox-claims.js';

type OutboxReads = Pick<
  Outbox,
  'claim' | 'renew' | 'release' | 'nextDueAt' | 'outboxEntries' | 'outboxDepths' | 'outboxEntry' | 'outboxBytes'
>;

interface OutboxRow {
  readonly id: string;
  readonly state: OutboxState;
  readonly reverse_path: string | null;
  readonly recipients: string;
  readonly message_id: string;
  readonly subject: string;
  readonly size_bytes: number;
  readonly attempts: number;
  readonly created_at: Instant;
  readonly next_attempt_at: Instant;
  readonly last_error: string | null;
  readonly dsn: string | null;
  readonly lane: string | null;
  readonly is_behind: number;
}

export function prepareOutboxReads(database: Database.Database): OutboxReads {
  const waiting = (bound: string): Database.Statement<[number, number], OutboxRow> =>
    database.prepare(
      `SELECT * FROM outbox WHERE state = 'waiting' AND is_behind = 0 AND next_attempt_at ${bound}
       ORDER BY next_attempt_at, created_at, id LIMIT ?`,
    );
  const [due, ahead] = [waiting('<= ?'), waiting('> ?')];
  const claims = createOutboxClaims();
  // A claim blocks at most two rows: its own, and the first of its lane.
  const blockedRows = (): number => 2 * claims.count();
  const page = database.prepare<[number, string, number], OutboxRow>(
    'SELECT * FROM outbox WHERE (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?',
  );
  const depth = database.prepare<[OutboxState], Omit<OutboxDepth, 'state'>>(
    'SELECT count(*) AS messages, min(created_at) AS oldestAt FROM outbox WHERE state = ?',
  );
  const one = database.prepare<[string], OutboxRow>('SELECT * FROM outbox WHERE id = ?');
  const bytes = database.prepare<[string], Buffer>('SELECT bytes FROM outbox_bytes WHERE id = ?').pluck();
  return {
    claim: (claim, limit, farthest) =>
      answering(() => {
        claims.expire(claim.now);
        const most = limit + blockedRows();
        const free = due.all(claim.now, most).filter((row) => !claims.isBlocked(row));
        const more = farthest === null ? [] : ahead.all(farthest, most).filter((row) => !claims.isBlocked(row));
        const given = [...free, ...more].slice(0, Math.max(0, limit)).map(entryOf);
        for (const entry of given) claims.add(entry, claim);
        return given;
      }),
    renew: (ids, claim) => answering(() => claims.renew(ids, claim)),
    release: (ids, owner) => answering(() => claims.release(ids, owner)),
    nextDueAt: () =>
      answering(() => {
        const next = due.all(Number.MAX_SAFE_INTEGER, blockedRows() + 1).find((row) => !claims.isBlocked(row));
        return earlier(next?.next_attempt_at ?? null, claims.firstEndAt());
      }),
    outboxEntries: ({ after, limit } = { after: null, limit: MAX_OUTBOX_PAGE }) =>
      answering(() => {
        const { createdAt, id } = after ?? { createdAt: Number.MIN_SAFE_INTEGER, id: '' };
        return page.all(createdAt, id, Math.min(limit, MAX_OUTBOX_PAGE)).map(entryOf);
      }),
    outboxDepths: () =>
      answering(() =>
        outboxStates.map((state) => ({ state, ...(depth.get(state) ?? { messages: 0, oldestAt: null }) })),
      ),
    outboxEntry: (id) =>
      answering(() => {
        const row = one.get(id);
        return row === undefined ? null : entryOf(row);
      }),
    outboxBytes: (id) => answering(() => bytes.get(id) ?? null),
  };
}

function entryOf(row: OutboxRow): OutboxEntry {
  return {
    id: row.id,
    state: row.state,
    reversePath: row.reverse_path === null ? null : (JSON.parse(row.reverse_path) as Address),
    recipients: JSON.parse(row.recipients) as readonly Address[],
    messageId: row.message_id,
    subject: row.subject,
    sizeBytes: row.size_bytes,
    attempts: row.attempts,
    createdAt: row.created_at,
    nextAttemptAt: row.next_attempt_at,
    lastError: row.last_error,
    dsn: row.dsn === null ? null : (JSON.parse(row.dsn) as DsnRequest),
    lane: row.lane,
    isBehind: row.is_behind === 1,
  };
}
