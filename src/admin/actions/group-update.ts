/**
 * Updates a group. Fields that are not given keep their value; given aliases and senders replace all earlier ones.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { searchName } from '../input/fields.js';
import { findGroup } from '../find.js';
import { groupAsJson } from '../json/group-as-json.js';
import { changedGroup, groupInput } from '../input/group-input.js';

export const groupUpdate = action({
  name: 'group-update',
  changes: true,
  input: z.strictObject({ ...groupInput, name: searchName() }),
  async run(context, { name, ...said }) {
    const changed = await changedGroup(context, await findGroup(context, name), said);
    return groupAsJson(await context.directory.updateGroup(name, changed));
  },
});
