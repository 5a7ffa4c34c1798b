/**
 * Reads groups. `Everyone` is a row like the others, so that a group can contain it and it can have an address, but its
 * members are not stored: they are all accounts except contacts.
 */
import type Database from 'better-sqlite3';
import { EVERYONE, type Account, type Group, type MailGroup } from '../directory.js';
import type { GroupMember, AccountId } from '../account.js';
import { accountFromRow, type AccountRow, type AddressRow } from './account-row.js';
import { groupFromRow, type GroupRow } from './group-row.js';

export interface GroupReader {
  readonly groupsAfter: (name: string, limit: number) => readonly Group[];
  readonly group: (name: string) => Group | null;
  /** By the folded form of one of its addresses. */
  readonly groupByKey: (key: string) => MailGroup | null;
  readonly groupsOf: (id: AccountId) => readonly string[];
  readonly membersOf: (group: string, after: AccountId | null, limit: number) => readonly Account[];
}

const GROUP = `SELECT user_group.id, user_group.name, account.name AS owner, who_may_send, senders, user_group.hidden
  FROM user_group LEFT JOIN account ON account.id = owner_id`;

export function groupReader(database: Database.Database): GroupReader {
  const next = database.prepare<[string, number], GroupRow>(
    `${GROUP} WHERE user_group.name > ? ORDER BY user_group.name LIMIT ?`,
  );
  const byName = database.prepare<[string], GroupRow>(`${GROUP} WHERE user_group.name = ?`);
  const byKey = database.prepare<[string], GroupRow>(
    `${GROUP} WHERE user_group.id = (SELECT group_id FROM group_address WHERE key = ?)`,
  );
  const addresses = database.prepare<[number], AddressRow>(
    'SELECT local_part, domain FROM group_address WHERE group_id = ? ORDER BY position',
  );
  const members = database.prepare<[string], GroupMember>(
    `SELECT iif(account_id IS NULL, 'group', 'account') AS kind, coalesce(account.name, inner_group.name) AS name
     FROM user_group JOIN group_member ON group_member.group_id = user_group.id
     LEFT JOIN account ON account.id = account_id LEFT JOIN user_group AS inner_group ON inner_group.id = member_group_id
     WHERE user_group.name = ? ORDER BY 1, 2`,
  );
  const everyone = database.prepare<[], GroupMember>(
    `SELECT 'account' AS kind, name FROM account WHERE kind <> 'contact' ORDER BY name`,
  );
  // UNION keeps each group once, so loops end.
  const groupsOf = database
    .prepare<[string, number, number], string>(
      `WITH RECURSIVE held (group_id) AS (
         SELECT id FROM user_group WHERE name = ? AND EXISTS (SELECT 1 FROM account WHERE id = ? AND kind <> 'contact')
         UNION SELECT group_id FROM group_member WHERE account_id = ?
         UNION SELECT outer_member.group_id FROM group_member AS outer_member
           JOIN held ON outer_member.member_group_id = held.group_id)
       SELECT name FROM held JOIN user_group ON user_group.id = held.group_id ORDER BY name`,
    )
    .pluck();

  const mailGroup = (row: GroupRow): MailGroup => groupFromRow(row, addresses.all(row.id));
  const group = (row: GroupRow): Group => ({
    ...mailGroup(row),
    members: row.name === EVERYONE ? everyone.all() : members.all(row.name),
  });
  return {
    groupsAfter: (name, limit) => next.all(name, limit).map(group),
    group: (name) => {
      const row = byName.get(name);
      return row === undefined ? null : group(row);
    },
    groupByKey: (key) => {
      const row = byKey.get(key);
      return row === undefined ? null : mailGroup(row);
    },
    groupsOf: (id) => groupsOf.all(EVERYONE, id, id),
    membersOf: prepareMembersOf(database),
  };
}

/** Finds the nested groups of a group, then the accounts in any of them. */
function prepareMembersOf(database: Database.Database): GroupReader['membersOf'] {
  const page = database.prepare<{ group: string; everyone: string; after: number; limit: number }, AccountRow>(
    `WITH RECURSIVE held (group_id) AS (
       SELECT id FROM user_group WHERE name = @group
       UNION SELECT member_group_id FROM group_member JOIN held ON group_member.group_id = held.group_id
         WHERE member_group_id IS NOT NULL)
     SELECT * FROM account WHERE id IN (
       SELECT account_id FROM group_member JOIN held ON group_member.group_id = held.group_id WHERE account_id > @after
       UNION ALL SELECT id FROM account WHERE id > @after AND kind <> 'contact'
         AND EXISTS (SELECT 1 FROM held JOIN user_group ON id = group_id WHERE name = @everyone))
     ORDER BY id LIMIT @limit`,
  );
  const addresses = database.prepare<[number], AddressRow>(
    'SELECT local_part, domain FROM account_address WHERE account_id = ? ORDER BY position',
  );
  return (group, after, limit) =>
    page
      .all({ group, everyone: EVERYONE, after: after ?? 0, limit })
      .map((row) => accountFromRow(row, addresses.all(row.id)));
}
