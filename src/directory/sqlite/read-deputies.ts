/**
 * Reads writing rights and deputies. A group stands for all accounts in it, including nested groups.
 */
import type Database from 'better-sqlite3';
import type { Rights } from '../../access/rights.js';
import type { Address } from '../../mail/address.js';
import type { DeputyGrant, Party, SendCopy, WritingRights } from '../deputies.js';
import { EVERYONE, type Resolution } from '../directory.js';
import type { GroupMember, AccountId } from '../account.js';

export interface DeputyReader {
  readonly partyOf: (member: GroupMember) => Party | null;
  readonly partyById: (kind: GroupMember['kind'], id: number) => Party | null;
  readonly groupIdsOf: (id: AccountId) => readonly number[];
  readonly sendAsOf: (owner: GroupMember) => readonly Party[];
  readonly deputiesOf: (owner: AccountId) => readonly DeputyGrant[];
  readonly grantsTo: (deputy: AccountId) => readonly DeputyGrant[];
  readonly grantsAfter: (id: number, limit: number) => readonly DeputyGrant[];
  readonly writingRights: (actor: AccountId, address: Address) => WritingRights | null;
}

interface GrantRow {
  readonly id: number;
  readonly owner_id: number;
  readonly owner_name: string;
  readonly deputy_kind: GroupMember['kind'];
  readonly deputy_id: number;
  readonly deputy_name: string;
  readonly send_on_behalf: number;
  readonly mail: string | null;
  readonly calendar: string | null;
  readonly see_private: number;
  readonly send_copy: string;
}

/** The groups of account `@actor`, direct or through other groups. UNION keeps each once, so loops end. */
const HELD = `WITH RECURSIVE held (group_id) AS (
    SELECT id FROM user_group WHERE name = '${EVERYONE}'
      AND EXISTS (SELECT 1 FROM account WHERE id = @actor AND kind <> 'contact')
    UNION SELECT group_id FROM group_member WHERE account_id = @actor
    UNION SELECT outer_member.group_id FROM group_member AS outer_member
      JOIN held ON outer_member.member_group_id = held.group_id)`;

/** Whether a row of either table applies to the actor: it names the actor or a group of the actor. */
const IS_ACTORS = '(deputy_account_id = @actor OR deputy_group_id IN (SELECT group_id FROM held))';

const PARTY = `SELECT iif(deputy_group_id IS NULL, 'account', 'group') AS kind,
    coalesce(deputy_account_id, deputy_group_id) AS id, coalesce(deputy.name, deputy_group.name) AS name
  FROM send_as LEFT JOIN account AS deputy ON deputy.id = deputy_account_id
  LEFT JOIN user_group AS deputy_group ON deputy_group.id = deputy_group_id`;

const GRANT = `SELECT deputy_grant.id, deputy_grant.owner_id, owner.name AS owner_name,
    iif(deputy_group_id IS NULL, 'account', 'group') AS deputy_kind,
    coalesce(deputy_account_id, deputy_group_id) AS deputy_id, coalesce(deputy.name, deputy_group.name) AS deputy_name,
    send_on_behalf, mail, calendar, see_private, send_copy
  FROM deputy_grant JOIN account AS owner ON owner.id = deputy_grant.owner_id
  LEFT JOIN account AS deputy ON deputy.id = deputy_account_id
  LEFT JOIN user_group AS deputy_group ON deputy_group.id = deputy_group_id`;

export function deputyReader(
  database: Database.Database,
  { resolve }: { readonly resolve: (address: Address) => Resolution },
): DeputyReader {
  const parties = partyReads(database);
  const sendAs = {
    account: database.prepare<[number], Party>(`${PARTY} WHERE owner_account_id = ? ORDER BY 3`),
    group: database.prepare<[number], Party>(`${PARTY} WHERE owner_group_id = ? ORDER BY 3`),
  };
  const byOwner = database.prepare<[number], GrantRow>(`${GRANT} WHERE deputy_grant.owner_id = ? ORDER BY deputy_name`);
  const toDeputy = database.prepare<{ actor: number }, GrantRow>(
    `${HELD} ${GRANT} WHERE ${IS_ACTORS} ORDER BY owner_name, deputy_name`,
  );
  const next = database.prepare<[number, number], GrantRow>(
    `${GRANT} WHERE deputy_grant.id > ? ORDER BY deputy_grant.id LIMIT ?`,
  );
  return {
    ...parties,
    sendAsOf: (owner) => {
      const party = parties.partyOf(owner);
      return party === null ? [] : sendAs[party.kind].all(party.id);
    },
    deputiesOf: (owner) => byOwner.all(owner).map(grantFromRow),
    grantsTo: (deputy) => toDeputy.all({ actor: deputy }).map(grantFromRow),
    grantsAfter: (id, limit) => next.all(id, limit).map(grantFromRow),
    writingRights: prepareWritingRights(database, parties, resolve),
  };
}

function partyReads(database: Database.Database): Pick<DeputyReader, 'partyOf' | 'partyById' | 'groupIdsOf'> {
  const tables = { account: 'account', group: 'user_group' } as const;
  const byName = {
    account: database.prepare<[string], number>(`SELECT id FROM ${tables.account} WHERE name = ?`).pluck(),
    group: database.prepare<[string], number>(`SELECT id FROM ${tables.group} WHERE name = ?`).pluck(),
  };
  const byId = {
    account: database.prepare<[number], string>(`SELECT name FROM ${tables.account} WHERE id = ?`).pluck(),
    group: database.prepare<[number], string>(`SELECT name FROM ${tables.group} WHERE id = ?`).pluck(),
  };
  const groupIds = database
    .prepare<{ actor: number }, number>(`${HELD} SELECT group_id FROM held ORDER BY group_id`)
    .pluck();
  return {
    partyOf: ({ kind, name }) => {
      const id = byName[kind].get(name);
      return id === undefined ? null : { kind, id, name };
    },
    partyById: (kind, id) => {
      const name = byId[kind].get(id);
      return name === undefined ? null : { kind, id, name };
    },
    groupIdsOf: (id) => groupIds.all({ actor: id }),
  };
}

interface HeldRights {
  readonly send_as: number;
  readonly on_behalf: number;
  readonly calendar_write: number;
}

function prepareWritingRights(
  database: Database.Database,
  { partyOf }: Pick<DeputyReader, 'partyOf'>,
  resolve: (address: Address) => Resolution,
): DeputyReader['writingRights'] {
  // A group may contain accounts of other companies; a grant only applies to accounts of the owner's company.
  const grants = `FROM deputy_grant JOIN account AS owner ON owner.id = deputy_grant.owner_id JOIN account AS actor ON actor.id = @actor
    WHERE deputy_grant.owner_id = @owner AND actor.company IS owner.company AND ${IS_ACTORS}`;
  const ofAccount = database.prepare<{ actor: number; owner: number }, HeldRights>(
    `${HELD} SELECT EXISTS (SELECT 1 FROM send_as WHERE owner_account_id = @owner AND ${IS_ACTORS}) AS send_as,
       EXISTS (SELECT 1 ${grants} AND send_on_behalf = 1) AS on_behalf,
       EXISTS (SELECT 1 ${grants} AND instr(calendar, 'w') > 0) AS calendar_write`,
  );
  const ofGroup = database.prepare<{ actor: number; owner: number }, HeldRights>(
    `${HELD} SELECT EXISTS (SELECT 1 FROM send_as WHERE owner_group_id = @owner AND ${IS_ACTORS}) AS send_as,
       0 AS on_behalf, 0 AS calendar_write`,
  );
  return (actor, address) => {
    const owner = ownerOf(resolve(address));
    if (owner === null) return null;
    const party = partyOf({ kind: owner.kind === 'group' ? 'group' : 'account', name: owner.name });
    const held =
      party === null ? undefined : (party.kind === 'group' ? ofGroup : ofAccount).get({ actor, owner: party.id });
    return {
      owner,
      sendAs: held?.send_as === 1,
      onBehalf: held?.on_behalf === 1,
      calendarWrite: held?.calendar_write === 1,
    };
  };
}

function ownerOf(resolution: Resolution): WritingRights['owner'] | null {
  if (resolution.kind === 'group') {
    const { name, addresses } = resolution.group;
    const primaryAddress = addresses[0];
    return primaryAddress === undefined ? null : { kind: 'group', name, fullName: name, primaryAddress };
  }
  if (resolution.kind !== 'account') return null;
  const { kind, name, fullName, primaryAddress } = resolution.account;
  return { kind, name, fullName, primaryAddress };
}

function grantFromRow(row: GrantRow): DeputyGrant {
  return {
    id: row.id,
    owner: { kind: 'account', id: row.owner_id, name: row.owner_name },
    deputy: { kind: row.deputy_kind, id: row.deputy_id, name: row.deputy_name },
    sendOnBehalf: row.send_on_behalf === 1,
    mail: row.mail as Rights | null,
    calendar: row.calendar as Rights | null,
    seePrivate: row.see_private === 1,
    sendCopy: row.send_copy as SendCopy,
  };
}
