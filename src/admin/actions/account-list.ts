/**
 * Lists the accounts.
 */
import { z } from 'zod';
import { accountAsJson } from '../json/account-as-json.js';
import { action } from '../action.js';

export const accountList = action({
  name: 'account-list',
  input: z.strictObject({}),
  async run(context) {
    const accounts = await context.directory.accounts();
    return await Promise.all(accounts.map((account) => accountAsJson(account, context)));
  },
});
