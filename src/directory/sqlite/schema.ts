/**
 * The tables of the embedded directory in desk.db. Append-only: a released step is never edited.
 */
import type { Migration } from '../../runtime/sqlite/open-database.js';

export const directoryMigrations: readonly Migration[] = [
  `CREATE TABLE domain (
     name TEXT PRIMARY KEY,                                   -- lower case, A-labels
     company TEXT,
     alias_of TEXT REFERENCES domain (name)
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE account (
     id INTEGER PRIMARY KEY AUTOINCREMENT,                    -- never used again
     name TEXT NOT NULL UNIQUE,                               -- compares exactly
     store_id INTEGER,                                        -- null: a contact
     full_name TEXT NOT NULL,
     kind TEXT NOT NULL CHECK (kind IN ('user', 'shared', 'room', 'equipment', 'contact')),
     active INTEGER NOT NULL,
     enabled INTEGER NOT NULL,
     send_only INTEGER NOT NULL,
     admin_level INTEGER NOT NULL,
     hidden INTEGER NOT NULL,
     company TEXT,
     time_zone TEXT NOT NULL,
     language TEXT NOT NULL,
     quota_warn_bytes INTEGER,                                -- null: the server's word; 0: none
     quota_soft_bytes INTEGER,
     quota_hard_bytes INTEGER,
     booking TEXT NOT NULL,                                   -- BookingPolicy as JSON; what is not named has its default
     features TEXT NOT NULL,                                  -- JSON: feature name -> boolean
     password_hash TEXT
   ) STRICT;

   CREATE TABLE account_address (
     key TEXT PRIMARY KEY,                                    -- the folded form by which addresses compare
     account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
     position INTEGER NOT NULL,                               -- 0: the primary address
     local_part TEXT NOT NULL,                                -- as spelled
     domain TEXT NOT NULL                                     -- one of ours, but for a contact's
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX account_address_by_account ON account_address (account_id, position);
   CREATE INDEX account_address_by_domain ON account_address (domain);`,

  `CREATE TABLE user_group (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     name TEXT NOT NULL UNIQUE                                -- compares exactly
   ) STRICT;
   INSERT INTO user_group (name) VALUES ('Everyone');         -- its members are no rows: all accounts but contacts

   CREATE TABLE group_member (
     group_id INTEGER NOT NULL REFERENCES user_group (id) ON DELETE CASCADE,
     account_id INTEGER REFERENCES account (id) ON DELETE CASCADE,
     member_group_id INTEGER REFERENCES user_group (id) ON DELETE CASCADE,
     CHECK ((account_id IS NULL) <> (member_group_id IS NULL)),
     UNIQUE (group_id, account_id),
     UNIQUE (group_id, member_group_id)
   ) STRICT;
   CREATE INDEX group_member_by_account ON group_member (account_id);
   CREATE INDEX group_member_by_group ON group_member (member_group_id);`,

  `CREATE INDEX account_by_kind ON account (kind, company, name);`,

  `ALTER TABLE user_group ADD COLUMN owner_id INTEGER REFERENCES account (id) ON DELETE SET NULL;
   ALTER TABLE user_group ADD COLUMN who_may_send TEXT NOT NULL DEFAULT 'everybody';
   ALTER TABLE user_group ADD COLUMN senders TEXT NOT NULL DEFAULT '{}';          -- GroupSenders as JSON; what is not named is empty
   ALTER TABLE user_group ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX user_group_by_owner ON user_group (owner_id);
   UPDATE user_group SET who_may_send = 'company' WHERE name = 'Everyone';        -- not the whole world

   CREATE TABLE group_address (
     key TEXT PRIMARY KEY,                                    -- as in account_address, and in only one of the two
     group_id INTEGER NOT NULL REFERENCES user_group (id) ON DELETE CASCADE,
     position INTEGER NOT NULL,                               -- 0: the primary address
     local_part TEXT NOT NULL,
     domain TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX group_address_by_group ON group_address (group_id, position);
   CREATE INDEX group_address_by_domain ON group_address (domain);`,
  `CREATE TABLE company (
     name TEXT PRIMARY KEY,                                   -- compares exactly
     quota_warn_bytes INTEGER,                                -- null: the server's word; 0: none
     quota_soft_bytes INTEGER,
     quota_hard_bytes INTEGER,
     quota_recipients TEXT NOT NULL DEFAULT '[]'              -- JSON: addresses
   ) STRICT, WITHOUT ROWID;
   UPDATE account SET company = NULL WHERE company = '';
   UPDATE domain SET company = NULL WHERE company = '';
   INSERT INTO company (name)                                 -- those that were only named before
     SELECT company FROM account WHERE company IS NOT NULL UNION SELECT company FROM domain WHERE company IS NOT NULL;

   ALTER TABLE account ADD COLUMN quota_override INTEGER NOT NULL DEFAULT 0;  -- the own limits count
   UPDATE account SET quota_override = 1 WHERE coalesce(quota_warn_bytes, quota_soft_bytes, quota_hard_bytes) IS NOT NULL;
   ALTER TABLE account ADD COLUMN plus_folder INTEGER NOT NULL DEFAULT 0;`,

  `CREATE TABLE send_as (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     owner_account_id INTEGER REFERENCES account (id) ON DELETE CASCADE,
     owner_group_id INTEGER REFERENCES user_group (id) ON DELETE CASCADE,
     deputy_account_id INTEGER REFERENCES account (id) ON DELETE CASCADE,
     deputy_group_id INTEGER REFERENCES user_group (id) ON DELETE CASCADE,
     CHECK ((owner_account_id IS NULL) <> (owner_group_id IS NULL)),
     CHECK ((deputy_account_id IS NULL) <> (deputy_group_id IS NULL))
   ) STRICT;
   CREATE INDEX send_as_by_owner ON send_as (owner_account_id);
   CREATE INDEX send_as_by_owner_group ON send_as (owner_group_id);
   CREATE INDEX send_as_by_deputy ON send_as (deputy_account_id);
   CREATE INDEX send_as_by_deputy_group ON send_as (deputy_group_id);

   CREATE TABLE deputy_grant (
     id INTEGER PRIMARY KEY AUTOINCREMENT,                    -- never used again
     owner_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
     deputy_account_id INTEGER REFERENCES account (id) ON DELETE CASCADE,
     deputy_group_id INTEGER REFERENCES user_group (id) ON DELETE CASCADE,
     send_on_behalf INTEGER NOT NULL DEFAULT 0,
     mail TEXT,                                               -- rights on the Inbox; null: none granted
     calendar TEXT,                                           -- rights on the Calendar; null: none granted
     see_private INTEGER NOT NULL DEFAULT 0,
     send_copy TEXT NOT NULL DEFAULT 'no' CHECK (send_copy IN ('no', 'yes', 'only')),
     CHECK ((deputy_account_id IS NULL) <> (deputy_group_id IS NULL)),
     UNIQUE (owner_id, deputy_account_id),
     UNIQUE (owner_id, deputy_group_id)
   ) STRICT;
   CREATE INDEX deputy_grant_by_deputy ON deputy_grant (deputy_account_id);
   CREATE INDEX deputy_grant_by_deputy_group ON deputy_grant (deputy_group_id);`,

  `ALTER TABLE account ADD COLUMN out_of_office TEXT;                -- OutOfOffice as JSON; null: never set`,

  `ALTER TABLE account ADD COLUMN copy_sent TEXT;                    -- both, actor, owner, none; null: submission.copySent`,
];
