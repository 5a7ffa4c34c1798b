/**
 * Changes groups. Each change is one transaction; an impossible one is refused with a reason.
 */
import type Database from 'better-sqlite3';
import { addressKey, type Address } from '../../mail/address.js';
import { DirectoryError, EVERYONE, type DirectoryErrorReason, type Group, type GroupFields } from '../directory.js';
import type { GroupMember } from '../account.js';
import { addressRefusal, noSuchDomain } from './address-refusal.js';
import { changingAtOnce } from './at-once.js';
import { plainGroup } from './group-row.js';
import type { DirectoryReader } from './read-directory.js';
import type { GroupReader } from './read-groups.js';

export interface GroupWriter {
  readonly create: (name: string, fields: Partial<GroupFields>) => Group;
  readonly update: (name: string, fields: Partial<GroupFields>) => Group;
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
  const write = prepareFields(database, reader);

  const existing = (name: string): Group => groups.group(name) ?? refuse('no-such-group', `there is no group ${name}`);
  const idOf = (name: string): number => groupId.get(name) ?? refuse('no-such-group', `there is no group ${name}`);
  const refuseEveryone = (name: string): void => {
    if (name === EVERYONE) refuse('built-in', `${EVERYONE} is a built-in group`);
  };
  /** The columns of a row: the account id and the group id, one of which is null. */
  const idsOf = ({ kind, name }: GroupMember): [number | null, number | null] =>
    kind === 'account'
      ? [reader.accountByName(name)?.id ?? refuse('no-such-account', `there is no account ${name}`), null]
      : [null, idOf(name)];

  const atOnce = changingAtOnce(database);
  return {
    create: atOnce((name: string, fields: Partial<GroupFields>) => {
      if (groupId.get(name) !== undefined) refuse('name-taken', `group ${name} already exists`);
      if (reader.accountByName(name) !== null) refuse('name-taken', `an account ${name} already exists`);
      write(Number(insert.run(name).lastInsertRowid), { ...plainGroup, ...fields });
      return existing(name);
    }),
    update: atOnce((name: string, fields: Partial<GroupFields>) => {
      write(idOf(name), { ...existing(name), ...fields });
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

function prepareFields(
  database: Database.Database,
  reader: DirectoryReader,
): (groupId: number, fields: GroupFields) => void {
  const update = database.prepare<[number | null, string, string, number, number]>(
    'UPDATE user_group SET owner_id = ?, who_may_send = ?, senders = ?, hidden = ? WHERE id = ?',
  );
  const clear = database.prepare<[number]>('DELETE FROM group_address WHERE group_id = ?');
  const insert = database.prepare<[string, number, number, string, string]>(
    'INSERT INTO group_address (key, group_id, position, local_part, domain) VALUES (?, ?, ?, ?, ?)',
  );
  const refuseTakenAddress = addressRefusal(database);
  const writeAddresses = (groupId: number, addresses: readonly Address[]): void => {
    clear.run(groupId);
    for (const [position, address] of addresses.entries()) {
      if (reader.domain(address.domain) === null) throw noSuchDomain(address.domain);
      refuseTakenAddress(address);
      insert.run(addressKey(address), groupId, position, address.localPart, address.domain);
    }
  };
  return (groupId, { addresses, owner, whoMaySend, senders, hidden }) => {
    const account = owner === null ? null : reader.accountByName(owner);
    if (owner !== null && account === null) refuse('no-such-account', `there is no account ${owner}`);
    update.run(account?.id ?? null, whoMaySend, JSON.stringify(senders), Number(hidden), groupId);
    writeAddresses(groupId, addresses);
  };
}

function refuse(reason: DirectoryErrorReason, what: string): never {
  throw new DirectoryError(reason, what);
}
