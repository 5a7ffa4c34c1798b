/**
 * Puts accounts and groups into a group, and takes them out.
 */
import { z } from 'zod';
import type { Group } from '../../directory/directory.js';
import type { GroupMember } from '../../directory/account.js';
import { action, ActionError } from '../action.js';
import { searchName } from '../input/fields.js';
import { groupAsJson } from '../json/group-as-json.js';
import { holdsThroughOthers } from '../checks/holds-through-others.js';
import type { AdminContext } from '../admin-context.js';

const input = z.strictObject({ group: searchName(), member: searchName() });

export const groupAdd = action({
  name: 'group-add',
  summary: 'Puts an account or a group into a group.',
  changes: true,
  input,
  async run(context, { group, member }) {
    const found = await findMember(context, member);
    if (found.kind === 'group' && found.name === group)
      throw new ActionError('bad-input', 'member: a group cannot hold itself', 'name another group, or an account');
    const loops = found.kind === 'group' && holdsThroughOthers(found.name, group, await context.directory.groups());
    const added: Group = await context.directory.addMember(group, found);
    if (loops) {
      const note = `${group} now holds itself, through ${found.name}: whoever is in one of them is in both; mail reaches each once`;
      return { ...groupAsJson(added), note };
    }
    return { ...groupAsJson(added), note: await noteOnContact(context, found) };
  },
});

export const groupRemove = action({
  name: 'group-remove',
  summary: 'Takes an account or a group out of a group.',
  changes: true,
  input,
  async run(context, { group, member }) {
    return groupAsJson(await context.directory.removeMember(group, await findMember(context, member)));
  },
});

/** A contact has no store, and is only reached by what is handed on. */
async function noteOnContact({ config, directory }: AdminContext, { kind, name }: GroupMember): Promise<string | null> {
  if (kind === 'group' || config.delivery.forwardContacts) return null;
  const account = await directory.accountByLogin(name);
  if (account?.kind !== 'contact') return null;
  return `${name} is a contact: mail to the group is handed on to it only with delivery.forwardContacts`;
}

/** A group by its name, else an account by its name or one of its addresses. */
async function findMember(context: AdminContext, name: string): Promise<GroupMember> {
  if ((await context.directory.group(name)) !== null) return { kind: 'group', name };
  const account = await context.directory.accountByLogin(name);
  if (account !== null) return { kind: 'account', name: account.name };
  const next = '`frontdesk account list` and `frontdesk group list` show those that are there';
  throw new ActionError('not-found', `there is no account or group ${name}`, next);
}
