/**
 * Lists the stores with their owners and sizes.
 */
import { z } from 'zod';
import { formatInstant } from '../../mail/instant.js';
import type { StoreId } from '../../directory/account.js';
import { everyAccount } from '../../directory/every-one.js';
import { everyStore } from '../../store/every-entry.js';
import { action } from '../action.js';

export const storeList = action({
  name: 'store-list',
  input: z.strictObject({}),
  async run(context) {
    const owners = new Map<StoreId | null, string>();
    for await (const { storeId, name } of everyAccount(context.directory)) owners.set(storeId, name);
    const rows = [];
    for await (const store of everyStore(context.mailStore))
      rows.push({
        storeId: store.guid,
        /** null: an orphan. */
        account: owners.get(store.id) ?? null,
        messageCount: store.messageCount,
        usedBytes: store.usedBytes,
        createdAt: formatInstant(store.createdAt),
      });
    return rows;
  },
});
