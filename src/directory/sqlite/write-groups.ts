/**
 * Changing groups: each change is one transaction, refused by name when something stands against it.
 */
import type Database from 'better-sqlite3';
import { DirectoryError, EVERYONE, type DirectoryErrorReason, type Group, type GroupMember } from '../directory.js';
import { changingAtOnce } from './at-once.js';
import type { DirectoryReader } from './read-directory.js';
import type { GroupReader } from './read-groups.js';

export interface GroupWriter {
  readonly create: (name: string) => Group;
  readonly remove: (name: string) => void;
  readonly addMember: (group: string, member: GroupMember) => Group;
  readonly removeMember: (group: string, member: GroupMember) => Group;
}

export function groupWriter(database: Database.Database, reader: DirectoryReader, groups: GroupReader): GroupWriter {
  const insert = database.prepare<[string]>('INSERT INTO user_group (name) VALUES (?)');
  const remove = database.prepare<[string]>('DELETE FROM user_group WHERE name = ?');
  const put = database.prepare<[number | null, number | null, string]>(
    `INSERT INTO group_member (group_id, account_id, member_group_id) SELECT id, ?, ? FROM user_group WHERE name = ?
     ON CONFLICT DO NOTHING`,
  );
  const take = database.prepare<[string, number | null, number | null]>(
    `DELETE FROM group_member WHERE group_id = (SELECT id FROM user_group WHERE name = ?)
     AND account_id IS ? AND member_group_id IS ?`,
  );
  const groupId = database.prepare<[string], number>('SELECT id FROM user_group WHERE name = ?').pluck();

  const existing = (name: string): Group => groups.group(name) ?? refuse('no-such-group', `there is no group ${name}`);
  const refuseEveryone = (name: string): void => {
    if (name === EVERYONE) refuse('built-in', `${EVERYONE} is always there and holds everybody`);
  };
  /** As the columns have it: account, group. */
  const idsOf = ({ kind, name }: GroupMember): [number | null, number | null] =>
    kind === 'account'
      ? [reader.accountByName(name)?.id ?? refuse('no-such-account', `there is no account ${name}`), null]
      : [null, groupId.get(name) ?? refuse('no-such-group', `there is no group ${name}`)];

  const atOnce = changingAtOnce(database);
  return {
    create: atOnce((name: string) => {
      if (groups.group(name) !== null) refuse('name-taken', `group ${name} is there already`);
      if (reader.accountByName(name) !== null) refuse('name-taken', `there is an account ${name} already`);
      insert.run(name);
      return existing(name);
    }),
    remove: atOnce((name: string) => {
      refuseEveryone(existing(name).name);
      remove.run(name);
    }),
    addMember: atOnce((name: string, member: GroupMember) => {
      refuseEveryone(existing(name).name);
      put.run(...idsOf(member), name);
      return existing(name);
    }),
    removeMember: atOnce((name: string, member: GroupMember) => {
      refuseEveryone(existing(name).name);
      if (take.run(name, ...idsOf(member)).changes === 0)
        refuse('not-a-member', `${member.kind} ${member.name} is not in group ${name}`);
      return existing(name);
    }),
  };
}

function refuse(reason: DirectoryErrorReason, what: string): never {
  throw new DirectoryError(reason, what);
}
