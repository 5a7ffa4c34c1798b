/**
 * Checks the outbox: messages that are held after a restore wait for an administrator.
 */
import type { AdminContext } from '../admin-context.js';
import { good, warning, type Finding } from './finding.js';

export async function checkOutbox({ outbox }: Pick<AdminContext, 'outbox'>): Promise<Finding> {
  const check = 'outbox';
  const count = new Map((await outbox.outboxDepths()).map(({ state, messages }) => [state, messages]));
  const of = (state: 'waiting' | 'held' | 'failed'): number => count.get(state) ?? 0;
  const found = `${of('waiting')} waiting, ${of('held')} held, ${of('failed')} failed`;
  if (of('held') === 0) return good(check, found);
  const next =
    'the data was restored: delete what was sent already (frontdesk queue list), then: frontdesk queue release';
  return warning(check, found, next);
}
