/**
 * Shows one account in full.
 */
import { z } from 'zod';
import { wholeAccountAsJson } from '../json/account-as-json.js';
import { action } from '../action.js';
import { searchName } from '../input/fields.js';
import { findAccount } from '../find.js';

export const accountShow = action({
  name: 'account-show',
  input: z.strictObject({ name: searchName() }),
  run: async (context, { name }) => wholeAccountAsJson(await findAccount(context, name), context),
});
