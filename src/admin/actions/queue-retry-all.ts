/**
 * Has all outgoing mail of a state tried again now: what waits when the MTA is back, or what has failed.
 */
import { z } from 'zod';
import { outboxStates } from '../../store/desk.js';
import { action } from '../action.js';

/** Changes that are asked for at one moment: they share a commit, and leave room for others between them. */
const AT_ONCE = 100;

export const queueRetryAll = action({
  name: 'queue-retry-all',
  summary: 'Makes all mails of the outbox that wait, or have failed, due at once.',
  changes: true,
  input: z.strictObject({ state: z.enum(outboxStates) }),
  async run(context, { state }) {
    const { desk, clock } = context;
    const entries = await desk.outboxEntries();
    const all = entries.filter((entry) => entry.state === state).map(({ id }) => id);
    const ids: string[] = [];
    for (let from = 0; from < all.length; from += AT_ONCE) {
      const group = all.slice(from, from + AT_ONCE);
      const there = await Promise.all(group.map((id) => desk.retryNow(id, clock())));
      ids.push(...group.filter((_, index) => there[index]));
    }
    if (ids.length > 0) context.wakeOutbox();
    return { ids };
  },
});
