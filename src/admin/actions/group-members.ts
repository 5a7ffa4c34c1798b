/**
 * Puts accounts and groups into a group, and takes them out.
 */
import { z } from 'zod';
import type { GroupMember } from '../../directory/directory.js';
import { action, ActionError } from '../action.js';
import { searchName } from '../fields.js';
import { findAccount } from '../find.js';
import type { House } from '../house.js';

const input = z.strictObject({ group: searchName(), member: searchName() });

export const groupAdd = action({
  name: 'group-add',
  summary: 'Puts an account or a group into a group.',
  changes: true,
  input,
  async run(house, { group, member }) {
    const found = await findMember(house, member);
    if (found.kind === 'group' && found.name === group)
      throw new ActionError('bad-input', 'member: a group cannot hold itself', 'name another group, or an account');
    return house.directory.addMember(group, found);
  },
});

export const groupRemove = action({
  name: 'group-remove',
  summary: 'Takes an account or a group out of a group.',
  changes: true,
  input,
  run: async (house, { group, member }) => house.directory.removeMember(group, await findMember(house, member)),
});

/** A group by its name, else an account by its name or one of its addresses. */
async function findMember(house: House, name: string): Promise<GroupMember> {
  if ((await house.directory.group(name)) !== null) return { kind: 'group', name };
  return { kind: 'account', name: (await findAccount(house, name)).name };
}
