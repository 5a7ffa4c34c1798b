/**
 * Shows the out-of-office setting of an account.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { searchName } from '../input/fields.js';
import { findAccount } from '../find.js';
import { outOfOfficeAsJson } from '../json/out-of-office-as-json.js';

export const oofShow = action({
  name: 'oof-show',
  input: z.strictObject({ user: searchName() }),
  async run(context, { user }) {
    const { name, outOfOffice } = await findAccount(context, user);
    return { user: name, ...outOfOfficeAsJson(outOfOffice, context.clock()) };
  },
});
