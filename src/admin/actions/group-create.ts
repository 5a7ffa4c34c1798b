/**
 * Makes a group without members.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { accountName } from '../fields.js';

export const groupCreate = action({
  name: 'group-create',
  summary: 'Makes a group.',
  changes: true,
  input: z.strictObject({ name: accountName() }),
  run: (house, { name }) => house.directory.createGroup(name),
});
