/**
 * Deletes a group; its members are kept.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { searchName } from '../input/fields.js';
import { settleAllDeputies } from '../settle-deputies.js';

export const groupDelete = action({
  name: 'group-delete',
  changes: true,
  input: z.strictObject({ name: searchName() }),
  async run(context, { name }) {
    await context.directory.deleteGroup(name);
    context.events.fire('deletegroup', { group: name });
    await settleAllDeputies(context);
    return { name };
  },
});
