/**
 * Decides what is to be written for one recipient of a message: an ordered list of small rules over what was read at
 * one moment and what was decided about the meeting in it. Pure.
 * Path: plan-recipient.ts: gather -> reachesBooking? decide -> planDelivery -> write-plan.ts.
 */
import { answerMeeting } from './rules/answer-meeting.js';
import { answerOutOfOffice } from './rules/answer-out-of-office.js';
import { fileJunk } from './rules/file-junk.js';
import { fileMessage } from './rules/file-message.js';
import { heedExpiry } from './rules/heed-expiry.js';
import { leaveToDeputies } from './rules/leave-to-deputies.js';
import { refuseLoop } from './rules/refuse-loop.js';
import { refuseOverQuota } from './rules/refuse-over-quota.js';
import { handlePlainMessage } from './rules/treat-plain-mail.js';
import { skipDuplicate } from './rules/skip-duplicate.js';
import type { DeliveryRule, PlanContext, PlanDraft, PlannedDelivery } from './rules/delivery-rule.js';

/** What these stop or file never reaches booking: junk, and what a full store refuses before it books. */
const rulesBeforeBooking: readonly DeliveryRule[] = [
  refuseLoop,
  skipDuplicate,
  refuseOverQuota,
  fileJunk,
  handlePlainMessage,
];

/** In this order: only what is filed is answered. */
export const deliveryRules: readonly DeliveryRule[] = [
  ...rulesBeforeBooking,
  answerMeeting,
  leaveToDeputies,
  fileMessage,
  heedExpiry,
  answerOutOfOffice,
];

const nothingYet: PlanDraft = {
  filing: null,
  calendar: null,
  otherCalendars: [],
  decision: null,
  answers: [],
  answersFrom: null,
  forwardTo: [],
  managerMessage: null,
  counts: [],
  isAnswerWithheld: false,
  vacation: null,
  vacationRefusal: null,
};

/** Whether the meeting in the message, if there is one, is to be decided about. */
export function reachesBooking(context: PlanContext): boolean {
  const draft = runRules(rulesBeforeBooking, context);
  return draft.kind !== 'stop' && draft.filing === null;
}

export function planDelivery(context: PlanContext): PlannedDelivery {
  const draft = runRules(deliveryRules, context);
  if (draft.kind === 'stop') return draft;
  if (draft.filing === null) throw new Error('no rule filed the message');
  return { ...draft, filing: draft.filing };
}

type Draft = ({ readonly kind: 'deliver' } & PlanDraft) | Extract<PlannedDelivery, { kind: 'stop' }>;

function runRules(rules: readonly DeliveryRule[], context: PlanContext): Draft {
  let draft = nothingYet;
  for (const rule of rules) {
    const outcome = rule(context, draft);
    if (outcome.kind === 'stop') return outcome;
    draft = { ...draft, ...outcome.part };
  }
  return { kind: 'deliver', ...draft };
}
