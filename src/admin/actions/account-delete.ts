/**
 * Deletes an account. Its store is kept as an orphan, so that a mistake loses no messages.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { searchName } from '../input/fields.js';
import { findAccount } from '../find.js';
import { settleAllDeputies } from '../settle-deputies.js';

export const accountDelete = action({
  name: 'account-delete',
  changes: true,
  input: z.strictObject({ name: searchName() }),
  async run(context, { name }) {
    const account = await findAccount(context, name);
    const store = account.storeId === null ? null : await context.mailStore.store(account.storeId);
    await context.directory.deleteAccount(account.id);
    if (store !== null)
      context.events.fire('deleteuser', { user: account.name, company: account.company, store: store.guid });
    await settleAllDeputies(context);
    return { name: account.name, storeId: store?.guid ?? null };
  },
});
