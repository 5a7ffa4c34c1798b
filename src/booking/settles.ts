/**
 * Which decision settles what was left to a person before. The engines of the desk ask it when they write a decision.
 */
import { addMilliseconds, type Instant } from '../mail/instant.js';
import type { DecisionRecord } from './decision-record.js';

const DAY_MS = 86_400_000;
/** How long a message counts of which nobody can say when the meeting is. */
const UNDATED_DAYS = 30;

/** With these the organizer has an answer, or asks no more. */
const settling: ReadonlySet<string> = new Set(['accept', 'decline', 'ask', 'cancel', 'remove']);

/** Messages of one kind about one meeting take each other's place. */
export function kindOfLeft({ method, because }: DecisionRecord): string {
  return `${method ?? ''} ${because ?? ''}`;
}

/** From then on it is not counted. */
export function leftUntil({ left, decidedAt }: DecisionRecord): Instant {
  return left?.end ?? addMilliseconds(decidedAt, UNDATED_DAYS * DAY_MS);
}

/**
 * What a decision settles, besides the one that it names: all that was left of its whole meeting, or of that what was left
 * for the same reason.
 */
export type Settled = { readonly kind: 'nothing' | 'meeting' } | { readonly kind: 'same'; readonly kindOfLeft: string };

export function settledBy(record: DecisionRecord): Settled {
  const { uid, organizer, decision, isOfDates, left, settles } = record;
  // A person decides on one message, not on others of the same meeting.
  if (uid === null || organizer === null || isOfDates === true || settles !== undefined) return { kind: 'nothing' };
  if (left !== undefined) return { kind: 'same', kindOfLeft: kindOfLeft(record) };
  return { kind: settling.has(decision) ? 'meeting' : 'nothing' };
}
