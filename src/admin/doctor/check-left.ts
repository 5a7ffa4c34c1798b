/**
 * Counts the messages that wait for a person: they have no answer until somebody decides.
 */
import type { StoreId } from '../../directory/account.js';
import { everyAccount } from '../../directory/every-one.js';
import type { AdminContext } from '../admin-context.js';
import { good, warning, type Finding } from './finding.js';

const CHECK = 'waiting';
const DAY_MS = 86_400_000;
/** Resources that are named. */
const MAX_NAMED = 5;

export async function checkLeft({ calendars, directory, clock }: AdminContext): Promise<Finding> {
  const now = clock();
  const counts = await calendars.leftCounts(now);
  const { length: resources } = counts;
  if (resources === 0) return good(CHECK, 'no message waits for a person');
  const messages = counts.reduce((sum, each) => sum + each.messages, 0);
  const oldestAt = counts.reduce((oldest, each) => Math.min(oldest, each.oldestAt), Infinity);
  const days = Math.max(0, Math.floor((now - oldestAt) / DAY_MS));
  const names = new Map<StoreId | null, string>();
  for await (const { storeId, name } of everyAccount(directory)) names.set(storeId, name);
  const each = counts
    .slice(0, MAX_NAMED)
    .map(({ storeId, messages: count }) => `${names.get(storeId) ?? `store ${storeId}`} ${count}`);
  const more = resources > MAX_NAMED ? `, ${resources - MAX_NAMED} more` : '';
  const age = days === 0 ? 'since today' : `the oldest for ${days} ${days === 1 ? 'day' : 'days'}`;
  const found = `${messages} ${messages === 1 ? 'message waits' : 'messages wait'} for a person, ${age} (${each.join(', ')}${more})`;
  return warning(
    CHECK,
    found,
    'decide with `frontdesk booking accept|decline`; `frontdesk booking waiting` lists them',
  );
}
