/**
 * Changes writing rights and deputies. Each change is one transaction; an impossible one is refused with a reason.
 */
import type Database from 'better-sqlite3';
import type { DeputyFields, DeputyGrant, Party } from '../deputies.js';
import { DirectoryError } from '../directory.js';
import type { GroupMember, AccountId } from '../account.js';
import { changingAtOnce } from './at-once.js';
import type { DeputyReader } from './read-deputies.js';

export interface DeputyWriter {
  readonly addSendAs: (owner: GroupMember, deputy: GroupMember) => void;
  readonly removeSendAs: (owner: GroupMember, deputy: GroupMember) => void;
  readonly addDeputy: (owner: AccountId, deputy: GroupMember, fields: DeputyFields) => DeputyGrant;
  readonly updateDeputy: (owner: AccountId, deputy: GroupMember, fields: Partial<DeputyFields>) => DeputyGrant;
  readonly removeDeputy: (owner: AccountId, deputy: GroupMember) => void;
}

export function deputyWriter(database: Database.Database, reader: DeputyReader): DeputyWriter {
  const existing = (member: GroupMember): Party => {
    const party = reader.partyOf(member);
    if (party !== null) return party;
    throw new DirectoryError(
      member.kind === 'account' ? 'no-such-account' : 'no-such-group',
      `there is no ${member.kind} ${member.name}`,
    );
  };
  return { ...sendAsWriter(database, existing), ...grantWriter(database, reader, existing) };
}

type Existing = (member: GroupMember) => Party;

/** The columns of a row: the account id and the group id, one of which is null. */
const columnsOf = ({ kind, id }: Party): [number | null, number | null] =>
  kind === 'account' ? [id, null] : [null, id];

function sendAsWriter(
  database: Database.Database,
  existing: Existing,
): Pick<DeputyWriter, 'addSendAs' | 'removeSendAs'> {
  const atOnce = changingAtOnce(database);
  type Columns = [number | null, number | null, number | null, number | null];
  const find = database
    .prepare<Columns, number>(
      `SELECT id FROM send_as WHERE owner_account_id IS ? AND owner_group_id IS ?
         AND deputy_account_id IS ? AND deputy_group_id IS ?`,
    )
    .pluck();
  const insert = database.prepare<Columns>(
    'INSERT INTO send_as (owner_account_id, owner_group_id, deputy_account_id, deputy_group_id) VALUES (?, ?, ?, ?)',
  );
  const remove = database.prepare<[number]>('DELETE FROM send_as WHERE id = ?');
  const rowOf = (owner: GroupMember, deputy: GroupMember): Columns => [
    ...columnsOf(existing(owner)),
    ...columnsOf(existing(deputy)),
  ];
  return {
    addSendAs: atOnce((owner: GroupMember, deputy: GroupMember) => {
      const row = rowOf(owner, deputy);
      if (find.get(...row) === undefined) insert.run(...row);
    }),
    removeSendAs: atOnce((owner: GroupMember, deputy: GroupMember) => {
      const id = find.get(...rowOf(owner, deputy));
      if (id === undefined)
        throw new DirectoryError('not-granted', `${deputy.name} does not have the right to write as ${owner.name}`);
      remove.run(id);
    }),
  };
}

function grantWriter(
  database: Database.Database,
  reader: DeputyReader,
  existing: Existing,
): Pick<DeputyWriter, 'addDeputy' | 'updateDeputy' | 'removeDeputy'> {
  const atOnce = changingAtOnce(database);
  const insert = database.prepare<[number, number | null, number | null]>(
    'INSERT INTO deputy_grant (owner_id, deputy_account_id, deputy_group_id) VALUES (?, ?, ?)',
  );
  const update = database.prepare<[number, string | null, string | null, number, string, number]>(
    'UPDATE deputy_grant SET send_on_behalf = ?, mail = ?, calendar = ?, see_private = ?, send_copy = ? WHERE id = ?',
  );
  const remove = database.prepare<[number]>('DELETE FROM deputy_grant WHERE id = ?');

  const ownerName = (owner: AccountId): string => {
    const party = reader.partyById('account', owner);
    if (party === null) throw new DirectoryError('no-such-account', `there is no account with id ${owner}`);
    return party.name;
  };
  const find = (owner: AccountId, deputy: Party): DeputyGrant | undefined =>
    reader.deputiesOf(owner).find((grant) => grant.deputy.kind === deputy.kind && grant.deputy.id === deputy.id);
  const granted = (owner: AccountId, deputy: GroupMember): DeputyGrant => {
    const grant = find(owner, existing(deputy));
    if (grant === undefined)
      throw new DirectoryError('not-granted', `${deputy.name} is not a deputy of ${ownerName(owner)}`);
    return grant;
  };
  const write = (id: number, fields: DeputyFields): void => {
    const { sendOnBehalf, mail, calendar, seePrivate, sendCopy } = fields;
    update.run(Number(sendOnBehalf), mail, calendar, Number(seePrivate), sendCopy, id);
  };
  return {
    addDeputy: atOnce((owner: AccountId, deputy: GroupMember, fields: DeputyFields) => {
      const party = existing(deputy);
      const name = ownerName(owner);
      if (find(owner, party) !== undefined)
        throw new DirectoryError('granted', `${deputy.name} is already a deputy of ${name}`);
      write(Number(insert.run(owner, ...columnsOf(party)).lastInsertRowid), fields);
      return granted(owner, deputy);
    }),
    updateDeputy: atOnce((owner: AccountId, deputy: GroupMember, fields: Partial<DeputyFields>) => {
      const before = granted(owner, deputy);
      write(before.id, { ...before, ...fields });
      return granted(owner, deputy);
    }),
    removeDeputy: atOnce((owner: AccountId, deputy: GroupMember) => {
      remove.run(granted(owner, deputy).id);
    }),
  };
}
