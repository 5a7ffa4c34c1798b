/**
 * Rule: a message to a resource that holds no meeting is refused, so that its sender learns that nobody reads it, or handed
 * on to the approvers, where the policy wants that (`plainMail`). Reports and other machines' messages are kept: a
 * failure to deliver an answer of the resource is one of them, and what machines send must not loop. Nor is an
 * approver's own message handed on: it may be an automatic answer to what was handed on, without saying so.
 */
import { answersMeetings } from '../../../resources/answers-meetings.js';
import { allFields } from '../../../mail/header-section.js';
import { senderKey } from '../../../out-of-office/sender-key.js';
import type { DeliveryRule, PlanContext } from './delivery-rule.js';

export const handlePlainMessage: DeliveryRule = (context, draft) => {
  const { plainMail } = context.recipient.account.booking;
  if (plainMail === 'keep' || draft.filing !== null || !isTreated(context)) return { kind: 'go-on' };
  if (plainMail === 'forward') {
    return { kind: 'go-on', part: { forwardTo: isOfApprover(context) ? [] : context.approvers } };
  }
  return {
    kind: 'stop',
    because: 'plain-mail',
    reply: {
      code: 550,
      status: '5.7.1',
      text: 'This address accepts only meeting requests, please send an invitation',
    },
  };
};

function isTreated({ message, recipient: { account }, isPlain, restoring }: PlanContext): boolean {
  const isResource = account.kind === 'room' || account.kind === 'equipment';
  // RFC 3834 §5.1: anything but `no` was sent by a machine.
  const isAutomatic = allFields(message.header, 'auto-submitted').some((value) => value.toLowerCase() !== 'no');
  return (
    isPlain && isResource && answersMeetings(account) && !restoring && message.reversePath !== null && !isAutomatic
  );
}

function isOfApprover({ message: { reversePath }, approvers }: PlanContext): boolean {
  return reversePath !== null && approvers.some((approver) => senderKey(approver) === senderKey(reversePath));
}
