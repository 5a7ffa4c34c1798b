/**
 * Shows who is in a group.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { searchName } from '../fields.js';
import { findGroup } from '../find.js';

export const groupShow = action({
  name: 'group-show',
  summary: 'Shows the members of a group.',
  input: z.strictObject({ name: searchName() }),
  run: (house, { name }) => findGroup(house, name),
});
