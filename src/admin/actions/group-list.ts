/**
 * Lists all groups with their members.
 */
import { z } from 'zod';
import { everyGroup } from '../../directory/every-one.js';
import { action } from '../action.js';
import { groupAsJson } from '../json/group-as-json.js';

export const groupList = action({
  name: 'group-list',
  input: z.strictObject({}),
  async run(context) {
    const rows = [];
    for await (const group of everyGroup(context.directory)) rows.push(groupAsJson(group));
    return rows;
  },
});
