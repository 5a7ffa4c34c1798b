/**
 * Verifies the stores, and restores lost rows from the segments.
 */
import { z } from 'zod';
import { action } from '../action.js';

export const storeCheck = action({
  name: 'store-check',
  input: z.strictObject({ rebuild: z.boolean().optional() }),
  async run(context, { rebuild }) {
    const { messages, problems, rebuilt } = await context.mailStore.check({ rebuild: rebuild ?? false });
    const guids = new Map((await context.mailStore.stores()).map(({ id, guid }) => [id, guid]));
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
