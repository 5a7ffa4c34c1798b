/**
 * Whom an entry of a folder is for: between what a person calls them and what the store keeps.
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

/** RFC 4314 §2: what everybody is called there. */
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
  throw new ActionError('not-found', `${name} was deleted meanwhile`, '`frontdesk account list` shows who is there');
}

/** Whoever has been deleted since is called so; no name of an account or group has a `#`. */
const DELETED = /^(account|group)#(\d{1,15})$/;

/** As findParty; `anyone` and `Everyone` are one. */
export async function findIdentifier(context: Parts, name: string): Promise<Identifier> {
  const [, kind, id] = DELETED.exec(name) ?? [];
  if (kind === 'account' || kind === 'group') return { kind, id: Number(id) };
  return name === ANYONE ? { kind: 'anyone' } : identifierOf(await findParty(context, name));
}

/** `account#12` for somebody who has been deleted since. */
export async function nameOf({ directory }: Parts, who: Identifier): Promise<string> {
  if (who.kind === 'anyone') return ANYONE;
  const party = await directory.partyById(who.kind, who.id);
  return party?.name ?? `${who.kind}#${who.id}`;
}

/** Somebody who asks for a folder of `owner`'s store. */
export async function askerFor({ directory }: Parts, asker: Account, owner: Account): Promise<Asker> {
  return {
    accountId: asker.id,
    groupIds: await directory.groupIdsOf(asker.id),
    mayOpenEverything: mayOpenStoreOf(asker, owner),
  };
}
