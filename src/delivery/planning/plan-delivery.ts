/**
 * Decides what is to be written for one recipient of a message: an ordered list of small rules over what was read at
 * one moment. Pure; deliver.ts reads before and writes after.
 * Path: deliver.ts -> planDelivery -> Desk.deliver.
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

/** In this order: junk never reaches booking, a full store refuses before it books, only what is filed is answered. */
export const deliveryRules: readonly DeliveryRule[] = [
  refuseLoop,
  skipDuplicate,
  refuseOverQuota,
  fileJunk,
  handlePlainMessage,
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
  forwardTo: [],
  answersTo: null,
  isAnswerWithheld: false,
  offerable: null,
  vacation: null,
  vacationRefusal: null,
};

export function planDelivery(context: PlanContext): PlannedDelivery {
  let draft = nothingYet;
  for (const rule of deliveryRules) {
    const outcome = rule(context, draft);
    if (outcome.kind === 'stop') return outcome;
    draft = { ...draft, ...outcome.part };
  }
  if (draft.filing === null) throw new Error('no rule filed the message');
  return { kind: 'deliver', ...draft, filing: draft.filing };
}
