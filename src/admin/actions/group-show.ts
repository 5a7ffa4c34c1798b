/**
 * Shows the members of a group, who may send to it, and who is notified of failures.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { searchName } from '../input/fields.js';
import { findGroup } from '../find.js';
import { groupAsJson } from '../json/group-as-json.js';

export const groupShow = action({
  name: 'group-show',
  input: z.strictObject({ name: searchName() }),
  run: async (context, { name }) => groupAsJson(await findGroup(context, name)),
});
