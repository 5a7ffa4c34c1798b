/**
 * Looking up groups. `Everyone` is a row like the others, so that a group can hold it, but its members are not kept:
 * they are all accounts but contacts.
 */
import type Database from 'better-sqlite3';
import { EVERYONE, type AccountId, type Group, type GroupMember } from '../directory.js';

export interface GroupReader {
  readonly groups: () => readonly Group[];
  readonly group: (name: string) => Group | null;
  readonly groupsOf: (id: AccountId) => readonly string[];
}

export function groupReader(database: Database.Database): GroupReader {
  const names = database.prepare<[], string>('SELECT name FROM user_group ORDER BY name').pluck();
  const exists = database.prepare<[string], number>('SELECT 1 FROM user_group WHERE name = ?').pluck();
  const members = database.prepare<[string], GroupMember>(
    `SELECT iif(account_id IS NULL, 'group', 'account') AS kind, coalesce(account.name, inner_group.name) AS name
     FROM user_group JOIN group_member ON group_member.group_id = user_group.id
     LEFT JOIN account ON account.id = account_id LEFT JOIN user_group AS inner_group ON inner_group.id = member_group_id
     WHERE user_group.name = ? ORDER BY 1, 2`,
  );
  const everyone = database.prepare<[], GroupMember>(
    `SELECT 'account' AS kind, name FROM account WHERE kind <> 'contact' ORDER BY name`,
  );
  // UNION keeps each group once, which is what ends a loop.
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

  const group = (name: string): Group => ({ name, members: name === EVERYONE ? everyone.all() : members.all(name) });
  return {
    groups: () => names.all().map(group),
    group: (name) => (exists.get(name) === undefined ? null : group(name)),
    groupsOf: (id) => groupsOf.all(EVERYONE, id, id),
  };
}
