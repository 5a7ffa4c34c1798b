/**
 * Lists all groups with their members.
 */
import { z } from 'zod';
import { action } from '../action.js';

export const groupList = action({
  name: 'group-list',
  summary: 'Lists all groups.',
  input: z.strictObject({}),
  run: (house) => house.directory.groups(),
});
