/**
 * Lists the accounts.
 */
import { z } from 'zod';
import { everyAccount } from '../../directory/every-one.js';
import { accountAsJson } from '../json/account-as-json.js';
import { action } from '../action.js';

export const accountList = action({
  name: 'account-list',
  input: z.strictObject({}),
  async run(context) {
    const accounts = [];
    for await (const account of everyAccount(context.directory)) accounts.push(await accountAsJson(account, context));
    return accounts;
  },
});
