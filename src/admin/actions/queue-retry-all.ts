/**
 * Retries all outgoing messages of a state now: waiting ones, for example when the MTA is available again, failed ones, or
 * those that are held after a restore.
 */
import { z } from 'zod';
import { everyEntry } from '../../store/every-entry.js';
import { outboxStates } from '../../store/outbox.js';
import { action } from '../action.js';

/** Changes requested at the same time: they share a commit and leave room for other work between the groups. */
const AT_ONCE = 100;

export const queueRetryAll = action({
  name: 'queue-retry-all',
  changes: true,
  input: z.strictObject({ state: z.enum(outboxStates) }),
  async run(context, { state }) {
    const { outbox, clock } = context;
    const all: string[] = [];
    for await (const entry of everyEntry(outbox)) if (entry.state === state) all.push(entry.id);
    const ids: string[] = [];
    for (let from = 0; from < all.length; from += AT_ONCE) {
      const group = all.slice(from, from + AT_ONCE);
      const found = await Promise.all(group.map((id) => outbox.retryNow(id, clock())));
      ids.push(...group.filter((_, index) => found[index]));
    }
    if (ids.length > 0) context.wakeOutbox();
    return { ids };
  },
});
