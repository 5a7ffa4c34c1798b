/**
 * Lists all groups with their members.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { groupAsJson } from '../json/group-as-json.js';

export const groupList = action({
  name: 'group-list',
  summary: 'Lists all groups.',
  input: z.strictObject({}),
  run: async (house) => (await house.directory.groups()).map(groupAsJson),
});
