/**
 * Finds what waits for a person in a resource: all of it, or one message by its number or the UID of its meeting.
 */
import type { DecisionRecord } from '../booking/decision-record.js';
import { listCommand, plainReference, shellWord } from '../booking/report/hand-commands.js';
import type { Account } from '../directory/directory.js';
import type { LeftMessage } from '../store/calendars.js';
import { ActionError } from './action.js';
import type { AdminContext } from './admin-context.js';
import { storeOf } from './find.js';

const PAGE = 500;
/** Among these a decision is looked for that was made before. */
const DECISIONS_SEARCHED = 1000;

/** Ordered by number. */
export async function leftMessages(
  { calendars, clock }: Pick<AdminContext, 'calendars' | 'clock'>,
  account: Account,
): Promise<readonly LeftMessage[]> {
  const found: LeftMessage[] = [];
  for (;;) {
    const question = { now: clock(), after: found.at(-1)?.number ?? 0, limit: PAGE };
    const page = await calendars.leftToPerson(storeOf(account), question);
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

export type FoundLeft =
  | { readonly kind: 'left'; readonly left: LeftMessage }
  /** A person has decided on it before. */
  | { readonly kind: 'decided'; readonly record: DecisionRecord; readonly number: number };

/** @param reference its number, or the UID of its meeting. Throws ActionError. */
export async function findLeft(context: AdminContext, account: Account, reference: string): Promise<FoundLeft> {
  const all = await leftMessages(context, account);
  const number = /^\d{1,15}$/.test(reference) ? Number(reference) : null;
  const numbered = all.filter((each) => each.number === number);
  const meant = numbered.length > 0 ? numbered : all.filter(({ record }) => record.uid === reference);
  const [left, ...others] = meant;
  if (left !== undefined && others.length === 0) return { kind: 'left', left };
  const next = `\`${listCommand(account.name)}\` lists what waits for a person`;
  if (left !== undefined) {
    const numbers = meant.map((each) => each.number).join(', ');
    throw new ActionError('refused', `several messages about this meeting wait: ${numbers}`, 'give the number of one');
  }
  const records = await context.calendars.decisions(storeOf(account), DECISIONS_SEARCHED);
  const decided = records.find(
    ({ settles, uid }) => settles !== undefined && (settles === number || uid === reference),
  );
  if (decided?.settles !== undefined) return { kind: 'decided', record: decided, number: decided.settles };
  const last = records.find(({ uid }) => uid === reference);
  const why = last === undefined ? '' : `: ${whyNothing(last, context)}`;
  const waitsForApprovers = last?.decision === 'ask' && plainReference(reference) !== null;
  throw new ActionError(
    'not-found',
    `no message ${JSON.stringify(reference)} waits for a person${why}`,
    waitsForApprovers ? `to free the time without them: ${cancelCommand(account.name, reference)}` : next,
  );
}

const cancelCommand = (resource: string, uid: string): string =>
  `frontdesk booking cancel ${shellWord(resource)} ${shellWord(uid)}`;

function whyNothing({ left, explanation }: DecisionRecord, { clock }: AdminContext): string {
  if (left === undefined) return explanation;
  return left.end !== null && left.end <= clock() ? 'the meeting is over' : 'its message was removed or moved';
}
