/**
 * Rule 5: what was decided about a meeting message (resources/decide.ts) becomes part of the plan. A resource files what
 * booking has dealt with read in Handled, out of its people's way and quota; people keep it in their Inbox.
 */
import type { BookingOutcome } from '../../../booking/booking-outcome.js';
import type { DecisionRecord } from '../../../booking/decision-record.js';
import type { MessageDraft } from '../../../mail/draft.js';
import type { MessageCount } from '../../../store/delivery-desk.js';
import type { FloodRoom } from '../flood-limits.js';
import type { DeliveryRule, PlanDraft } from './delivery-rule.js';

/** Read, out of people's way, outside the quota; clear-handled.ts empties it. */
export const HANDLED_FOLDER = 'Handled';

export const answerMeeting: DeliveryRule = (context, draft) => {
  const { decided, recipient, room, managerMessage } = context;
  if (draft.filing !== null || decided === null) return { kind: 'go-on' };
  const { outcome, otherCalendars } = decided;
  const { answers, record, counts, isWithheld } = answersOf(outcome, room);
  const isResource = recipient.account.kind === 'room' || recipient.account.kind === 'equipment';
  return {
    kind: 'go-on',
    part: {
      filing: outcome.handled && isResource ? { folder: HANDLED_FOLDER, flags: ['\\Seen'], outsideQuota: true } : null,
      calendar: outcome.change,
      otherCalendars,
      decision: record,
      answers,
      answersFrom: decided.answersFrom ?? null,
      managerMessage,
      counts: [...counts, ...(managerMessage === null ? [] : [{ key: managerMessage.key, messages: 1 }])],
      isAnswerWithheld: isWithheld,
    },
  };
};

/** The messages of a decision that fit, what they count against, and the record of it. */
export function answersOf(
  outcome: BookingOutcome,
  room: FloodRoom,
): Pick<PlanDraft, 'answers' | 'counts'> & { readonly record: DecisionRecord; readonly isWithheld: boolean } {
  const { leading = [], answer, notices } = outcome;
  const messages = [...leading, ...(answer === null ? [] : [answer]), ...notices];
  const isWithheld = messages.length > 0 && room.left <= 0;
  const answers = isWithheld ? [] : messages;
  const record = isWithheld ? unanswered(outcome.record) : outcome.record;
  return { answers, record, counts: countsOf(answers, room), isWithheld };
}

/** Each recipient of each message is one more. */
function countsOf(sent: readonly MessageDraft[], { keys }: FloodRoom): readonly MessageCount[] {
  const messages = sent.reduce((sum, { to, cc }) => sum + to.length + cc.length, 0);
  return messages === 0 ? [] : keys.map((key) => ({ key, messages }));
}

/** The decision stands; only nobody is told. */
function unanswered(record: DecisionRecord): DecisionRecord {
  const explanation = `${record.explanation} No answer was sent: the organizer has received too many in the last hour (booking.maxAnswersPerOrganizerHour).`;
  return { ...record, explanation, answered: false };
}
