/**
 * Changes a calendar beside the way of a message: read, decide, compose the messages, commit all of it; and again from
 * the reading where the calendar moved meanwhile.
 * Path: move-horizon.ts, expire-approvals.ts, retire-resource.ts, settle-waiting.ts -> reviseWithRetry -> DeliveryDesk.revise.
 */
import type { MessageDraft } from '../mail/draft.js';
import type { Instant } from '../mail/instant.js';
import { composeOutgoing } from '../outbox/compose-outgoing.js';
import type { CalendarPlan, DeliveryDesk } from '../store/delivery-desk.js';
import type { ResourceDeps } from './context.js';

export interface RevisionDeps extends Pick<ResourceDeps, 'log' | 'compose' | 'wakeOutbox'> {
  readonly desk: Pick<DeliveryDesk, 'revise'>;
}

/** What is decided about one meeting of a calendar. */
export interface Revision extends Omit<CalendarPlan, 'outgoing' | 'plannedAt'> {
  /** `cause` names the message: what it is made from, the same when it is made again. */
  readonly mails: readonly { readonly draft: MessageDraft; readonly cause: readonly unknown[] }[];
  readonly now: Instant;
  /** How it is logged. Absent: as dates that were withdrawn. */
  readonly event?: 'booking-decided';
}

/** A calendar that moves under the plan this often is left to the next round. */
const MAX_PLANS = 10;

/**
 * @param account by name, for the log
 * @param decide reads and decides; null: there is nothing to change, `stale`: the calendar moved while it read
 * @returns the revision that was committed; null: nothing was. Throws StoreError, and what `decide` throws.
 */
export async function reviseWithRetry<Decided extends Revision>(
  account: string,
  decide: () => Promise<Decided | 'stale' | null>,
  deps: RevisionDeps,
): Promise<Decided | null> {
  for (let plans = 0; plans < MAX_PLANS; plans += 1) {
    const decided = await decide();
    if (decided === null) return null;
    if (decided === 'stale' || (await commit(decided, deps)) === 'stale') continue;
    if (decided.mails.length > 0) deps.wakeOutbox();
    logDecision(account, decided, deps);
    return decided;
  }
  return null;
}

async function commit(
  { storeId, basedOn, change, otherCalendars, decision, counts = [], mails, now }: Revision,
  { desk, compose }: RevisionDeps,
): Promise<'done' | 'stale'> {
  const outgoing = await Promise.all(
    mails.map(({ draft, cause }) => composeOutgoing(draft, { storeId, cause: JSON.stringify(cause), now }, compose)),
  );
  const plan = { storeId, basedOn, change, decision, counts, outgoing, plannedAt: now };
  return await desk.revise(otherCalendars === undefined ? plan : { ...plan, otherCalendars });
}

function logDecision(account: string, { decision: record, event }: Revision, { log }: RevisionDeps): void {
  if (record === null) return;
  const { decision, because, uid, answered, messageId } = record;
  if (event === undefined) log('booking-withdrawn', { account, uid, because });
  else log(event, { account, messageId, decision, because, uid, answered });
}
