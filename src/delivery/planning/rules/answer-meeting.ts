/**
 * Rule 5: a meeting request to an account that answers such is decided by booking, for a pool by delegate-request.ts. What booking has dealt with a
 * resource files read in Handled, out of its people's way and quota; people keep it in their Inbox.
 */
import { decideBooking } from '../../../booking/decide-booking.js';
import type { DecisionRecord } from '../../../booking/decision-record.js';
import type { DeliveryRule } from './delivery-rule.js';

/** Read, out of people's way, outside the quota; clear-handled.ts empties it. */
export const HANDLED_FOLDER = 'Handled';

export const answerMeeting: DeliveryRule = (context, draft) => {
  const { booking, snapshot, delegation, offers, recipient, answersLeft } = context;
  if (draft.filing !== null || booking === null || snapshot.calendar === null) return { kind: 'go-on' };
  const outcome = delegation?.outcome ?? decideBooking(booking, snapshot.calendar, offers);
  const messages = [...(outcome.answer === null ? [] : [outcome.answer]), ...outcome.notices];
  const isWithheld = messages.length > 0 && answersLeft <= 0;
  const isResource = recipient.account.kind === 'room' || recipient.account.kind === 'equipment';
  return {
    kind: 'go-on',
    part: {
      filing: outcome.handled && isResource ? { folder: HANDLED_FOLDER, flags: ['\\Seen'], outsideQuota: true } : null,
      calendar: outcome.change,
      otherCalendars: delegation?.otherCalendars ?? [],
      decision: isWithheld ? unanswered(outcome.record) : outcome.record,
      answers: isWithheld ? [] : messages,
      answersTo: messages.length > 0 && !isWithheld ? outcome.record.organizer : null,
      isAnswerWithheld: isWithheld,
      offerable: outcome.offerable,
    },
  };
};

/** The decision stands; only nobody is told. */
function unanswered(record: DecisionRecord): DecisionRecord {
  const explanation = `${record.explanation} The organizer was not told, having had too many answers in the last hour (booking.maxAnswersPerOrganizerHour).`;
  return { ...record, explanation, answered: false };
}
