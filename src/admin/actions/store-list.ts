/**
 * Lists the stores with their owners and sizes.
 */
import { z } from 'zod';
import { formatInstant } from '../../mail/instant.js';
import { action } from '../action.js';

export const storeList = action({
  name: 'store-list',
  input: z.strictObject({}),
  async run(context) {
    const accounts = await context.directory.accounts();
    const owners = new Map(accounts.map(({ storeId, name }) => [storeId, name]));
    return (await context.mailStore.stores()).map((store) => ({
      storeId: store.guid,
      /** null: an orphan. */
      account: owners.get(store.id) ?? null,
      messageCount: store.messageCount,
      usedBytes: store.usedBytes,
      createdAt: formatInstant(store.createdAt),
    }));
  },
});
