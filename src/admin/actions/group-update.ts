/**
 * Changes a group. What is not named stays; aliases and senders, once named, are all of them.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { searchName } from '../input/fields.js';
import { findGroup } from '../find.js';
import { groupAsJson } from '../json/group-as-json.js';
import { changedGroup, groupInput } from '../input/group-input.js';

export const groupUpdate = action({
  name: 'group-update',
  summary: 'Changes what is said of a group; the rest stays.',
  changes: true,
  input: z.strictObject({ ...groupInput, name: searchName() }),
  async run(context, { name, ...said }) {
    const changed = await changedGroup(context, await findGroup(context, name), said);
    return groupAsJson(await context.directory.updateGroup(name, changed));
  },
});
