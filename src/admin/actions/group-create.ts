/**
 * Creates a group without members.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { accountName } from '../input/fields.js';
import { groupAsJson } from '../json/group-as-json.js';
import { changedGroup, groupInput, newGroup } from '../input/group-input.js';

export const groupCreate = action({
  name: 'group-create',
  changes: true,
  input: z.strictObject({ ...groupInput, name: accountName() }),
  async run(context, { name, ...said }) {
    const made = await context.directory.createGroup(name, await changedGroup(context, newGroup, said));
    context.events.fire('creategroup', { group: name });
    return groupAsJson(made);
  },
});
