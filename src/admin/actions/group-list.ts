/**
 * Lists all groups with their members.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { groupAsJson } from '../json/group-as-json.js';

export const groupList = action({
  name: 'group-list',
  input: z.strictObject({}),
  run: async (context) => (await context.directory.groups()).map(groupAsJson),
});
