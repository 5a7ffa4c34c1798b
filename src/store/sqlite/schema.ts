/**
 * The tables of the store ports in desk.db. The store's id leads every key, so that rows of one store are together and a
 * whole store can move to another database. Bodies of messages are not here: rows point into the segments.
 *
 * Standards: RFC 9051 §2.3.1 (UID, UIDVALIDITY, UIDNEXT), RFC 7162 §3.1 and §3.2 (mod-sequences, remembered expunges).
 */
import type { Migration } from '../../runtime/sqlite/open-database.js';

/** The component's name in `schema_version`. */
export const STORE_COMPONENT = 'store';

const firstSchema = `
CREATE TABLE store (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  guid TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  used_bytes INTEGER NOT NULL DEFAULT 0,
  calendar_version INTEGER NOT NULL DEFAULT 0,
  folders_made INTEGER NOT NULL DEFAULT 0,
  last_uid_validity INTEGER NOT NULL DEFAULT 0,
  decisions_made INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE folder (
  store_id INTEGER NOT NULL REFERENCES store (id),
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  uid_validity INTEGER NOT NULL,
  uid_next INTEGER NOT NULL DEFAULT 1,
  highest_mod_seq INTEGER NOT NULL DEFAULT 1,
  message_count INTEGER NOT NULL DEFAULT 0,
  unseen_count INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (store_id, id),
  UNIQUE (store_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
  store_id INTEGER NOT NULL,
  folder_id INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  mod_seq INTEGER NOT NULL,
  flags TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  outside_quota INTEGER NOT NULL,
  prefix_segment INTEGER NOT NULL,
  prefix_offset INTEGER NOT NULL,
  prefix_length INTEGER NOT NULL,
  body_segment INTEGER NOT NULL,
  body_offset INTEGER NOT NULL,
  body_length INTEGER NOT NULL,
  PRIMARY KEY (store_id, folder_id, uid)
) STRICT, WITHOUT ROWID;

CREATE TABLE expunged (
  store_id INTEGER NOT NULL,
  folder_id INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  mod_seq INTEGER NOT NULL,
  prefix_segment INTEGER NOT NULL,
  prefix_offset INTEGER NOT NULL,
  PRIMARY KEY (store_id, folder_id, uid)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery (
  store_id INTEGER NOT NULL,
  delivery_id BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (store_id, delivery_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_by_age ON delivery (made_at);

CREATE TABLE calendar_entry (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  store_id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  organizer TEXT NOT NULL,
  entry TEXT NOT NULL,
  UNIQUE (store_id, uid, organizer)
) STRICT;

CREATE TABLE busy (
  store_id INTEGER NOT NULL,
  duration_class INTEGER NOT NULL,
  start_at INTEGER NOT NULL,
  end_at INTEGER NOT NULL,
  entry_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  uid TEXT NOT NULL,
  organizer TEXT NOT NULL,
  recurrence_id INTEGER,
  standing TEXT NOT NULL,
  summary TEXT NOT NULL,
  PRIMARY KEY (store_id, duration_class, start_at, end_at, entry_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX busy_by_entry ON busy (store_id, entry_id);

CREATE TABLE tombstone (
  store_id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  organizer TEXT NOT NULL,
  recurrence_id INTEGER NOT NULL,
  cancelled_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (store_id, uid, organizer, recurrence_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE decision (
  store_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (store_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id TEXT NOT NULL PRIMARY KEY,
  store_id INTEGER,
  state TEXT NOT NULL,
  reverse_path TEXT,
  recipients TEXT NOT NULL,
  failed_recipients TEXT NOT NULL,
  message_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  next_attempt_at INTEGER NOT NULL,
  last_error TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_by_time ON outbox (state, next_attempt_at);

CREATE TABLE outbox_bytes (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE REFERENCES outbox (id) ON DELETE CASCADE,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE segment_tail (
  singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
  segment INTEGER NOT NULL,
  tail INTEGER NOT NULL
) STRICT;
`;

/** How far series are indexed, for the advancing horizon. */
const indexedUntilOfSeries = `
ALTER TABLE calendar_entry
  ADD COLUMN indexed_until INTEGER GENERATED ALWAYS AS (json_extract(entry, '$.indexedUntil')) VIRTUAL;
CREATE INDEX calendar_entry_by_reach ON calendar_entry (store_id, indexed_until) WHERE indexed_until IS NOT NULL;
`;

/** Old rows are not public, so their holders are not disclosed. */
const holdersOfBusy = `
ALTER TABLE busy ADD COLUMN is_public INTEGER NOT NULL DEFAULT 0;
`;

/** Number of answers to an organizer by the minute; rows older than an hour are deleted. */
const answersByMinute = `
CREATE TABLE answer_count (
  organizer TEXT NOT NULL,
  minute INTEGER NOT NULL,
  answers INTEGER NOT NULL,
  PRIMARY KEY (organizer, minute)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_count_by_age ON answer_count (minute);
`;

/** A pending booking is found by the UID of the request to its approvers, and by its expiry. */
const pendingApprovals = `
ALTER TABLE calendar_entry
  ADD COLUMN approval_uid TEXT GENERATED ALWAYS AS (json_extract(entry, '$.pending.uid')) VIRTUAL;
ALTER TABLE calendar_entry
  ADD COLUMN pending_until INTEGER GENERATED ALWAYS AS (json_extract(entry, '$.pending.expiresAt')) VIRTUAL;
CREATE INDEX calendar_entry_by_approval ON calendar_entry (store_id, approval_uid) WHERE approval_uid IS NOT NULL;
CREATE INDEX calendar_entry_by_expiry ON calendar_entry (store_id, pending_until) WHERE pending_until IS NOT NULL;
`;

/** A cancellation of an occurrence and all later ones is stored separately from one of the occurrence only. */
const laterCancelled = `
CREATE TABLE tombstone_with_range (
  store_id INTEGER NOT NULL,
  uid TEXT NOT NULL,
  organizer TEXT NOT NULL,
  recurrence_id INTEGER NOT NULL,
  and_later INTEGER NOT NULL,
  cancelled_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (store_id, uid, organizer, recurrence_id, and_later)
) STRICT, WITHOUT ROWID;
INSERT INTO tombstone_with_range
  SELECT store_id, uid, organizer, recurrence_id, 0, cancelled_at, expires_at FROM tombstone;
DROP TABLE tombstone;
ALTER TABLE tombstone_with_range RENAME TO tombstone;
`;

/** Who sent as whom, and the notifications that the client requested. */
const submissions = `
CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  sent_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  owner TEXT,
  record TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (sent_at);
CREATE INDEX audit_by_actor ON audit (actor, sent_at);
CREATE INDEX audit_by_owner ON audit (owner, sent_at) WHERE owner IS NOT NULL;
ALTER TABLE outbox ADD COLUMN dsn TEXT;
`;

/** What the user has been notified of, QuotaTold as JSON; null: nothing. */
const quotaTold = `
ALTER TABLE store ADD COLUMN quota_told TEXT;
`;

/** The log of vacation responses; a row is deleted when it has no effect any more. */
const answeredSenders = `
CREATE TABLE answered (
  store_id INTEGER NOT NULL,
  sender TEXT NOT NULL,
  round INTEGER NOT NULL,
  answered_at INTEGER NOT NULL,
  forget_at INTEGER NOT NULL,
  PRIMARY KEY (store_id, sender)
) STRICT, WITHOUT ROWID;
CREATE INDEX answered_by_time ON answered (store_id, answered_at);
CREATE INDEX answered_by_age ON answered (forget_at);
`;

/** Who may do what in a folder; folder 0 is the whole store. For a granted entry, `previous` has the earlier rights. */
const folderAccess = `
CREATE TABLE folder_access (
  store_id INTEGER NOT NULL,
  folder_id INTEGER NOT NULL,
  who TEXT NOT NULL,
  rights TEXT NOT NULL,
  granted INTEGER NOT NULL DEFAULT 0,
  previous TEXT,
  PRIMARY KEY (store_id, folder_id, who)
) STRICT, WITHOUT ROWID;
CREATE INDEX folder_access_by_grant ON folder_access (store_id) WHERE granted = 1;
`;

/** Messages of one lane have places in it; those behind another are not read by queries for due messages. */
const outboxLanes = `
ALTER TABLE outbox ADD COLUMN lane TEXT;
ALTER TABLE outbox ADD COLUMN lane_place INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN is_behind INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_by_lane ON outbox (lane, lane_place) WHERE lane IS NOT NULL;
DROP INDEX outbox_by_time;
CREATE INDEX outbox_by_turn ON outbox (state, is_behind, next_attempt_at);
`;

/** Whom an account has written to. */
const correspondents = `
CREATE TABLE correspondent (
  store_id INTEGER NOT NULL,
  address TEXT NOT NULL,
  PRIMARY KEY (store_id, address)
) STRICT, WITHOUT ROWID;
`;

/** For the number and age of messages, which monitoring reads often. */
const outboxByAge = `
CREATE INDEX outbox_by_age ON outbox (state, created_at);
`;

/** Entries and busy intervals use the iCalendar name of the participation status. */
const partstatOfEntries = `
ALTER TABLE busy RENAME COLUMN standing TO partstat;
UPDATE calendar_entry SET entry = json_set(
  json_remove(entry, '$.standing'),
  '$.partstat', json_extract(entry, '$.standing'),
  '$.occurrences', json((
    SELECT json_group_array(
      json_set(json_remove(each.value, '$.standing'), '$.partstat', json_extract(each.value, '$.standing'))
    ) FROM json_each(entry, '$.occurrences') AS each
  ))
);
`;

/** A waiting request is found by the end of its wait; the time that it holds is marked. */
const waitingRequests = `
ALTER TABLE calendar_entry
  ADD COLUMN waiting_until INTEGER GENERATED ALWAYS AS (json_extract(entry, '$.waiting.until')) VIRTUAL;
CREATE INDEX calendar_entry_waiting ON calendar_entry (store_id, waiting_until) WHERE waiting_until IS NOT NULL;
CREATE INDEX calendar_entry_by_wait ON calendar_entry (waiting_until, store_id) WHERE waiting_until IS NOT NULL;
ALTER TABLE busy ADD COLUMN waiting_since INTEGER;
`;

/** The number of the last record of the log that the tables contain. */
const recordNumbers = `
ALTER TABLE segment_tail ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
`;

/** Messages that wait for a person, with the number of the decision that left them; see left-to-person.ts. */
const leftToPerson = `
CREATE TABLE left_to_person (
  store_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  uid TEXT,
  organizer TEXT,
  kind TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  folder TEXT NOT NULL,
  message_uid INTEGER NOT NULL,
  PRIMARY KEY (store_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX left_by_meeting ON left_to_person (store_id, uid);
`;

/**
 * For the calls of mail clients: messages by mod-sequence, when they were saved (null: when they were received), ranges
 * of expunged UIDs up to a horizon, and subscribed names.
 */
const mailClients = `
CREATE INDEX message_by_mod_seq ON message (store_id, folder_id, mod_seq);
ALTER TABLE message ADD COLUMN saved_at INTEGER;
ALTER TABLE folder ADD COLUMN vanished_horizon INTEGER NOT NULL DEFAULT 0;
ALTER TABLE folder ADD COLUMN vanished_ranges INTEGER NOT NULL DEFAULT 0;
CREATE TABLE vanished (
  store_id INTEGER NOT NULL,
  folder_id INTEGER NOT NULL,
  mod_seq INTEGER NOT NULL,
  first_uid INTEGER NOT NULL,
  last_uid INTEGER NOT NULL,
  PRIMARY KEY (store_id, folder_id, mod_seq, first_uid)
) STRICT, WITHOUT ROWID;
INSERT INTO vanished SELECT store_id, folder_id, mod_seq, uid, uid FROM expunged;
UPDATE folder SET vanished_ranges = (
  SELECT count(*) FROM vanished v WHERE v.store_id = folder.store_id AND v.folder_id = folder.id
);
CREATE TABLE subscription (
  store_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (store_id, name)
) STRICT, WITHOUT ROWID;
`;

/** A page of the outbox is read from an index, however long the outbox is. */
const outboxByCreation = `
CREATE INDEX outbox_by_creation ON outbox (created_at, id);
`;

/** Append-only: a released step is never edited. */
export const storeMigrations: readonly Migration[] = [
  firstSchema,
  indexedUntilOfSeries,
  holdersOfBusy,
  answersByMinute,
  pendingApprovals,
  laterCancelled,
  submissions,
  quotaTold,
  answeredSenders,
  folderAccess,
  outboxLanes,
  correspondents,
  outboxByAge,
  partstatOfEntries,
  waitingRequests,
  recordNumbers,
  leftToPerson,
  mailClients,
  outboxByCreation,
];

/** `recurrence_id` of a tombstone for a whole meeting: before any valid instant, as a key column cannot be NULL. */
export const WHOLE_MEETING = -8_640_000_000_000_001;

/** Used as the store id in `delivery` for messages added to the outbox once. */
export const OUTBOX_AS_STORE = 0;

/** The stored key of a delivery: a SHA-256 in hex takes half the space as bytes; other ids are stored unchanged. */
export function deliveryKey(deliveryId: string): Buffer {
  return /^[0-9a-f]{64}$/.test(deliveryId) ? Buffer.from(deliveryId, 'hex') : Buffer.from(deliveryId, 'utf8');
}
