/**
 * Lists the accounts.
 */
import { z } from 'zod';
import { accountAsJson } from '../account-as-json.js';
import { action } from '../action.js';

export const accountList = action({
  name: 'account-list',
  summary: 'Lists the accounts.',
  input: z.strictObject({}),
  async run(house) {
    return (await house.directory.accounts()).map((account) => accountAsJson(account, house));
  },
});
