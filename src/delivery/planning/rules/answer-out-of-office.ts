/**
 * Rule, the last one: an account whose owner is away answers what was filed for it, if nothing speaks against it. What the
 * message itself tells was asked before (ask-vacation.ts); here is the rest. The commit asks the log of answers once
 * more.
 */
import type { DecisionRecord } from '../../../booking/decision-record.js';
import { answerText } from '../../../out-of-office/answer-text.js';
import { composeVacation, type AwayAccount } from '../../../out-of-office/compose-vacation.js';
import { answeredUntil, accountRules, type AccountQuestion } from '../../../out-of-office/account-rules.js';
import type { Account } from '../../../directory/directory.js';
import { firstRefusal } from '../../../out-of-office/vacation-rule.js';
import type { AnswerLogSnapshot } from '../../../store/delivery-desk.js';
import type { VacationAsk, DeliveryRule, PlanDraft, PlanContext } from './delivery-rule.js';

export const answerOutOfOffice: DeliveryRule = (context, draft) => {
  const { vacation, snapshot, recipient, message, now } = context;
  const log = snapshot.answerLog ?? null;
  if (vacation === null || log === null || draft.filing === null || context.restoring) return { kind: 'go-on' };
  const question = questionOf(vacation, log, context, draft);
  const refusal = firstRefusal(accountRules, question);
  const text = answerText(vacation.setting, vacation.isInside, question.language);
  if (refusal !== null || text === null) {
    return { kind: 'go-on', part: { vacationRefusal: refusal?.name ?? 'no-outside-text' } };
  }
  const { setting, reversePath, sender } = vacation;
  return {
    kind: 'go-on',
    part: {
      vacation: {
        draft: composeVacation(setting, text, awayAccount(recipient.account), { reversePath, header: message.header }),
        sender,
        round: setting.round,
        againAfterMs: answeredUntil(now, setting) - now,
        maxPerHour: question.maxPerHour,
      },
    },
  };
};

function questionOf(
  ask: VacationAsk,
  log: AnswerLogSnapshot,
  { recipient: { account }, snapshot: { usedBytes }, hardLimitBytes, settings, now }: PlanContext,
  { decision }: PlanDraft,
): AccountQuestion {
  return {
    ...ask,
    ...log,
    now,
    language: account.language,
    isHandledByBooking: decision !== null && isHandled(decision),
    isOverQuota: hardLimitBytes > 0 && usedBytes >= hardLimitBytes,
    maxPerHour: settings.outOfOffice.maxPerHour,
  };
}

/** What is only entered for a person, or left to one, waits for that person. */
export function isHandled({ decision }: Pick<DecisionRecord, 'decision'>): boolean {
  return decision !== 'enter-tentative' && decision !== 'leave-to-person';
}

function awayAccount({ primaryAddress, fullName, timeZone, language }: Account): AwayAccount {
  const displayName = fullName === '' ? null : fullName;
  return { mailbox: { address: primaryAddress, displayName }, timeZone, language };
}
