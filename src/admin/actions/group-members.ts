/**
 * Adds accounts and groups to a group, and removes them.
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
  changes: true,
  input,
  async run(context, { group, member }) {
    const found = await findMember(context, member);
    if (found.kind === 'group' && found.name === group)
      throw new ActionError('bad-input', 'member: a group cannot contain itself', 'name another group, or an account');
    const loops = found.kind === 'group' && (await holdsThroughOthers(found.name, group, context.directory));
    const added: Group = await context.directory.addMember(group, found);
    if (loops) {
      const note = `${group} now contains itself through ${found.name}: both have the same members, and each gets a message once`;
      return { ...groupAsJson(added), note };
    }
    return { ...groupAsJson(added), note: await noteOnContact(context, found) };
  },
});

export const groupRemove = action({
  name: 'group-remove',
  changes: true,
  input,
  async run(context, { group, member }) {
    return groupAsJson(await context.directory.removeMember(group, await findMember(context, member)));
  },
});

/** A contact has no store; messages only reach it by forwarding. */
async function noteOnContact({ config, directory }: AdminContext, { kind, name }: GroupMember): Promise<string | null> {
  if (kind === 'group' || config.delivery.forwardContacts) return null;
  const account = await directory.accountByLogin(name);
  if (account?.kind !== 'contact') return null;
  return `${name} is a contact: messages to the group are forwarded to it only with delivery.forwardContacts`;
}

/** A group by its name, else an account by its name or one of its addresses. */
async function findMember(context: AdminContext, name: string): Promise<GroupMember> {
  if ((await context.directory.group(name)) !== null) return { kind: 'group', name };
  const account = await context.directory.accountByLogin(name);
  if (account !== null) return { kind: 'account', name: account.name };
  const next = '`frontdesk account list` and `frontdesk group list` show what exists';
  throw new ActionError('not-found', `there is no account or group ${name}`, next);
}
