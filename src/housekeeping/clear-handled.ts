/**
 * Requests that booking has dealt with stay in the resource's folder Handled for a while, for anyone who wants to
 * see them, and are then deleted.
 * Path: beside the way of a message, once at the start and every few hours after.
 */
import type { StoreId } from '../directory/account.js';
import { addMilliseconds } from '../mail/instant.js';
import type { Clock } from '../runtime/clock.js';
import type { MailStore } from '../store/mail-store.js';
import { onEachAccount, type AccountRound } from '../directory/on-each-account.js';
import { HANDLED_FOLDER } from '../delivery/planning/rules/answer-meeting.js';

export interface HandledDependencies extends AccountRound {
  readonly mailStore: Pick<MailStore, 'folders' | 'messages' | 'expunge'>;
  readonly clock: Clock;
  readonly handledDays: number;
}

const DAY_MS = 86_400_000;
/** Messages looked at in one go. */
const BATCH = 1000;

/** Resolves to how many messages went. */
export function clearHandled(deps: HandledDependencies): Promise<number> {
  const { mailStore, clock, handledDays } = deps;
  const before = addMilliseconds(clock(), -handledDays * DAY_MS);
  return onEachAccount(deps, async ({ storeId }) => {
    if (storeId === null) return 0;
    const folders = await mailStore.folders(storeId);
    return folders.some(({ name }) => name === HANDLED_FOLDER) ? clearStore(storeId, before, mailStore) : 0;
  });
}

async function clearStore(
  storeId: StoreId,
  before: number,
  mailStore: HandledDependencies['mailStore'],
): Promise<number> {
  let cleared = 0;
  for (;;) {
    const messages = await mailStore.messages(storeId, HANDLED_FOLDER, { limit: BATCH });
    const old = messages.filter(({ receivedAt }) => receivedAt < before).map(({ uid }) => uid);
    if (old.length > 0) cleared += await mailStore.expunge(storeId, HANDLED_FOLDER, old);
    if (old.length < BATCH) return cleared;
  }
}
