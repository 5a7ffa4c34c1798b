/**
 * Rule: a mail to a resource that holds no meeting is refused where the policy wants that (`plainMail` = reject), so that
 * its sender learns that nobody reads it. Reports and other machines' mails are kept: a failure to deliver an answer of
 * the resource is one of them.
 */
import { answersMeetings } from '../answers-meetings.js';
import { firstField } from '../../mail/header-section.js';
import type { DeliveryRule } from '../plan-delivery.js';

export const refusePlainMail: DeliveryRule = ({ message, recipient, isPlain, restoring }, draft) => {
  const { account } = recipient;
  const isResource = account.kind === 'room' || account.kind === 'equipment';
  const isWanted = account.booking.plainMail !== 'reject' || !isResource || !answersMeetings(account);
  // RFC 3834 §5.1: anything but `no` was sent by a machine.
  const isAutomatic = (firstField(message.header, 'auto-submitted') ?? 'no').trim().toLowerCase() !== 'no';
  if (!isPlain || isWanted || restoring || draft.filing !== null || message.reversePath === null || isAutomatic) {
    return { kind: 'go-on' };
  }
  return {
    kind: 'stop',
    because: 'plain-mail',
    reply: { code: 550, status: '5.7.1', text: 'This address takes meeting requests only; send it an invitation' },
  };
};
