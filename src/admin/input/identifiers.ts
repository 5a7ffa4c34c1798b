/**
 * Converts between the names of accounts and groups and the identifiers in folder entries.
 */
import type { Asker, Identifier } from '../../access/effective-rights.js';
import { mayOpenStoreOf } from '../../access/may-open.js';
import type { Party } from '../../directory/deputies.js';
import { EVERYONE, type Account } from '../../directory/directory.js';
import type { GroupMember } from '../../directory/account.js';
import { ActionError } from '../action.js';
import { findAccount } from '../find.js';
import type { AdminContext } from '../admin-context.js';

type Parts = Pick<AdminContext, 'directory'>;

/** RFC 4314 §2: the identifier for everyone. */
const ANYONE = 'anyone';

export function identifierOf({ kind, name, id }: Party): Identifier {
  return kind === 'group' && name === EVERYONE ? { kind: 'anyone' } : { kind, id };
}

/** A group by its name, else an account by its name or one of its addresses. Throws ActionError('not-found'). */
export async function findParty({ directory }: Parts, name: string): Promise<Party> {
  const member: GroupMember =
    (await directory.group(name)) === null
      ? { kind: 'account', name: (await findAccount({ directory }, name)).name }
      : { kind: 'group', name };
  const party = await directory.partyOf(member);
  if (party !== null) return party;
  throw new ActionError('not-found', `${name} has just been deleted`, '`frontdesk account list` shows all accounts');
}

/** The name of a deleted account or group; names of existing ones have no `#`. */
const DELETED = /^(account|group)#(\d{1,15})$/;

/** As findParty; `anyone` is the same as `Everyone`. */
export async function findIdentifier(context: Parts, name: string): Promise<Identifier> {
  const [, kind, id] = DELETED.exec(name) ?? [];
  if (kind === 'account' || kind === 'group') return { kind, id: Number(id) };
  return name === ANYONE ? { kind: 'anyone' } : identifierOf(await findParty(context, name));
}

/** `account#12` for a deleted account. */
export async function nameOf({ directory }: Parts, who: Identifier): Promise<string> {
  if (who.kind === 'anyone') return ANYONE;
  const party = await directory.partyById(who.kind, who.id);
  return party?.name ?? `${who.kind}#${who.id}`;
}

/** The account that wants access to a folder in the store of `owner`. */
export async function askerFor({ directory }: Parts, asker: Account, owner: Account): Promise<Asker> {
  return {
    accountId: asker.id,
    groupIds: await directory.groupIdsOf(asker.id),
    mayOpenEverything: mayOpenStoreOf(asker, owner),
  };
}
