/**
 * Verifies the stores, and restores lost rows from the segments.
 */
import { z } from 'zod';
import type { StoreId } from '../../directory/account.js';
import { everyStore } from '../../store/every-entry.js';
import { action } from '../action.js';

export const storeCheck = action({
  name: 'store-check',
  input: z.strictObject({ rebuild: z.boolean().optional() }),
  async run(context, { rebuild }) {
    const { messages, problems, rebuilt } = await context.mailStore.check({ rebuild: rebuild ?? false });
    const guids = new Map<StoreId, string>();
    for await (const { id, guid } of everyStore(context.mailStore)) guids.set(id, guid);
    return {
      messages,
      rebuilt,
      problems: problems.map(({ storeId, what }) => ({
        storeId: storeId === null ? null : (guids.get(storeId) ?? String(storeId)),
        what,
      })),
    };
  },
});
